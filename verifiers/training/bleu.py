"""BLEU: what it counts, and what it does not see.

    p_n     of the n-grams of all candidates, the share found in their references; each n-gram of a reference
            may be used up once only ("clipped"). Sums are taken over the corpus, then divided once.
    BP      min(1, exp(1 − r/c)) for c words of candidates and r of references: a price for being short
    BLEU    BP·(p₁·p₂·p₃·p₄)^¼

Clipping is what stops "the the the the the the the": seven words, all of them in the reference, which has
"the" twice, so p₁ = 2/7 and not 1. The penalty stops the other trick, to say only what is certain.

It is a product: without one common run of four words BLEU is 0, whatever the meaning. And it is a number
for a corpus: the mean of the sentences' own BLEUs is something else.
"""

import math
from collections import Counter

from quiz.lab import Knob, exact, guards, main

WORDS = Knob(8, [6, 8, 12, 18], "words of a candidate; its reference has 12")
REFERENCE, MOST = 12, 4


def grams(text, n):
    """All runs of n words."""
    words = text.split()
    return [tuple(words[start : start + n]) for start in range(len(words) - n + 1)]


def clipped(candidate, reference):
    """How many n-grams are found, each of the reference used once: the counts' smaller ones."""
    return (Counter(candidate) & Counter(reference)).total()


def unclipped(candidate, reference):
    """How many are found, each as often as one likes."""
    return sum(gram in reference for gram in candidate)


def brevity(c, r):
    """The penalty for c words where the references have r."""
    return min(1.0, math.exp(1 - r / c))


def no_penalty(c, r):
    """None."""
    return 1.0


def precision(pairs, n, found=clipped):
    """p_n over a corpus of pairs (candidate, reference)."""
    runs = [(grams(candidate, n), grams(reference, n)) for candidate, reference in pairs]
    return sum(found(*run) for run in runs) / sum(len(candidate) for candidate, _ in runs)


def bleu(pairs, found=clipped, penalty=brevity, most=MOST):
    """BLEU with n-grams up to `most` over a corpus of pairs."""
    product = math.prod(precision(pairs, n, found) for n in range(1, most + 1))
    c, r = (sum(len(text.split()) for text in side) for side in zip(*pairs, strict=True))
    return penalty(c, r) * product ** (1 / most)


SAT = [("the cat sat on the mat", "the cat sat on a mat")]
THE = [("the the the the the the the", "the cat is on the mat")]
PART = [("we saw it again", "we saw it again today")]
SAME_WORDS = [("on the mat sat the cat today", "today the cat sat on the mat")]


def check_hand_value(rng):
    """For "the cat sat on the mat" against "the cat sat on a mat": (5/6·3/5·2/4·1/3)^¼ = (1/12)^¼ = 0.54."""
    return exact(bleu(SAT), (1 / 12) ** 0.25, ops=20)


@guards(check_hand_value)
def control_hand_value_unclipped(rng):
    """Unclipped the second "the" counts as well."""
    return exact(bleu(SAT, unclipped), (1 / 12) ** 0.25, ops=20)


def check_clipping_stops_repetition(rng):
    """The word "the" seven times, for a reference that has it twice: p₁ = 2/7."""
    return exact(precision(THE, 1), 2 / 7, ops=2)


@guards(check_clipping_stops_repetition)
def control_unclipped(rng):
    """Unclipped p₁ is 1."""
    return exact(precision(THE, 1, unclipped), 2 / 7, ops=2)


def shortened(words, penalty):
    """BLEU of a reference's first words, or of the whole with more words behind, against BP·(Πp)^¼."""
    short = min(words, REFERENCE)
    said = [f"w{place}" for place in range(REFERENCE)]
    candidate = said[:short] + [f"x{place}" for place in range(words - short)]
    pairs = [(" ".join(candidate), " ".join(said))]
    share = math.comb(short, MOST) / math.comb(words, MOST)  # p₁·p₂·p₃·p₄
    predicted = share**0.25 * math.exp(min(0.0, 1 - REFERENCE / words))
    return exact(bleu(pairs, penalty=penalty), predicted, ops=20)


def check_short_candidates_pay(rng, words=WORDS):
    """The first c of 12 words, all of them right: BLEU is exp(1 − 12/c), 0.61 for c = 8."""
    return shortened(words, brevity)


@guards(check_short_candidates_pay)
def control_without_the_penalty(rng):
    """Without the penalty it is 1."""
    return shortened(8, no_penalty)


def check_no_bonus_for_length(rng):
    """18 words for 12: the penalty is 1, and what is too much has lowered the precisions already."""
    return shortened(18, brevity)


@guards(check_no_bonus_for_length)
def control_longer_is_better(rng):
    """With exp(1 − r/c) alone it would be rewarded."""
    return shortened(18, lambda c, r: math.exp(1 - r / c))


def check_no_common_four_words_give_zero(rng):
    """The same seven words in another order, no four of them in line: BLEU is 0."""
    return exact(bleu(SAME_WORDS), 0.0, scale=1.0)


@guards(check_no_common_four_words_give_zero)
def control_pairs_of_words(rng):
    """With pairs as the longest runs it is not."""
    return exact(bleu(SAME_WORDS, most=2), 0.0, scale=1.0)


def mean_of_sentences(pairs):
    """The mean of each sentence's own BLEU."""
    return sum(bleu([pair]) for pair in pairs) / len(pairs)


def check_counts_are_summed_over_the_corpus(rng):
    """Two sentences: (9/10·6/8·4/6·2/4)^¼·exp(1 − 11/10) = 0.62; counts are summed first."""
    return exact(bleu(SAT + PART), 0.225**0.25 * math.exp(-0.1), ops=20)


@guards(check_counts_are_summed_over_the_corpus)
def control_mean_of_sentences(rng):
    """The mean of the sentences' BLEUs is 0.66."""
    return exact(mean_of_sentences(SAT + PART), 0.225**0.25 * math.exp(-0.1), ops=20)


if __name__ == "__main__":
    main()
