"""BLEU as the verifier counts it against a library that others maintain."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from quiz.lab.run import load

sacrebleu = pytest.importorskip("sacrebleu")

VERIFIER = Path(__file__).parents[3] / "verifiers" / "training" / "bleu.py"


@pytest.fixture(scope="module")
def bleu():
    return load(VERIFIER)


def theirs(pairs, most=4):
    """The library's corpus BLEU between 0 and 1: words between blanks, nothing smoothed."""
    metric = sacrebleu.BLEU(tokenize="none", smooth_method="none", force=True, max_ngram_order=most)
    candidates, references = (list(side) for side in zip(*pairs, strict=True))
    return metric.corpus_score(candidates, [references]).score / 100


def corpora(seed, vocabulary):
    """Corpora of 1 … 4 pairs whose references are the candidates with words changed, added, left out."""
    draw = random.Random(seed)
    for _ in range(60):
        pairs = []
        for _ in range(draw.randint(1, 4)):
            candidate = draw.choices(vocabulary, k=draw.randint(5, 12))
            reference = [draw.choice([word, word, word, draw.choice(vocabulary)]) for word in candidate]
            extra = draw.randint(0, 3)
            reference = reference[extra:] if draw.random() < 0.5 else reference + reference[:extra]
            pairs.append((" ".join(candidate), " ".join(reference)))
        yield pairs


@pytest.mark.parametrize("name", ["SAT", "THE", "PART", "SAME_WORDS"])
def test_the_examples_have_the_librarys_score(bleu, name):
    assert bleu.bleu(getattr(bleu, name)) == pytest.approx(theirs(getattr(bleu, name)), abs=1e-12)


@pytest.mark.parametrize("vocabulary", ["ab", "abcd", "abcdefghij"])
def test_random_corpora_have_the_librarys_score(bleu, vocabulary):
    scores = [(bleu.bleu(pairs), theirs(pairs)) for pairs in corpora(1, vocabulary)]
    assert sum(score > 0 for score, _ in scores) > 20
    for ours, library in scores:
        assert ours == pytest.approx(library, abs=1e-12)


def test_shorter_runs_have_the_librarys_score(bleu):
    for pairs in corpora(2, "abc"):
        assert bleu.bleu(pairs, most=2) == pytest.approx(theirs(pairs, most=2), abs=1e-12)


def test_without_clipping_it_is_not_the_librarys(bleu):
    assert any(bleu.bleu(pairs, bleu.unclipped) > theirs(pairs) + 0.01 for pairs in corpora(3, "ab"))


def test_the_mean_of_sentences_is_not_the_librarys(bleu):
    assert any(abs(bleu.mean_of_sentences(pairs) - theirs(pairs)) > 0.01 for pairs in corpora(4, "abcd"))
