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
    while Q.dim() > 2:
        Q, K, V = Q[:1].squeeze(0), K[:1].squeeze(0), V[:1].squeeze(0)
    return attend_one(Q, K, V).expand(BATCH, HEADS, -1, -1)


def attend_one(Q, K, V):
    """Attention of matrices, one row at a time."""
    rows = [(K @ q / math.sqrt(len(q))).softmax(0) @ V for q in Q]
    return torch.stack(rows)


def against_torch(rng, function, lead=(), size=1.0):
    """`function` against torch's, element by element; `size` stretches the scores."""
    Q = 1.5 * size * torch.randn(*lead, QUERIES, D_K, generator=rng)
    K = 0.8 * torch.randn(*lead, KEYS, D_K, generator=rng)
    V = 1 + 2 * torch.randn(*lead, KEYS, D_V, generator=rng)
    scale = float(V.abs().max()) * max(1.0, size)  # an error of the scores grows with them
    return exact(
        torch.nan_to_num(function(Q, K, V), nan=math.inf),
        scaled_dot_product_attention(Q, K, V),
        ops=2 * (D_K + KEYS) + 20,
        scale=scale,
    )


def check_matrices(rng):
    """Attention of 7 queries to 5 keys equals torch's."""
    return against_torch(rng, attend)


@guards(check_matrices)
def control_unscaled(rng):
    """Without the divisor it does not."""
    return against_torch(rng, unscaled)


def check_batch_of_heads(rng):
    """So it does for a batch of heads, each with its own matrices."""
    return against_torch(rng, attend, lead=(BATCH, HEADS))


@guards(check_batch_of_heads)
def control_first_of_batch(rng):
    """A program that looks at the first matrix alone does not serve a batch."""
    return against_torch(rng, first_of_batch, lead=(BATCH, HEADS))


def check_large_scores(rng):
    """Scores in the thousands give finite and right outputs."""
    return against_torch(rng, attend, size=1000.0)


@guards(check_large_scores)
def control_naive_softmax(rng):
    """Exponentials of scores as they are overflow."""
    return against_torch(rng, naive_softmax, size=1000.0)


if __name__ == "__main__":
    main()
