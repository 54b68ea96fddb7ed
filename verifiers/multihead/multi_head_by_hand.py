"""Multi-head attention from scratch, held against torch's own layer.

Project to queries, keys and values, (B, n, d) each. Split the *result* into h pieces of s = d/h features and
give the heads a dimension of their own, (B, h, n, s): from here on a head is one more item of the batch.
Attend in every head: softmax(QKᵀ/√s)V, with −∞ for the scores that a mask blocks. Put the heads side by side
again, (B, n, d), and multiply by W_O.

The usual slips (no split, a reshape without the transpose, √d for √s, K not transposed, a mask left out) all
run and give the right shape. That they compute something else shows only against an oracle.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(3, [2, 3, 4, 6, 12], "number of heads")
D = 24  # width of a token
BATCH, N, M = 2, 5, 7  # N queries look at M keys
LENGTHS = (6, 3)  # keys that are no padding, in each sequence
OPS = 8 * D  # projection, scores, weighted sum and W_O: four inner products in a row


def layer(rng, heads):
    """torch's own layer, its weights and biases random (torch starts the biases at 0)."""
    module = nn.MultiheadAttention(D, heads, batch_first=True).requires_grad_(False)
    for parameter in module.parameters():
        parameter.copy_(0.4 * torch.randn(parameter.shape, generator=rng))
    return module


def split(x, heads):
    """Heads as a dimension of their own: (B, n, d) to (B, h, n, s)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def scores(q, k):
    """QKᵀ/√s in every head: (B, h, n, s) and (B, h, m, s) to (B, h, n, m)."""
    return q @ k.mT / q.shape[-1] ** 0.5


def by_hand(module, x, y, blocked, split=split, scores=scores):
    """Output (B, n, d), weights (B, h, n, m): queries from x (B, n, d), keys and values from y (B, m, d)."""
    w_q, w_k, w_v = module.in_proj_weight.chunk(3)  # (d, d) each
    b_q, b_k, b_v = module.in_proj_bias.chunk(3)
    q = split(x @ w_q.T + b_q, module.num_heads)  # (B, h, n, s)
    k = split(y @ w_k.T + b_k, module.num_heads)  # (B, h, m, s); b_k adds q·b_k to all keys: no effect
    v = split(y @ w_v.T + b_v, module.num_heads)  # (B, h, m, s)
    weights = scores(q, k).masked_fill(blocked, -torch.inf).softmax(-1)  # (B, h, n, m)
    joined = (weights @ v).transpose(1, 2).flatten(-2)  # (B, n, d)
    return joined @ module.out_proj.weight.T + module.out_proj.bias, weights


def tokens(rng, n):
    """Random tokens, (B, n, d)."""
    return torch.randn(BATCH, n, D, generator=rng)


def compare(rng, heads, m=M, **slip):
    """The output by hand, which may make a slip, against torch's; N queries look at m other tokens."""
    module, x, y = layer(rng, heads), tokens(rng, N), tokens(rng, m)
    return exact(by_hand(module, x, y, torch.tensor(False), **slip)[0], module(x, y, y)[0], ops=OPS)


def check_equals_torch(rng, heads=HEADS):
    """Project, split, attend, join, project: the output is that of torch.nn.MultiheadAttention."""
    return compare(rng, heads)


@guards(check_equals_torch)
def control_no_split(rng, heads=HEADS):
    """One head as wide as the token gives another output."""
    return compare(rng, heads, split=lambda x, heads: x[:, None])


@guards(check_equals_torch)
def control_reshape_without_transpose(rng, heads=HEADS):
    """A reshape to (B, h, n, s) without the transpose mixes the features of different tokens."""
    return compare(rng, heads, split=lambda x, heads: x.reshape(len(x), heads, x.shape[1], -1))


@guards(check_equals_torch)
def control_scaled_by_sqrt_d(rng, heads=HEADS):
    """√d_model in place of √d_head makes the scores √h times too small."""
    return compare(rng, heads, scores=lambda q, k: q @ k.mT / D**0.5)


def compare_square(rng, heads, **slip):
    """The same with as many keys as a head is wide."""
    return compare(rng, heads, m=D // heads, **slip)


def check_equals_torch_when_keys_are_square(rng, heads=HEADS):
    """It is so too with as many keys as a head is wide, where QK has the shape of QKᵀ and raises no error."""
    return compare_square(rng, heads)


@guards(check_equals_torch_when_keys_are_square)
def control_k_not_transposed(rng, heads=HEADS):
    """QK in place of QKᵀ multiplies features with tokens."""
    return compare_square(rng, heads, scores=lambda q, k: q @ k / q.shape[-1] ** 0.5)


def masked(rng, heads, obey):
    """Output and weights by hand and from torch when a causal and a padding mask both block scores.

    By hand, what counts as blocked is what `obey` makes of the two masks. torch is told score by score.
    """
    module, x, y = layer(rng, heads), tokens(rng, N), tokens(rng, M)
    causal = torch.ones(BATCH, N, M, dtype=torch.bool).triu(1)  # (B, n, m): no query looks at later keys
    padding = (torch.arange(M) >= torch.tensor(LENGTHS)[:, None])[:, None]  # (B, 1, m): keys past the end
    mine = by_hand(module, x, y, obey(causal, padding)[:, None])  # (B, 1, n, m), the same for every head
    told = [
        [[j > i or j >= end for j in range(M)] for i in range(N)] for end in LENGTHS for _ in range(heads)
    ]
    return mine, module(x, y, y, attn_mask=torch.tensor(told), average_attn_weights=False)


def check_masked_output_equals_torch(rng, heads=HEADS):
    """With a causal and a padding mask the output equals torch's."""
    mine, oracle = masked(rng, heads, torch.logical_or)
    return exact(mine[0], oracle[0], ops=OPS)


def check_masked_weights_equal_torch(rng, heads=HEADS):
    """With a causal and a padding mask each head's weights equal torch's."""
    mine, oracle = masked(rng, heads, torch.logical_or)
    return exact(mine[1], oracle[1], ops=OPS).heat(mine[1][0, 0], "weights of a head", x="key", y="query")


@guards(check_masked_output_equals_torch)
def control_padding_forgotten(rng, heads=HEADS):
    """With the causal mask alone the output differs from torch's."""
    mine, oracle = masked(rng, heads, lambda causal, padding: causal)
    return exact(mine[0], oracle[0], ops=OPS)


@guards(check_masked_weights_equal_torch)
def control_causality_forgotten(rng, heads=HEADS):
    """With the padding mask alone the weights differ from torch's."""
    mine, oracle = masked(rng, heads, lambda causal, padding: padding)
    return exact(mine[1], oracle[1], ops=OPS)


if __name__ == "__main__":
    main()
