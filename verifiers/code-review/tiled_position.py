"""Code review: the input, copied n times, in the name of position.

A sequence x of n tokens, (n, d), is laid side by side n times, and the projections are put behind it:

    [ x | x | … | x | xW_Q | xW_K | xW_V ]        (n, (n + 3)·d), cut into three equal parts

Each part is c = n/3 + 1 tokens wide. From n = 6 on, 2c ≤ n, so that q and k are both plain copies of x, and
all three projections end up in v. Scores are then √(c/d)·xxᵀ: no weight is left in them.

Nor is there a position. Row i of the copies is made from token i alone, in the same way for each i. So the
program commutes with every reordering of the tokens, as attention without positions does. A table that gives
each position a vector of its own breaks that. And the memory: n(n + 3)d numbers in place of 3nd.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(12, [6, 9, 12, 30], "length of the sequence")
D = 7


def project(x, w_qkv):
    n = x.size(0)
    tiled = x.repeat(1, n)  # every position, so they say
    features = torch.cat([tiled, x @ w_qkv], dim=-1)
    return features.chunk(3, dim=-1)


def attention(q, k, v):
    weights = (q @ k.mT / math.sqrt(q.size(-1))).softmax(-1)
    return weights @ v


def self_attention(x, w_qkv):
    return attention(*project(x, w_qkv))


def mended(x, w_qkv, table):
    return attention(*((x + table) @ w_qkv).chunk(3, dim=-1))


def draw(rng, n):
    """A sequence (n, d) and the weights (d, 3d)."""
    return torch.randn(n, D, generator=rng), 0.7 * torch.randn(D, 3 * D, generator=rng)


def copies(rng, n):
    """q and k of n tokens, (2, n, c·d), against c = n/3 + 1 copies of x."""
    x, w_qkv = draw(rng, n)
    q, k, _ = project(x, w_qkv)
    want = torch.cat([x] * (n // 3 + 1), dim=1)
    return exact(torch.stack([q, k]), torch.stack([want, want]))


def check_q_and_k_are_copies(rng, n=N):
    """From 6 tokens on q and k are raw copies of the input: no learned projection is in them."""
    return copies(rng, n)


@guards(check_q_and_k_are_copies)
def control_three_tokens(rng):
    """With 3 tokens, half of k is projected."""
    return copies(rng, 3)


def closed_form(rng, n, sharpness):
    """The program's output, (n, c·d), against softmax(√(c/d)·xxᵀ) on [x | … | xW]; `sharpness` scales xxᵀ."""
    x, w_qkv = draw(rng, n)
    c = n // 3 + 1
    weights = (sharpness * math.sqrt(c / D) * (x @ x.mT)).softmax(-1)  # (n, n)
    want = weights @ torch.cat([x] * (c - 3) + [x @ w_qkv], dim=1)
    return exact(self_attention(x, w_qkv), want, ops=4 * c * D + 4 * n, scale=20 * c)


def check_scores_have_no_weights(rng, n=N):
    """From 6 tokens on the scores are √(c/d)·xxᵀ with c = n/3 + 1; the learned weights are in v alone."""
    return closed_form(rng, n, sharpness=1)


@guards(check_scores_have_no_weights)
def control_one_copy(rng, n=N):
    """Scores of a single copy, xxᵀ/√d, are others."""
    return closed_form(rng, n, sharpness=1 / math.sqrt(n // 3 + 1))


def reordered(rng, n, program):
    """The output for the tokens in another order, against the output in that order, (n, …)."""
    x, w_qkv = draw(rng, n)
    moved, first = program(x.roll(1, 0), w_qkv), program(x, w_qkv)
    return exact(moved, first.roll(1, 0), ops=8 * n * D, scale=20 * n)


def check_tiling_adds_no_position(rng, n=N):
    """Reordering the tokens only reorders the outputs: the copies tell no position from another."""
    return reordered(rng, n, self_attention)


@guards(check_tiling_adds_no_position)
def control_a_table_of_positions(rng, n=N):
    """With a vector of its own added to each position it does not."""
    table = torch.randn(n, D, generator=rng)
    return reordered(rng, n, lambda x, w_qkv: mended(x, w_qkv, table))


def sizes(n, program):
    """How many numbers q, k and v hold together, over the 3nd of a plain projection."""
    x, w_qkv = torch.zeros(n, D), torch.zeros(D, 3 * D)
    held = sum(part.numel() for part in program(x, w_qkv))
    return exact(held / (3 * n * D), (n + 3) / 3, ops=2)


def check_memory_grows_by_a_third_of_n(rng, n=N):
    """q, k and v hold (n + 3)/3 times the numbers of a plain projection."""
    return sizes(n, project)


@guards(check_memory_grows_by_a_third_of_n)
def control_plain_projection(rng, n=N):
    """Without the copies they do not."""
    return sizes(n, lambda x, w_qkv: (x @ w_qkv).chunk(3, dim=-1))


if __name__ == "__main__":
    main()
