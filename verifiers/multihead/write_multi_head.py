"""Write multi-head self-attention, and have it judged.

    project    x @ W_Q, x @ W_K, x @ W_V            (B, n, d) each
    split      head i takes columns i·s … (i+1)·s   (B, h, n, s), s = d/h
    attend     softmax(QKᵀ/√s)V, head by head
    join       the heads side by side again          (B, n, d)
    project    @ W_O

Every slip on the way keeps the shapes: no split at all, a reshape that mixes tokens, a scale of √d, heads
joined in another order, the last product forgotten. The judge is torch's multi_head_attention_forward.
"""

import math

import torch
from torch.nn.functional import multi_head_attention_forward

from quiz.lab import Knob, exact, guards, main, yours

HEADS = Knob(3, [2, 3, 4, 6], "heads that share the width 24")
BATCH, N, D = 2, 7, 24


@yours
def multi_head(x, W_Q, W_K, W_V, W_O, heads):
    """Multi-head self-attention without biases and masks.

    `x` is (B, n, d); the four weights are (d, d), used as x @ W. Head i works on columns i·d/heads to
    (i + 1)·d/heads of the projections. The result is (B, n, d).
    """

    def split(y):
        return y.unflatten(-1, (heads, -1)).transpose(1, 2)  # (B, h, n, s)

    q, k, v = split(x @ W_Q), split(x @ W_K), split(x @ W_V)
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)  # (B, h, n, n)
    return (weights @ v).transpose(1, 2).flatten(-2) @ W_O


def one_head(x, W_Q, W_K, W_V, W_O, heads):
    """The split forgotten: one head of the whole width."""
    q, k, v = x @ W_Q, x @ W_K, x @ W_V
    return (q @ k.mT / math.sqrt(D)).softmax(-1) @ v @ W_O


def against_torch(rng, function, heads):
    """`function` against torch's, on weights of unequal size."""
    x = torch.randn(BATCH, N, D, generator=rng)
    stretch = torch.tensor([1.5, 1.2, 0.8, 1.1])[:, None, None]
    W_Q, W_K, W_V, W_O = stretch * torch.randn(4, D, D, generator=rng) / math.sqrt(D)
    tokens = x.transpose(0, 1)  # torch's function wants (n, B, d), and weights used as x @ Wᵀ
    right, _ = multi_head_attention_forward(
        tokens, tokens, tokens, D, heads,
        torch.cat([W_Q.mT, W_K.mT, W_V.mT]), None, None, None, False, 0.0, W_O.mT, None,
        need_weights=False,
    )  # fmt: skip
    return exact(
        function(x, W_Q, W_K, W_V, W_O, heads), right.transpose(0, 1), ops=8 * D + 2 * N + 20, scale=20.0
    )


def check_equals_torch(rng, heads=HEADS):
    """The output is torch's, for every number of heads."""
    return against_torch(rng, multi_head, heads)


@guards(check_equals_torch)
def control_one_head(rng, heads=HEADS):
    """Without the split it is not."""
    return against_torch(rng, one_head, heads)


if __name__ == "__main__":
    main()
