"""Heads add up: concatenate them and multiply by W_O, and you have a sum with one term for each head.

Let O_i = A_i·V_i be what head i returns, (n, s), and cut W_O into h blocks of s rows, W_O[1] … W_O[h]. Block
matrices multiply as

    concat(O_1, …, O_h)·W_O + b = O_1·W_O[1] + … + O_h·W_O[h] + b.

Each head adds a term of its own to the output, and none sees what another adds. Pruning head i takes away
O_i·W_O[i] and nothing else. Two heads with the same Q, K and V have O_1 = O_2, so that one head with the
block W_O[1] + W_O[2] does the work of both. And as W_O[i] has only s = d/h rows, a head can write in no more
than s of the d directions of a token.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 3, 4, 6, 8], "number of heads")
D = 24  # width of a token
N = 5  # tokens
BATCH = 7
OPS = 8 * D  # projection, scores, weighted sum and W_O: four inner products in a row


def layer(rng, heads):
    """torch's own layer, its weights and biases random (torch starts the biases at 0)."""
    module = nn.MultiheadAttention(D, heads, batch_first=True).requires_grad_(False)
    for parameter in module.parameters():
        parameter.copy_(0.4 * torch.randn(parameter.shape, generator=rng))
    return module


def blocks(module):
    """W_Q, W_K and W_V of each head (3, h, s, d), their biases (3, h, s), and the blocks of W_O (h, s, d).

    They are views: what is written into them is written into the layer.
    """
    w_in = module.in_proj_weight.unflatten(0, (3, module.num_heads, -1))
    b_in = module.in_proj_bias.unflatten(0, (3, module.num_heads, -1))
    return w_in, b_in, module.out_proj.weight.T.unflatten(0, (module.num_heads, -1))


def tokens(rng):
    """Random tokens, (B, n, d)."""
    return torch.randn(BATCH, N, D, generator=rng)


def output(module, x):
    """Self-attention on `x` as torch's layer computes it, (B, n, d)."""
    return module(x, x, x, need_weights=False)[0]


def terms(x, w_in, b_in, w_o):
    """What each head adds to the output: O_i·W_O[i], shape (h, B, n, d)."""
    q, k, v = (x @ w.mT[:, None] + b[:, None, None] for w, b in zip(w_in, b_in, strict=True))  # (h, B, n, s)
    weights = (q @ k.mT / q.shape[-1] ** 0.5).softmax(-1)  # (h, B, n, n)
    return weights @ v @ w_o[:, None]


def check_heads_sum_to_the_output(rng, heads=HEADS):
    """The heads' terms O_i·W_O[i], added up, and one bias b are the output of torch's layer."""
    module, x = layer(rng, heads), tokens(rng)
    added = terms(x, *blocks(module)).sum(0) + module.out_proj.bias
    return exact(added, output(module, x), ops=OPS)


@guards(check_heads_sum_to_the_output)
def control_heads_averaged(rng, heads=HEADS):
    """The mean of the terms, in place of their sum, is not the output."""
    module, x = layer(rng, heads), tokens(rng)
    averaged = terms(x, *blocks(module)).mean(0) + module.out_proj.bias
    return exact(averaged, output(module, x), ops=OPS)


def pruned_away(module, x, after):
    """What `after` of the output loses when torch's layer runs without head i, for each i: (h, B, n, d)."""
    full, lost = after(output(module, x)), []
    for head in range(module.num_heads):
        pruned = nn.MultiheadAttention(D, module.num_heads, batch_first=True).requires_grad_(False)
        pruned.load_state_dict(module.state_dict())
        w_in, b_in, _ = blocks(pruned)
        w_in[2, head], b_in[2, head] = 0, 0  # no values, so O_i = 0
        lost.append(full - after(output(pruned, x)))
    return torch.stack(lost)


def check_pruning_removes_one_term(rng, heads=HEADS):
    """Pruning head i changes the output of torch's layer by exactly O_i·W_O[i], for every i."""
    module, x = layer(rng, heads), tokens(rng)
    lost = pruned_away(module, x, after=nn.Identity())
    size = lost.flatten(1).norm(dim=1)
    evidence = exact(lost, terms(x, *blocks(module)), ops=OPS)
    return evidence.plot(x="head", y="size of its term", measured=(range(1, heads + 1), size))


@guards(check_pruning_removes_one_term)
def control_after_layer_norm(rng, heads=HEADS):
    """Behind a LayerNorm, which divides by the size of the whole sum, pruning removes more than one term."""
    module, x = layer(rng, heads), tokens(rng)
    lost = pruned_away(module, x, after=nn.LayerNorm(D))
    return exact(lost, terms(x, *blocks(module)), ops=OPS)


def merged(module, x):
    """The output with head 1 gone and its block of W_O added to head 0's."""
    w_in, b_in, w_o = blocks(module)
    kept = [head for head in range(module.num_heads) if head != 1]
    w_o = w_o.clone()
    w_o[0] += w_o[1]
    return terms(x, w_in[:, kept], b_in[:, kept], w_o[kept]).sum(0) + module.out_proj.bias


def check_twin_heads_merge(rng, heads=HEADS):
    """Two heads with the same Q, K and V become one, their blocks of W_O added, and the output stays."""
    module, x = layer(rng, heads), tokens(rng)
    w_in, b_in, _ = blocks(module)
    w_in[:, 1], b_in[:, 1] = w_in[:, 0], b_in[:, 0]
    return exact(merged(module, x), output(module, x), ops=OPS)


@guards(check_twin_heads_merge)
def control_different_heads_merge(rng, heads=HEADS):
    """Two heads that differ cannot be merged so: without one of them the output changes."""
    module, x = layer(rng, heads), tokens(rng)
    return exact(merged(module, x), output(module, x), ops=OPS)


def directions(written):
    """How many independent directions the tokens of each matrix (…, B, n, d) span."""
    return torch.linalg.matrix_rank(written.flatten(-3, -2))


def check_a_head_writes_in_d_over_h_directions(rng, heads=HEADS):
    """The term of one head has rank d/h over all tokens, for every head."""
    written = terms(tokens(rng), *blocks(layer(rng, heads)))
    return exact(directions(written), torch.full((heads,), D // heads))


@guards(check_a_head_writes_in_d_over_h_directions)
def control_all_heads_write_everywhere(rng, heads=HEADS):
    """The sum of all heads is not confined to d/h directions."""
    written = terms(tokens(rng), *blocks(layer(rng, heads))).sum(0)
    return exact(directions(written), D // heads)


if __name__ == "__main__":
    main()
