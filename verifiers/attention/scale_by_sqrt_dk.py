"""Why attention scores are divided by √d_k.

A score is a sum of d_k products, q·k = Σᵢ qᵢkᵢ. Let all entries be independent, with mean 0 and with
variances σ_q² and σ_k².

    one product      E[qᵢkᵢ] = 0,   Var(qᵢkᵢ) = E[qᵢ²]·E[kᵢ²] = σ_q²σ_k²
    their sum        Var(q·k) = d_k·σ_q²σ_k²              variances of independent terms add
    unit variance    Var(q·k) = d_k,   so   Var(q·k/√d_k) = 1   at every width

Dividing by c divides the variance by c². So the divisor is √d_k. With d_k one ends at 1/d_k; with √d_model
at d_k/d_model = 1/h, because each of the h heads sums over its own d_k = d_model/h entries only.

The assumptions are put to the test in `scores_off_assumption.py`.
"""

import math

import torch

from quiz.lab import Knob, estimate, guards, main, once, slope, turns

D_K = Knob(64, [4, 16, 64, 256, 1024], "width of one query and one key")
HEADS = Knob(8, [2, 8, 16], "heads that share d_model")
WIDTHS = (4, 16, 64, 256, 1024)
REPLICATES, PAIRS = 16, 400


@once
def vectors(rng, turn, pairs, width):
    """Queries and keys, independent standard normal entries, (2, replicates, pairs, width).

    Drawing them takes the time, so that they are float32, and all experiments look at the same: those of
    the first turn, and of the second if the first did not decide.
    """
    return torch.randn(2, REPLICATES, pairs, width, generator=rng, dtype=torch.float32)


def scores(q, k):
    """q·k of each pair, summed in float64: (..., d_k), (..., d_k) -> (...)."""
    return (q * k).sum(-1, dtype=torch.float64)


def variance(rng, turn, d_k, *, divisor=1.0, std_q=1.0, std_k=1.0, pairs=PAIRS):
    """Variance of q·k / divisor over independent pairs, (replicates,)."""
    q, k = vectors(rng, turn, pairs, d_k)
    return (scores(std_q * q, std_k * k) / divisor).var(-1)


def variances(rng, turn, power):
    """Variance of q·k / d_k^power at each of WIDTHS, (replicates, widths)."""
    return torch.stack([variance(rng, turn, d_k, divisor=d_k**power, pairs=16) for d_k in WIDTHS], -1)


def head_variance(rng, turn, d_k, heads, divisor):
    """Variance of the scores of all heads, each of which sees its own d_k of the d_model entries."""
    q, k = vectors(rng, turn, PAIRS // heads, heads * d_k)  # (replicates, tokens, d_model) each
    by_head = scores(q.unflatten(-1, (heads, d_k)), k.unflatten(-1, (heads, d_k)))
    return (by_head / divisor).var((1, 2))  # (replicates, tokens, heads) -> (replicates,)


def check_variance_is_d_k(rng, d_k=D_K):
    """Var(q·k) = d_k for independent entries of mean 0 and variance 1."""
    return estimate(turns(variance, rng, d_k), predicted=d_k, within="10%")


@guards(check_variance_is_d_k)
def control_variance_with_scaling(rng, d_k=D_K):
    """Divided by √d_k the scores no longer have variance d_k."""
    return estimate(turns(variance, rng, d_k, divisor=math.sqrt(d_k)), predicted=d_k, within="10%")


def check_both_variances_count(rng, d_k=D_K):
    """Var(q·k) = d_k·σ_q²·σ_k²; here σ_q = 1.5 and σ_k = 0.8, hence 1.44·d_k."""
    predicted = d_k * 1.5**2 * 0.8**2
    return estimate(turns(variance, rng, d_k, std_q=1.5, std_k=0.8), predicted, within="10%")


@guards(check_both_variances_count)
def control_unit_keys(rng, d_k=D_K):
    """With σ_k = 1 instead of 0.8 the variance is not 1.44·d_k."""
    predicted = d_k * 1.5**2 * 0.8**2
    return estimate(turns(variance, rng, d_k, std_q=1.5), predicted, within="10%")


def check_variance_grows_linearly(rng):
    """Var(q·k) grows with exponent 1 in d_k, from 4 to 1024."""
    return slope(WIDTHS, turns(variances, rng, power=0), predicted=1, within=0.15)


@guards(check_variance_grows_linearly)
def control_growth_with_scaling(rng):
    """Divided by √d_k the scores do not grow with exponent 1."""
    return slope(WIDTHS, turns(variances, rng, power=1 / 2), predicted=1, within=0.15)


def check_scaled_variance_is_one(rng, d_k=D_K):
    """Var(q·k/√d_k) = 1 for independent entries of mean 0 and variance 1."""
    return estimate(turns(variance, rng, d_k, divisor=math.sqrt(d_k)), predicted=1, within="10%")


@guards(check_scaled_variance_is_one)
def control_divide_by_d_k(rng, d_k=D_K):
    """Dividing by d_k instead of √d_k does not bring the variance to 1: it leaves 1/d_k."""
    return estimate(turns(variance, rng, d_k, divisor=d_k), predicted=1, within="10%")


def check_scaled_variance_is_flat(rng):
    """Var(q·k/√d_k) is the same at every d_k from 4 to 1024: exponent 0."""
    return slope(WIDTHS, turns(variances, rng, power=1 / 2), predicted=0, within=0.15)


@guards(check_scaled_variance_is_flat)
def control_flatness_divided_by_d_k(rng):
    """Divided by d_k the variance is not the same at every width: it falls."""
    return slope(WIDTHS, turns(variances, rng, power=1), predicted=0, within=0.15)


def check_sqrt_d_model_leaves_1_over_h(rng, d_k=D_K, heads=HEADS):
    """A head's scores divided by √d_model, and not by √d_k, have variance 1/h."""
    divisor = math.sqrt(heads * d_k)
    return estimate(turns(head_variance, rng, d_k, heads, divisor), predicted=1 / heads, within="10%")


@guards(check_sqrt_d_model_leaves_1_over_h)
def control_divide_by_sqrt_of_head_width(rng, d_k=D_K, heads=HEADS):
    """Divided by √d_k, the head's own width, the scores do not have variance 1/h."""
    divisor = math.sqrt(d_k)
    return estimate(turns(head_variance, rng, d_k, heads, divisor), predicted=1 / heads, within="10%")


if __name__ == "__main__":
    main()
