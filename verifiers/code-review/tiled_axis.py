"""Code review: the two fates of a line that tiles along an axis of its own.

    x.unsqueeze(1).repeat(1, n, 1)

A batch (B, n, d) has four axes after unsqueeze(1), and three counts are too few: it raises. A single sequence
passes, (n, d) -> (n, 1, d) -> (n, n, d), n copies of each token in a row of their own. Attention over axis 1
then compares a token with its own copies. Whatever the weights, they average n equal values:

    out_i = Σⱼ wⱼ·v_i = v_i      since Σⱼ wⱼ = 1

No token hears of another. With the copies on axis 0 and the tokens on axis 1 it would be ordinary attention,
n times over.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [6, 9, 12], "length of the sequence")
D = 7


def attention(q, k, v):
    weights = (q @ k.mT / math.sqrt(q.size(-1))).softmax(-1)
    return weights @ v


def draw(rng, n):
    """A sequence (n, d) and the weights (d, 3d)."""
    return torch.randn(n, D, generator=rng), 0.7 * torch.randn(D, 3 * D, generator=rng)


def raises(rng, shape):
    """Whether tiling by [1, n, 1] after a new axis 1 raises for an input of `shape`, against True."""
    x = torch.randn(shape, generator=rng)
    try:
        x.unsqueeze(1).repeat(1, 5, 1)
    except RuntimeError:
        return exact(True, True)
    return exact(False, True)


def check_a_batch_raises(rng):
    """A batch (B, n, d) has four axes after unsqueeze(1), and repeat(1, n, 1) raises."""
    return raises(rng, (2, 5, D))


@guards(check_a_batch_raises)
def control_a_single_sequence(rng):
    """A single sequence (n, d) has three, and it does not."""
    return raises(rng, (5, D))


def own_value(q, k, v):
    """The value of each token, (n, d)."""
    return v


def along(rng, n, axis, told):
    """Attention over axis 1 of n copies along a new `axis`, (n, n, d), against `told`(q, k, v)."""
    x, w_qkv = draw(rng, n)
    want = told(*(x @ w_qkv).chunk(3, dim=-1))  # (n, d), the same for each copy
    tiled = torch.stack([x] * n, dim=axis)
    out = attention(*(tiled @ w_qkv).chunk(3, dim=-1))
    return exact(out, torch.stack([want] * n, dim=axis), ops=4 * D + 2 * n + 20, scale=10)


def check_an_axis_of_copies_mixes_nothing(rng, n=N):
    """Kept as an axis of its own, copies attend to copies: each token gets its own value back."""
    return along(rng, n, axis=1, told=own_value)


@guards(check_an_axis_of_copies_mixes_nothing)
def control_attention_over_tokens(rng, n=N):
    """With the copies on axis 0 and the tokens on axis 1 it does not."""
    return along(rng, n, axis=0, told=own_value)


def check_copies_in_front_are_attention(rng, n=N):
    """With the copies on axis 0, each of them is torch's attention over the tokens."""
    return along(rng, n, axis=0, told=scaled_dot_product_attention)


@guards(check_copies_in_front_are_attention)
def control_copies_behind(rng, n=N):
    """With the copies on axis 1 it is not."""
    return along(rng, n, axis=1, told=scaled_dot_product_attention)


if __name__ == "__main__":
    main()
