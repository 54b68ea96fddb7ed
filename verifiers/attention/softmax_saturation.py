"""How large scores saturate the softmax, and when they do not.

The Jacobian of the softmax has no entry larger than max pᵢ(1 − pᵢ), which goes to 0 as p goes to one-hot (see
`softmax_jacobian.py`). Here is how that comes about among many keys.

Given a query with normal entries, its scores with independent normal keys are independent normal numbers
of standard deviation |q| ≈ √d_k; that is how they are drawn here. Raw, they move apart as d_k grows.
Typically the best key then beats the second best by far, and the median of the largest entry collapses. But
in about one draw in √d_k two keys nearly tie, and these few keep the mean alive: it falls only as d_k^(−½).
Divided by √d_k the scores look alike at every width, and so does the Jacobian.

At small d_k none of this happens. Among 64 keys and at d_k = 16 it is the scaled softmax, being nearly
uniform, that has the smaller Jacobian.
"""

import math

import torch

from quiz.lab import Knob, estimate, guards, main, order, slope

KEYS = Knob(64, [32, 64, 128], "keys that share the weight")
WIDTHS = (64, 512, 4096)
RUNS = 8  # replicates drawn at once


def largest_entry(rng, d_k, keys, power):
    """max pᵢ(1 − pᵢ) of softmaxes over scores / d_k^power; two queries meet 32 sets of keys: (RUNS, 64)."""
    length = torch.randn(RUNS, 2, 1, 1, d_k, generator=rng, dtype=torch.float32).norm(dim=-1)  # |q|
    z = length * torch.randn(RUNS, 2, 32, keys, generator=rng, dtype=torch.float32) / d_k**power
    p = z.double().softmax(-1)  # (RUNS, 2, 32, n)
    return (p * (1 - p)).amax(-1).flatten(1)


def raw(rng, d_k, keys=64):
    """The largest entry at scores as they are."""
    return largest_entry(rng, d_k, keys, power=0)


def scaled(rng, d_k, keys=64):
    """The largest entry at scores divided by √d_k."""
    return largest_entry(rng, d_k, keys, power=1 / 2)


def mean(entries):
    """Mean of each run: (RUNS, 64) -> (RUNS,)."""
    return entries.mean(-1)


def median(entries):
    """Median of each run: (RUNS, 64) -> (RUNS,)."""
    return entries.median(-1).values


def fall_of_the_median(rng, keys, scores):
    """How far the logarithm of the median falls from d_k = 64 to 1024, against that of 50."""
    narrow, wide = (lambda d_k=d_k: median(scores(rng, d_k, keys)).log() for d_k in (64, 1024))
    return order(narrow, wide, by=math.log(50))


def check_gradient_vanishes(rng, keys=KEYS):
    """Raw scores: from d_k = 64 to 1024 the median of the largest entry falls more than fiftyfold."""
    return fall_of_the_median(rng, keys, raw)


@guards(check_gradient_vanishes)
def control_scaling_keeps_the_gradient(rng, keys=KEYS):
    """Divided by √d_k: the median does not fall fiftyfold."""
    return fall_of_the_median(rng, keys, scaled)


def exponent(rng, scores, typical, predicted):
    """Exponent in d_k, over WIDTHS, of the mean or median of the largest entry among 64 keys."""
    at_each_width = lambda: torch.stack([typical(scores(rng, d_k)) for d_k in WIDTHS], -1)  # noqa: E731
    return slope(WIDTHS, at_each_width, predicted, within=0.2)  # on rows (RUNS, widths)


def check_ties_keep_the_mean_alive(rng):
    """Raw scores: the mean of the largest entry falls only as a power of d_k, about d_k^(−½)."""
    return exponent(rng, raw, mean, predicted=-1 / 2)


@guards(check_ties_keep_the_mean_alive)
def control_median_instead_of_mean(rng):
    """The median, blind to rare ties, falls far faster."""
    return exponent(rng, raw, median, predicted=-1 / 2)


def check_scaled_mean_is_flat(rng):
    """Divided by √d_k: the mean of the largest entry has exponent 0 in d_k."""
    return exponent(rng, scaled, mean, predicted=0)


@guards(check_scaled_mean_is_flat)
def control_raw_mean(rng):
    """For raw scores the mean is not flat."""
    return exponent(rng, raw, mean, predicted=0)


def check_scaled_median_is_flat(rng):
    """Divided by √d_k: the median of the largest entry has exponent 0 in d_k."""
    return exponent(rng, scaled, median, predicted=0)


@guards(check_scaled_median_is_flat)
def control_raw_median(rng):
    """For raw scores the median is not flat."""
    return exponent(rng, raw, median, predicted=0)


def against_normal_scores(rng, keys, scores):
    """Mean of the largest entry at d_k = 1024 against that of 10,000 rows of standard normal scores."""
    z = torch.randn(10_000, keys, generator=rng, dtype=torch.float32)
    top = 1 / (z - z.amax(-1, keepdim=True)).exp().sum(-1)  # the largest weight; p(1 − p) is largest there
    return estimate(lambda: mean(scores(rng, 1024, keys)), (top - top**2).mean(), within="10%")


def check_scaled_is_as_good_as_normal(rng, keys=KEYS):
    """Divided by √d_k: the mean of the largest entry at d_k = 1024 is that of standard normal scores."""
    return against_normal_scores(rng, keys, scaled)


@guards(check_scaled_is_as_good_as_normal)
def control_raw_is_not_as_good(rng, keys=KEYS):
    """For raw scores it is not."""
    return against_normal_scores(rng, keys, raw)


def raw_above_scaled(rng, d_k, keys):
    """Mean largest entry of raw scores as a multiple of that of scaled ones."""
    return order(lambda: mean(raw(rng, d_k, keys)), lambda: mean(scaled(rng, d_k, keys)), times=1.25)


def check_raw_is_larger_at_small_width(rng, keys=KEYS):
    """At d_k = 16 the raw scores have the larger Jacobian, by a quarter at least."""
    return raw_above_scaled(rng, 16, keys)


@guards(check_raw_is_larger_at_small_width)
def control_raw_at_large_width(rng, keys=KEYS):
    """At d_k = 1024 they have not."""
    return raw_above_scaled(rng, 1024, keys)


if __name__ == "__main__":
    main()
