"""The worked examples of tokenisation against a BPE library that others maintain."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from quiz.lab.run import load

tokenizers = pytest.importorskip("tokenizers")

VERIFIERS = Path(__file__).parents[3] / "verifiers" / "tokenization"
TEXT = """
A vocabulary of words is never complete. A vocabulary of letters is complete but makes long sentences of short
ones. Merging the letters that often stand together gives something in between: common words become one
token, rare words a few, and no word is unknown. Banana, bananas, assess and assesses test the doubled pairs.
"""


@pytest.fixture(scope="module")
def merges():
    return load(VERIFIERS / "bpe_merges.py")


@pytest.fixture(scope="module")
def encoding():
    return load(VERIFIERS / "bpe_encoding.py")


def words_of(text):
    return Counter(f"{word}_" for word in text.lower().split())


def trained(words, number):
    """The library's own trainer on the same words, with exactly `number` merges; its merges in order."""
    alphabet = {letter for word in words for letter in word}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    size = len(alphabet) + number
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=size, show_progress=False, special_tokens=[])
    tokenizer.train_from_iterator([" ".join([word] * times) for word, times in words.items()], trainer)
    return tokenizer


def merges_of(tokenizer):
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [symbol for symbol, _ in vocabulary if len(symbol) > 1]


def test_the_tie_rule_of_the_library_is_oldest_first(merges):
    ours = merges.train(merges.WORDS, 10, merges.oldest)
    assert merges_of(trained(merges.WORDS, 10)) == ["".join(pair) for pair in ours]


@pytest.mark.parametrize("number", [5, 20, 60])
def test_training_agrees_with_the_library(merges, number):
    words = words_of(TEXT)
    ours = ["".join(pair) for pair in merges.train(words, number, merges.oldest)]
    assert merges_of(trained(words, number)) == ours


def test_encoding_agrees_with_the_library(merges, encoding):
    words = words_of(TEXT)
    tokenizer = trained(words, 60)
    learnt = merges.train(words, 60, merges.oldest)
    letters = sorted({letter for word in words for letter in word} - {"_"})
    draw = random.Random(0)
    unseen = ["".join(draw.choices(letters, k=draw.randint(1, 12))) + "_" for _ in range(300)]
    unseen += ["".join(draw.sample(word, len(word))) for word in words]
    for word in [*words, *unseen]:
        assert tuple(tokenizer.encode(word).tokens) == encoding.encode(word, learnt)


def test_longest_match_does_not_agree_with_the_library(merges, encoding):
    words = words_of(TEXT)
    tokenizer = trained(words, 60)
    learnt = merges.train(words, 60, merges.oldest)
    assert any(tuple(tokenizer.encode(word).tokens) != encoding.longest_match(word, learnt) for word in words)


def test_greedy_longest_match_agrees_with_the_library():
    wordpiece = load(VERIFIERS / "wordpiece_encoding.py")
    known = {"a", "ab", "abc", "b", "##b", "##c", "##bc", "##ca", "##aab"}
    vocabulary = {piece: i for i, piece in enumerate(sorted({"[UNK]"} | known))}
    model = tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]")
    draw = random.Random(1)
    for _ in range(300):
        word = "".join(draw.choices("abc", k=draw.randint(1, 7)))
        pieces = [token.value.removeprefix("##") for token in model.tokenize(word)]
        lengths = [] if pieces == ["[UNK]"] else [len(piece) for piece in pieces]
        assert wordpiece.greedy(word, known) == lengths


def test_the_wordpiece_trainer_of_the_library_merges_by_frequency():
    training = load(VERIFIERS / "wordpiece_training.py")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    pieces, pairs = training.counts(training.WORDS)
    trainer = tokenizers.trainers.WordPieceTrainer(
        vocab_size=len(pieces) + 8, show_progress=False, special_tokens=["[UNK]"]
    )
    tokenizer.train_from_iterator([" ".join([w] * n) for w, n in training.WORDS.items()], trainer)
    merged = {piece for piece in tokenizer.get_vocab() if len(piece.removeprefix("##")) > 1} - {"[UNK]"}
    assert "te" in merged
    assert "##ig" not in merged
    assert max(pairs, key=pairs.get) == ("t", "##e")
