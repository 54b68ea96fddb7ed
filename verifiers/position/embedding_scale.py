"""Why token embeddings are multiplied by √d, and when it would be wrong.

Positions have a size that nobody chooses: each sine-cosine pair adds 1 to ‖p‖², so ‖p‖ = √(d/2), whatever the
token. How long a token vector x is depends on how its table E, V words by d, was drawn:

    N(0, 1/d)              ‖x‖ ≈ 1       ‖x‖/‖p‖ = √(2/d): at d = 512 one sixteenth, the word is drowned
    N(0, 1/d), times √d    ‖x‖ ≈ √d      ‖x‖/‖p‖ = √2, at every width
    N(0, 1), torch's own   ‖x‖ ≈ √d      √2 already; times √d it would be √(2d)

Why draw the table so small? Because it often serves at the output too. The logit of word w is h·E_w; for h of
unit variance it has variance 1 with N(0, 1/d), and d with N(0, 1).

All of this rests on variance 1/d. Xavier's initialisation gives another: `embedding_scale_xavier.py`.
"""

import math

import torch
from torch import nn

from quiz.lab import Knob, estimate, exact, guards, main

D = Knob(64, [16, 64, 256], "width of a token, d_model")
WORDS = 50  # drawn for one replicate
HIDDEN = 1.5  # standard deviation of hidden states
LOGITS = 300  # of a word and a hidden state each
PLACES = 30


def small(rng, words, d):
    """A table with entries N(0, 1/d), (V, d)."""
    return nn.init.normal_(torch.empty(words, d, dtype=torch.float32), std=d**-0.5, generator=rng)


def torchs_own(rng, words, d):
    """A table as nn.Embedding draws it (from the global generator), (V, d)."""
    return nn.Embedding(words, d, dtype=torch.float32).weight.detach()


def variance(rng, d, table, predicted, factor=1.0):
    """Mean square of the entries of `factor` times the table, whose mean is 0, against `predicted`."""
    return estimate(lambda: (factor * table(rng, WORDS, d)).double().square().mean(), predicted, within="5%")


def check_scaled_small_has_unit_variance(rng, d=D):
    """√d times a table N(0, 1/d) has entries of variance 1."""
    return variance(rng, d, small, 1, factor=math.sqrt(d))


@guards(check_scaled_small_has_unit_variance)
def control_scaled_default(rng, d=D):
    """√d times torch's default table does not."""
    return variance(rng, d, torchs_own, 1, factor=math.sqrt(d))


def check_torch_draws_unit_variance(rng, d=D):
    """nn.Embedding starts with entries N(0, 1): they need no factor."""
    return variance(rng, d, torchs_own, 1)


@guards(check_torch_draws_unit_variance)
def control_torch_times_sqrt_d(rng, d=D):
    """Times √d their variance is d."""
    return variance(rng, d, torchs_own, 1, factor=math.sqrt(d))


def positions(d):
    """Sinusoidal positions, (places, d)."""
    angles = torch.arange(PLACES)[:, None] * 10_000 ** (-2 * torch.arange(d // 2) / d)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def random_positions(d):
    """A random table of places with entries N(0, 1), (places, d)."""
    return torch.randn(PLACES, d)


def position_norms(d, table):
    """‖p‖ of each place, against √(d/2)."""
    return exact(table(d).norm(dim=-1), torch.full((PLACES,), math.sqrt(d / 2)), ops=d)


def check_position_norm(rng, d=D):
    """A sinusoidal position has norm √(d/2) at every place."""
    return position_norms(d, positions)


@guards(check_position_norm)
def control_random_positions(rng, d=D):
    """A random table of unit variance does not."""
    return position_norms(d, random_positions)


def ratio(rng, d, predicted, table, factor=1.0):
    """Root mean square norm of tokens over that of positions, against `predicted`."""

    def draw():
        x = factor * table(rng, WORDS, d).double()
        return (x.square().sum(-1).mean() / positions(d).square().sum(-1).mean()).sqrt()

    return estimate(draw, predicted, within="5%")


def check_ratio_before(rng, d=D):
    """Tokens N(0, 1/d) are √(2/d) times as long as their positions."""
    return ratio(rng, d, math.sqrt(2 / d), small)


@guards(check_ratio_before)
def control_ratio_times_sqrt_d(rng, d=D):
    """Multiplied by √d they are not so short."""
    return ratio(rng, d, math.sqrt(2 / d), small, factor=math.sqrt(d))


def check_ratio_after(rng, d=D):
    """Tokens N(0, 1/d), multiplied by √d, are √2 times as long as their positions, at every width."""
    return ratio(rng, d, math.sqrt(2), small, factor=math.sqrt(d))


@guards(check_ratio_after)
def control_default_times_sqrt_d(rng, d=D):
    """torch's default table multiplied by √d is not."""
    return ratio(rng, d, math.sqrt(2), torchs_own, factor=math.sqrt(d))


def logits(rng, d, table):
    """Variance of h·E_w for hidden states of variance σ², against σ²."""

    def draw():
        h = HIDDEN * torch.randn(LOGITS, d, generator=rng, dtype=torch.float32).double()
        return (h * table(rng, LOGITS, d)).sum(-1).square().mean()

    return estimate(draw, HIDDEN**2, within="20%")


def check_tied_logits_keep_the_variance(rng, d=D):
    """A table N(0, 1/d) used at the output gives logits the variance of the hidden states' entries."""
    return logits(rng, d, small)


@guards(check_tied_logits_keep_the_variance)
def control_default_logits(rng, d=D):
    """With torch's default table N(0, 1) it does not: the variance is d times that."""
    return logits(rng, d, torchs_own)


if __name__ == "__main__":
    main()
