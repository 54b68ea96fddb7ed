"""Write scaled dot-product attention, and have it judged.

    softmax(QKᵀ/√d_k)V

Four things go wrong in interviews. The divisor is forgotten, or is d_k. The softmax runs over the queries. An
exponential written by hand overflows: exp(1000) is infinite, and ∞/∞ is NaN, though the weights are harmless
once the largest score is subtracted first. And a program written for matrices breaks on a batch of heads.

The judge is torch's own function, on sizes that all differ.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import exact, guards, main, yours

BATCH, HEADS, QUERIES, KEYS, D_K, D_V = 2, 3, 7, 5, 16, 4


@yours
def attend(Q, K, V):
    """Scaled dot-product attention: softmax over the keys of QKᵀ/√d_k, times V.

    Q is (..., m, d_k), K is (..., n, d_k), V is (..., n, d_v); the result is (..., m, d_v). The leading
    dimensions, if any, are batch and heads. Scores may be as large as 10,000.
    """
    scores = Q @ K.mT / math.sqrt(Q.shape[-1])  # (..., m, n)
    return scores.softmax(-1) @ V


def unscaled(Q, K, V):
    """The divisor forgotten."""
    return (Q @ K.mT).softmax(-1) @ V


def naive_softmax(Q, K, V):
    """Exponentials of the scores as they are."""
    powers = (Q @ K.mT / math.sqrt(Q.shape[-1])).exp()
    return powers / powers.sum(-1, keepdim=True) @ V


def first_of_batch(Q, K, V):
    """A program for matrices, which takes the first one and repeats what comes out."""
    lead = Q.shape[:-2]
    while Q.dim() > 2:
        Q, K, V = Q[:1].squeeze(0), K[:1].squeeze(0), V[:1].squeeze(0)
    return attend_one(Q, K, V).expand(*lead, -1, -1)


def attend_one(Q, K, V):
    """Attention of matrices, one row at a time."""
    rows = [(K @ q / math.sqrt(len(q))).softmax(0) @ V for q in Q]
    return torch.stack(rows)


def against_torch(rng, function, lead=(), size=1.5):
    """`function` against torch's, element by element; `size` stretches the scores."""
    Q = size * torch.randn(*lead, QUERIES, D_K, generator=rng)
    K = 0.8 * torch.randn(*lead, KEYS, D_K, generator=rng)
    V = 1 + 2 * torch.randn(*lead, KEYS, D_V, generator=rng)
    output = function(Q, K, V)
    return exact(
        output.where(output.isfinite(), math.inf),  # NaN is as wrong as ∞
        scaled_dot_product_attention(Q, K, V),
        ops=2 * (D_K + KEYS) + 20,
        scale=float(V.abs().max()) * size,  # an error of the scores grows with them
    )


def in_batch(rng, function):
    """`function` against torch's for a batch of heads."""
    return against_torch(rng, function, lead=(BATCH, HEADS))


def at_large_scores(rng, function):
    """`function` against torch's for scores in the thousands."""
    return against_torch(rng, function, size=1500.0)


def check_matrices(rng):
    """Attention of 7 queries to 5 keys equals torch's."""
    return against_torch(rng, attend)


@guards(check_matrices)
def control_unscaled(rng):
    """Without the divisor it does not."""
    return against_torch(rng, unscaled)


def check_batch_of_heads(rng):
    """So it does for a batch of heads, each with its own matrices."""
    return in_batch(rng, attend)


@guards(check_batch_of_heads)
def control_first_of_batch(rng):
    """A program that looks at the first matrix alone does not serve a batch."""
    return in_batch(rng, first_of_batch)


def check_large_scores(rng):
    """Scores in the thousands give finite and right outputs."""
    return at_large_scores(rng, attend)


@guards(check_large_scores)
def control_naive_softmax(rng):
    """Exponentials of scores as they are overflow."""
    return at_large_scores(rng, naive_softmax)


if __name__ == "__main__":
    main()
