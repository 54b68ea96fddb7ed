"""Where WordPiece's ratio f(ab)/(f(a)·f(b)) comes from, and how far it reaches.

Draw N tokens independently with probabilities f/N. With φ(n) = n·ln n the log-likelihood of a text is Σφ(f) −
φ(N). Joining the k = f(ab) pairs a b raises it by

    gain = φ(k) + φ(f(a) − k) + φ(f(b) − k) + φ(N) − φ(f(a)) − φ(f(b)) − φ(N − k)

since f(a), f(b) and N all fall by k. For k ≪ f(a), f(b), N, with φ(n − k) ≈ φ(n) − k·(ln n + 1),

    gain ≈ k·(ln(N·ratio) − 1)

So the pair with the largest ratio gains most per join, but to first order only. Among N = 100 tokens the
ratio prefers (f(a), f(b), f(ab)) = (2, 2, 1) to (5, 5, 5), 0.25 to 0.2, while the gains per join are 2.8 and
4.0.
"""

import math
from collections import Counter

import torch

from quiz.lab import exact, guards, main, slope

SIZES = (1, 2, 4, 8, 16)


def gain(total, a, b, k):
    """What joining k pairs adds to the log-likelihood, by the formula; a and b occur `a` and `b` times."""
    n = torch.tensor([k, a - k, b - k, total, a, b, total - k], dtype=torch.float64)
    signs = torch.tensor([1.0, 1, 1, 1, -1, -1, -1])
    return (signs * torch.special.xlogy(n, n)).sum()


def first_order(total, a, b, k):
    """k·(ln(N·ratio) − 1)."""
    return torch.tensor(k * (math.log(total * k / (a * b)) - 1))


def log_likelihood(text):
    """Σ ln(f/N) over the tokens of a text."""
    found = Counter(text)
    return math.fsum(math.log(found[token] / len(text)) for token in text)


def against_text(formula):
    """A formula for the gain against the likelihoods of texts of 100 tokens, before and after joining."""
    got, want = [], []
    for a, b, k in ((2, 2, 1), (5, 5, 5), (20, 30, 7)):
        rest = ["a"] * (a - k) + ["b"] * (b - k) + [f"other {i % 9}" for i in range(100 - a - b)]
        want.append(log_likelihood(["ab"] * k + rest) - log_likelihood(["a", "b"] * k + rest))
        got.append(formula(100, a, b, k))
    return exact(torch.stack(got), torch.tensor(want), ops=300, scale=500)


def check_gain_is_exact(rng):
    """The formula for the gain gives the change in likelihood of a text in which the pairs are joined."""
    return against_text(gain)


@guards(check_gain_is_exact)
def control_first_order_only(rng):
    """To first order only, it does not."""
    return against_text(first_order)


def excess(constant):
    """How the exact gain of one join differs from ln(N·ratio) − constant as all other counts grow."""
    gains = torch.stack([gain(1000 * s, 20 * s, 30 * s, 1) for s in SIZES])
    firsts = torch.tensor([math.log(1000 * s / (20 * s * 30 * s)) for s in SIZES]) - constant
    return slope(SIZES, (gains - firsts).abs(), predicted=-1, within=0.05)


def check_ratio_is_the_first_order(rng):
    """The gain of one join approaches ln(N·ratio) − 1: the rest has exponent −1 in the other counts."""
    return excess(1)


@guards(check_ratio_is_the_first_order)
def control_without_the_one(rng):
    """It does not approach ln(N·ratio) itself: counts and N fall by the join as well."""
    return excess(0)


def ratio(pair):
    """WordPiece's score of (f(a), f(b), f(ab))."""
    a, b, k = pair
    return k / (a * b)


def per_join(pair):
    """The exact gain of each join, among 100 tokens."""
    return float(gain(100, *pair) / pair[-1])


def winners(pairs):
    """Which of two pairs has the larger ratio, and which gains more per join, against first and second."""
    return exact([pairs.index(max(pairs, key=score)) for score in (ratio, per_join)], [0, 1])


def check_exact_gain_may_disagree(rng):
    """(2, 2, 1) has the larger ratio, (5, 5, 5) the larger gain per join: the ratio is no exact gain."""
    return winners([(2, 2, 1), (5, 5, 5)])


@guards(check_exact_gain_may_disagree)
def control_rare_joins(rng):
    """Where joins are rare beside all counts, the two agree."""
    return winners([(20, 25, 1), (30, 35, 1)])


def check_it_may_disagree_on_unequal_counts(rng):
    """(5, 4, 3) has the larger ratio, .15 to .143, and (1, 7, 1) the larger gain per join, 2.7 to 2.6."""
    return winners([(5, 4, 3), (1, 7, 1)])


@guards(check_it_may_disagree_on_unequal_counts)
def control_nine_instead_of_seven(rng):
    """Against (1, 9, 1) both prefer (5, 4, 3)."""
    return winners([(5, 4, 3), (1, 9, 1)])


if __name__ == "__main__":
    main()
