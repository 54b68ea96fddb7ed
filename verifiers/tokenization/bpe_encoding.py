"""How byte-pair encoding cuts a word it has never seen.

Replay the merges on the characters of the word, in the order in which they were learnt. From low_ × 5, lower_
× 2, newest_ × 6, widest_ × 3 the first merges are es, est, est_, lo, low. Then lowest_, seen nowhere, is

    l o w e s t _  →  l o w es t _  →  l o w est _  →  l o w est_  →  lo w est_  →  low est_

Each symbol is a character or a merge, so any word over the alphabet can be cut, and the pieces joined give
the word back. A vocabulary of whole words has nothing for it but <unk>.

Replaying is no longest match. After the merges b c and a b, in this order, a b c becomes a bc, although ab
is a symbol, too, and longer than a.
"""

from collections import Counter
from itertools import pairwise

import torch

from quiz.lab import Knob, exact, guards, main

MERGES = Knob(5, [5, 8, 12], "merges to learn")
WORDS = {"low_": 5, "lower_": 2, "newest_": 6, "widest_": 3}


def merge(symbols, pair):
    """`symbols` with `pair` joined wherever it occurs, from left to right."""
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return tuple(merged)


def train(words, merges):
    """The merges learnt from `words` (words to counts): of equals, the pair seen first."""
    cut, learnt = {tuple(word): times for word, times in words.items()}, []
    for _ in range(merges):
        counts = Counter()
        for symbols, times in cut.items():
            for pair in pairwise(symbols):
                counts[pair] += times
        learnt.append(max(counts, key=counts.get))
        cut = {merge(word, learnt[-1]): times for word, times in cut.items()}
    return learnt


def encode(word, learnt):
    """`word` in symbols: its characters, after all merges in the order in which they were learnt."""
    symbols = tuple(word)
    for pair in learnt:
        symbols = merge(symbols, pair)
    return symbols


def cut_by_hand(words, merges):
    """Where the pieces of lowest_ end, letter by letter, against low|est_."""
    pieces = encode("lowest_", train(words, merges))
    ends = [last for piece in pieces for last in [0] * (len(piece) - 1) + [1]]
    return exact(ends, [0, 0, 1, 0, 0, 0, 1])


def check_unseen_word_by_hand(rng, merges=MERGES):
    """lowest_, which does not occur, is cut into low and est_."""
    return cut_by_hand(WORDS, merges)


@guards(check_unseen_word_by_hand)
def control_no_superlatives(rng, merges=MERGES):
    """If the superlatives occur but once each, low_ and lower_ teach no est_ in time."""
    return cut_by_hand(WORDS | {"newest_": 1, "widest_": 0}, merges)


def random_words(rng, number, letters):
    """Random words of 2 to 9 letters."""
    sizes = torch.randint(2, 10, (number,), generator=rng).tolist()
    drawn = [torch.randint(len(letters), (size,), generator=rng).tolist() for size in sizes]
    return ["".join(letters[letter] for letter in word) for word in drawn]


def whole_words(word, learnt):
    """`word` as one symbol of a vocabulary of whole words."""
    return (word if word in WORDS else "<unk>",)


def round_trip(rng, merges, cut):
    """How many of 100 random words over the alphabet come back from known symbols, against all."""
    letters, learnt = sorted(set().union(*WORDS)), train(WORDS, merges)
    known = {*letters, *map("".join, learnt), *WORDS}
    words = random_words(rng, 100, letters)
    cuts = [cut(word, learnt) for word in words]
    back = ["".join(c) == word and known.issuperset(c) for c, word in zip(cuts, words, strict=True)]
    return exact(sum(back), len(words))


def check_unseen_words_come_back(rng, merges=MERGES):
    """Any word over the alphabet is cut into known symbols that joined give it back."""
    return round_trip(rng, merges, encode)


@guards(check_unseen_words_come_back)
def control_vocabulary_of_words(rng, merges=MERGES):
    """A vocabulary of whole words makes <unk> of them."""
    return round_trip(rng, merges, whole_words)


def longest_match(word, learnt):
    """`word` cut by always taking the longest symbol that fits."""
    known, pieces = {"".join(pair) for pair in learnt} | set(word), []
    while word:
        pieces.append(next(word[:end] for end in range(len(word), 0, -1) if word[:end] in known))
        word = word[len(pieces[-1]) :]
    return tuple(pieces)


def abc(cut):
    """The lengths of the pieces of abc after the merges bc and ab, against those of a|bc."""
    return exact([len(piece) for piece in cut("abc", [("b", "c"), ("a", "b")])], [1, 2])


def check_earlier_merge_wins(rng):
    """After the merges bc and ab, in this order, abc is cut into a and bc."""
    return abc(encode)


@guards(check_earlier_merge_wins)
def control_longest_symbol_wins(rng):
    """Longest match cuts it into ab and c."""
    return abc(longest_match)


def on_plain_text(word, learnt):
    """`word` with blanks around symbols, on which each merge is one substitution."""
    line = "".join(f" {letter} " for letter in word)
    for first, second in learnt:
        line = line.replace(f" {first}  {second} ", f" {first}{second} ")
    return tuple(line.split())


def replay(rng, cut):
    """How many of 60 new words are cut as by substitutions on plain text, after 25 merges."""
    learnt = train(dict.fromkeys(random_words(rng, 40, "abcd"), 1), 25)
    words = random_words(rng, 60, "abcd")
    return exact(sum(cut(word, learnt) == on_plain_text(word, learnt) for word in words), len(words))


def check_encoding_replays_the_merges(rng):
    """A word is cut by replaying the merges in the order in which they were learnt."""
    return replay(rng, encode)


@guards(check_encoding_replays_the_merges)
def control_longest_match(rng):
    """Longest match cuts some words differently."""
    return replay(rng, longest_match)


if __name__ == "__main__":
    main()
