"""When the variance of q·k is not d_k.

"The variance is d_k" assumes entries that are independent and have mean 0 and variance 1. Take each
assumption away.

With means μ and variances σ² the entries of independent vectors give

    Var(qᵢkᵢ) = E[qᵢ²]·E[kᵢ²] − (E[qᵢ]·E[kᵢ])²
              = (σ_q² + μ_q²)(σ_k² + μ_k²) − μ_q²μ_k²
              = σ_q²σ_k² + σ_q²μ_k² + μ_q²σ_k²

and d_k times that for the sum: d_k(1 + μ_q² + μ_k²) at unit variance. Means add variance that the width alone
does not explain, and the fixed divisor √d_k leaves 1 + μ_q² + μ_k² instead of 1.

Without independence the score loses even its mean 0. For k = q it is |q|², a sum of d_k squares. The
square of a standard normal entry has mean 1 and variance E[x⁴] − 1 = 2: the score has mean d_k and
variance 2·d_k.
"""

import torch

from quiz.lab import Knob, estimate, guards, main

D_K = Knob(64, [4, 16, 64, 256, 1024], "width of one query and one key")
PAIRS = 500


def vectors(rng, d_k, mean=0.0, std=1.0):
    """Independent normal entries, shape (PAIRS, d_k); float32, because drawing is what takes the time."""
    return mean + std * torch.randn(PAIRS, d_k, generator=rng, dtype=torch.float32)


def scores(q, k):
    """q·k of each pair, summed in float64: (PAIRS, d_k), (PAIRS, d_k) -> (PAIRS,)."""
    return (q * k).sum(-1, dtype=torch.float64)


def independent(rng, d_k, mean_q=0.0, mean_k=0.0, std_q=1.0, std_k=1.0):
    """Scores of queries and keys drawn independently of one another, shape (PAIRS,)."""
    return scores(vectors(rng, d_k, mean_q, std_q), vectors(rng, d_k, mean_k, std_k))


def tied(rng, d_k):
    """Scores of queries that are their own keys, shape (PAIRS,)."""
    q = vectors(rng, d_k)
    return scores(q, q)


def check_means_add_variance(rng, d_k=D_K):
    """Var(q·k) = d_k(1 + μ_q² + μ_k²) at unit variance: 6.8·d_k for μ_q = 1.6 and μ_k = 1.8."""
    predicted = d_k * (1 + 1.6 * 1.6 + 1.8 * 1.8)
    return estimate(lambda: independent(rng, d_k, mean_q=1.6, mean_k=1.8).var(), predicted, within="10%")


@guards(check_means_add_variance)
def control_without_means(rng, d_k=D_K):
    """Centre both vectors: the variance is not 6.8·d_k."""
    predicted = d_k * (1 + 1.6 * 1.6 + 1.8 * 1.8)
    return estimate(lambda: independent(rng, d_k).var(), predicted, within="10%")


def check_variance_in_general(rng, d_k=D_K):
    """Var(q·k) = d_k(σ_q²σ_k² + σ_q²μ_k² + μ_q²σ_k²), at σ_q = 2, σ_k = 1.5, μ_q = 2.2, μ_k = 1.4."""
    predicted = d_k * (4 * 2.25 + 4 * 1.96 + 4.84 * 2.25)  # the squares of 2, 1.5, 1.4 and 2.2
    return estimate(lambda: independent(rng, d_k, 2.2, 1.4, 2.0, 1.5).var(), predicted, within="10%")


@guards(check_variance_in_general)
def control_means_swapped(rng, d_k=D_K):
    """Swap the two means but not the two variances: the variance of the score changes."""
    predicted = d_k * (4 * 2.25 + 4 * 1.96 + 4.84 * 2.25)  # the squares of 2, 1.5, 1.4 and 2.2
    return estimate(lambda: independent(rng, d_k, 1.4, 2.2, 2.0, 1.5).var(), predicted, within="10%")


def check_tied_mean_is_d_k(rng, d_k=D_K):
    """For k = q the mean score is d_k."""
    return estimate(lambda: tied(rng, d_k).mean(), predicted=d_k, within="10%")


@guards(check_tied_mean_is_d_k)
def control_mean_when_independent(rng, d_k=D_K):
    """For independent keys the mean score is not d_k: it is 0."""
    return estimate(lambda: independent(rng, d_k).mean(), predicted=d_k, within="10%")


def check_tied_variance_is_2_d_k(rng, d_k=D_K):
    """For k = q with normal entries the variance of the score is 2·d_k."""
    return estimate(lambda: tied(rng, d_k).var(), predicted=2 * d_k, within="10%")


@guards(check_tied_variance_is_2_d_k)
def control_variance_when_independent(rng, d_k=D_K):
    """For independent keys the variance is not 2·d_k."""
    return estimate(lambda: independent(rng, d_k).var(), predicted=2 * d_k, within="10%")


if __name__ == "__main__":
    main()
