"""How self-attention differs from attention in general: only in where the queries, keys and values come from.

attend(x, y) takes queries from x, (n, d), and keys and values from y, (m, d). It gives n outputs from n·m
scores. Self-attention is attend(x, x); a decoder that looks at an encoder's output y does attend(x, y). The
weights, the scale and the softmax are the same. So cross-attention is a block of self-attention: put x and y
into one sequence, let x see y alone, and the rows of x come out as attend(x, y).

Self includes the token itself: the diagonal of the weights is not left out.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(7, [3, 7, 12], "tokens that ask")
M = Knob(5, [4, 5, 20], "tokens that are asked")
D, HEADS, BATCH = 12, 3, 2
OPS = 8 * D + 64


def module_and_sequences(rng, n, m):
    """torch's attention with all weights and biases random, and sequences (BATCH, n, D) and (BATCH, m, D)."""
    module = torch.nn.MultiheadAttention(D, HEADS, batch_first=True)
    for weight in module.parameters():
        torch.nn.init.normal_(weight, 0.1, 0.5, generator=rng)
    x, y = torch.randn(BATCH, n, D, generator=rng), 1.5 * torch.randn(BATCH, m, D, generator=rng)
    return module, x, y


def attend(module, x, y, allowed=True):
    """Attention with queries from x, keys and values from y: outputs (B, n, D), weights (B, h, n, m)."""
    maps = zip((x, y, y), module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3), strict=True)
    projected = (source @ weight.T + bias for source, weight, bias in maps)
    q, k, v = (each.unflatten(-1, (HEADS, -1)).transpose(1, 2) for each in projected)  # (B, h, n or m, D/h)
    scores = q @ k.mT / math.sqrt(D // HEADS)
    weights = scores.where(torch.as_tensor(allowed), -math.inf).softmax(-1)
    return module.out_proj((weights @ v).transpose(1, 2).flatten(2)), weights


def check_self_attention_is_one_source(rng, n=N, m=M):
    """attend(x, x) is torch's self-attention."""
    module, x, _ = module_and_sequences(rng, n=n, m=m)
    out, weights = attend(module, x, x)
    return exact(out, module(x, x, x)[0], ops=OPS).heat(weights[0, 0], "self-attention", x="key", y="query")


@guards(check_self_attention_is_one_source)
def control_a_second_sequence(rng, n=N, m=M):
    """Keys and values of another sequence change the output."""
    module, x, y = module_and_sequences(rng, n=n, m=m)
    return exact(attend(module, x, y)[0], module(x, x, x)[0], ops=OPS)


@guards(check_self_attention_is_one_source)
def control_without_the_token_itself(rng, n=N, m=M):
    """If a token may see the remaining tokens only, and not itself, it is not torch's self-attention."""
    module, x, _ = module_and_sequences(rng, n=n, m=m)
    others = ~torch.eye(n, dtype=torch.bool)
    return exact(attend(module, x, x, allowed=others)[0], module(x, x, x)[0], ops=OPS)


def check_cross_attention_is_two_sources(rng, n=N, m=M):
    """The same function with the same weights, attend(x, y), is torch's cross-attention."""
    module, x, y = module_and_sequences(rng, n=n, m=m)
    out, weights = attend(module, x, y)
    return exact(out, module(x, y, y)[0], ops=OPS).heat(weights[0, 0], "cross-attention", x="key", y="query")


@guards(check_cross_attention_is_two_sources)
def control_one_source_for_two(rng, n=N, m=M):
    """With a single sequence for both, cross-attention does not come out."""
    module, x, y = module_and_sequences(rng, n=n, m=m)
    return exact(attend(module, x, x)[0], module(x, y, y)[0], ops=OPS)


def check_scores_are_n_times_m(rng, n=N, m=M):
    """Cross-attention takes n·m weights a head."""
    module, x, y = module_and_sequences(rng, n=n, m=m)
    return exact(attend(module, x, y)[1].shape[-2:].numel(), n * m)


@guards(check_scores_are_n_times_m)
def control_self_attention_takes_n_squared(rng, n=N, m=M):
    """Self-attention takes n² instead."""
    module, x, _ = module_and_sequences(rng, n=n, m=m)
    return exact(attend(module, x, x)[1].shape[-2:].numel(), n * m)


def block_of_self(rng, n, m, seen):
    """The rows of x from self-attention over x and y in one sequence, of which all see `seen` (n + m,)."""
    module, x, y = module_and_sequences(rng, n=n, m=m)
    both = torch.cat([x, y], 1)
    return exact(attend(module, both, both, allowed=seen)[0][:, :n], module(x, y, y)[0], ops=OPS)


def check_cross_is_a_block_of_self(rng, n=N, m=M):
    """Self-attention over x and y in one sequence, y alone to be seen, gives cross-attention's output."""
    return block_of_self(rng, n, m, seen=torch.arange(n + m) >= n)


@guards(check_cross_is_a_block_of_self)
def control_seeing_both(rng, n=N, m=M):
    """If x may see itself as well, the output is another."""
    return block_of_self(rng, n, m, seen=torch.ones(n + m, dtype=torch.bool))


if __name__ == "__main__":
    main()
