"""Xavier's initialisation does not give an embedding table the variance 1/d.

The factor √d on token embeddings is often explained so: Xavier's initialisation gives variance 1/d, and times
√d that is 1. But Xavier's variance is 2/(fan_in + fan_out), and for a table of V words by d numbers

    Var(E) = 2/(V + d)          = 1/d only if V = d
    Var(√d·E) = 2d/(V + d)      far below 1 for a real vocabulary

For V = 32,000 and d = 512 the scaled entries have standard deviation √(1024/32512) = 0.18, where a sinusoidal
position has root mean square 0.71: the word is the quiet one, also after scaling. Variance 1/d has to be
asked for.
"""

import math

import torch
from torch import nn

from quiz.lab import Knob, estimate, guards, main

D = Knob(64, [16, 64, 256], "width of a token, d_model")
V = Knob(700, [300, 700, 2000], "words in the table")


def xavier(rng, words, d):
    """A table by torch's Xavier initialisation, (V, d)."""
    return nn.init.xavier_uniform_(torch.empty(words, d, dtype=torch.float32), generator=rng)


def small(rng, words, d):
    """A table with entries N(0, 1/d), (V, d)."""
    return nn.init.normal_(torch.empty(words, d, dtype=torch.float32), std=d**-0.5, generator=rng)


def variance(rng, table, predicted, *, d, words, factor=1.0):
    """Variance of the entries of `factor` times the table, against `predicted`."""
    return estimate(lambda: (factor * table(rng, words, d)).double().var(), predicted, within="5%")


def check_xavier_variance(rng, d=D, v=V):
    """Xavier's initialisation of a V×d table has variance 2/(V + d)."""
    return variance(rng, xavier, 2 / (v + d), d=d, words=v)


@guards(check_xavier_variance)
def control_one_over_d(rng, d=D, v=V):
    """A table N(0, 1/d) does not have variance 2/(V + d)."""
    return variance(rng, small, 2 / (v + d), d=d, words=v)


def check_xavier_is_one_over_d_if_square(rng, d=D):
    """Xavier's variance is 1/d when V = d."""
    return variance(rng, xavier, 1 / d, d=d, words=d)


@guards(check_xavier_is_one_over_d_if_square)
def control_xavier_with_a_vocabulary(rng, d=D, v=V):
    """With V words, more than d of them, Xavier's variance is not 1/d."""
    return variance(rng, xavier, 1 / d, d=d, words=v)


def check_scaled_xavier_falls_short(rng, d=D, v=V):
    """√d times a Xavier table has entries of variance 2d/(V + d), below 1 when V > d."""
    return variance(rng, xavier, 2 * d / (v + d), d=d, words=v, factor=math.sqrt(d))


@guards(check_scaled_xavier_falls_short)
def control_unscaled_xavier(rng, d=D, v=V):
    """Without the factor the variance is d times smaller."""
    return variance(rng, xavier, 2 * d / (v + d), d=d, words=v)


@guards(check_scaled_xavier_falls_short)
def control_scaled_small(rng, d=D, v=V):
    """√d times a table N(0, 1/d) has variance 1 instead."""
    return variance(rng, small, 2 * d / (v + d), d=d, words=v, factor=math.sqrt(d))


if __name__ == "__main__":
    main()
