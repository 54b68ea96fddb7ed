"""Write LayerNorm, and have it judged.

    y = gain ⊙ (x − mean)/√(variance + ε) + bias

Mean and variance are taken over the features of one token alone: the last axis. The variance is the biased
one, Σ(x − mean)²/d, and ε stands under the root. Slips that keep the shapes: the wrong axis, all axes at
once, d − 1 in place of d, ε outside the root, gain and bias forgotten. The judge is torch's layer_norm.
"""

import torch
from torch.nn import functional

from quiz.lab import exact, guards, main, yours

BATCH, TOKENS, D = 2, 5, 6
EPS = 0.01  # large, so that it shows where ε stands


@yours
def layer_norm(x, gain, bias, eps):
    """LayerNorm over the features of each token.

    `x` is (..., d), `gain` and `bias` are (d,), `eps` is a number that stands under the root. The result
    has the shape of `x`. Before gain and bias each token has mean 0 and, but for eps, variance 1 (over d).
    """
    centred = x - x.mean(-1, keepdim=True)
    return gain * centred / (centred.square().mean(-1, keepdim=True) + eps).sqrt() + bias


def unbiased(x, gain, bias, eps):
    """The sum of squares divided by d − 1, as torch's `var` does unless told otherwise."""
    return gain * (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + eps).sqrt() + bias


def over_tokens(x, gain, bias, eps):
    """Mean and variance over the tokens."""
    centred = x - x.mean(-2, keepdim=True)
    return gain * centred / (centred.square().mean(-2, keepdim=True) + eps).sqrt() + bias


def against_torch(rng, function, *lead):
    """`function` against torch's on tokens of unequal mean and spread."""
    level = 3 * torch.randn(*lead, 1, generator=rng)
    x = level + (0.2 + level.abs()) * torch.randn(*lead, D, generator=rng)
    gain, bias = torch.randn(2, D, generator=rng)
    right = functional.layer_norm(x, (D,), gain, bias, EPS)
    return exact(function(x, gain, bias, EPS), right, ops=6 * D + 30, scale=20.0)


def check_batch(rng):
    """On a batch of sentences the result is torch's."""
    return against_torch(rng, layer_norm, BATCH, TOKENS)


@guards(check_batch)
def control_unbiased(rng):
    """With the sum of squares divided by d − 1 it is not."""
    return against_torch(rng, unbiased, BATCH, TOKENS)


def check_single_sentence(rng):
    """On a single sentence without a batch axis, too."""
    return against_torch(rng, layer_norm, TOKENS)


@guards(check_single_sentence)
def control_over_tokens(rng):
    """Over the tokens in place of the features it is not."""
    return against_torch(rng, over_tokens, TOKENS)


if __name__ == "__main__":
    main()
