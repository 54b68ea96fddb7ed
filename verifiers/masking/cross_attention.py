"""How the decoder reads the encoder.

    queries         from the decoder     Q = X W_Q                X (m, d), a row for each target token
    keys, values    from the encoder     K = M W_K, V = M W_V     M (n, d), a row for each source token
    output          softmax(QKᵀ/√d)V     (m, n)·(n, d) = (m, d)   a row for each target token

The sum runs over the n source rows, so n is gone from the output, and any source length goes with any target
length. The transpose in QKᵀ is that of any inner product; it converts no lengths. Two products without the
softmax have the right shape too, and are no attention.

A sum does not ask in which order its terms come. Move the rows of the memory M about, keys and values
together, and nothing changes: what the decoder knows of the source's order, the encoder wrote into the rows.

The encoder has no loss of its own. Its gradient arrives here, through K and V.
"""

import math

import torch
from torch.autograd.functional import jacobian

from quiz.lab import Knob, exact, guards, main

TARGET = Knob(5, [1, 5, 11], "target tokens m")
SOURCE = Knob(8, [3, 8, 13], "source tokens n")
D = 6


def draw(rng, *, target, source):
    """Decoder states (m, d), memory (n, d), and torch's module of one head, with biases that are not 0."""
    module = torch.nn.MultiheadAttention(D, 1)
    torch.nn.init.normal_(module.in_proj_bias, generator=rng)
    torch.nn.init.normal_(module.out_proj.bias, generator=rng)
    return 1.5 * torch.randn(target, D, generator=rng), 2 * torch.randn(source, D, generator=rng), module


def softmax(scores):
    """Weights over the source tokens, (m, n)."""
    return scores.softmax(-1)


def no_softmax(scores):
    """The scores themselves as weights."""
    return scores


def read(x, keys, values, module, normalise=softmax):
    """Cross-attention by hand: states (m, d) read `keys` and `values`, (n, d), into (m, d)."""
    W_q, W_k, W_v = module.in_proj_weight.chunk(3)
    b_q, _, b_v = module.in_proj_bias.chunk(3)  # the keys' bias shifts all scores of a query alike: no effect
    Q, K, V = x @ W_q.mT + b_q, keys @ W_k.mT, values @ W_v.mT + b_v
    return module.out_proj(normalise(Q @ K.mT / math.sqrt(D)) @ V)


def against_torch(rng, normalise, **sizes):
    """Our output against torch's nn.MultiheadAttention(query=x, key=memory, value=memory)."""
    x, memory, module = draw(rng, **sizes)
    want, _ = module(x, memory, memory)
    return exact(read(x, memory, memory, module, normalise), want, ops=8 * D + 2 * len(memory) + 20, scale=10)


def check_matches_torch(rng, target=TARGET, source=SOURCE):
    """Queries from the decoder, keys and values from the encoder: that is torch's cross-attention."""
    return against_torch(rng, softmax, target=target, source=source)


@guards(check_matches_torch)
def control_two_products_only(rng, target=TARGET, source=SOURCE):
    """QKᵀV without the softmax has the same shape and other values."""
    return against_torch(rng, no_softmax, target=target, source=source)


def shape(x, memory, module, target):
    """The shape of what x reads from the memory, against one row for each target token."""
    return exact(torch.tensor(read(x, memory, memory, module).shape), torch.tensor([target, D]))


def check_as_long_as_the_target(rng, target=TARGET, source=SOURCE):
    """The output has one row for each target token, whatever the length of the source."""
    x, memory, module = draw(rng, target=target, source=source)
    return shape(x, memory, module, target)


@guards(check_as_long_as_the_target)
def control_queries_from_the_encoder(rng, target=TARGET, source=SOURCE):
    """With queries from the encoder it has one row for each source token."""
    x, memory, module = draw(rng, target=target, source=source)
    return shape(memory, x, module, target)


def after_moving(rng, values_too, **sizes):
    """Output when the rows of the memory are moved on by one, against that before."""
    x, memory, module = draw(rng, **sizes)
    moved = memory.roll(1, 0)
    got = read(x, moved, moved if values_too else memory, module)
    return exact(got, module(x, memory, memory)[0], ops=8 * D + 2 * len(memory) + 20, scale=10)


def check_order_of_the_memory_is_not_seen(rng, target=TARGET, source=SOURCE):
    """Move the rows of the memory about, keys and values together: the output stays."""
    return after_moving(rng, True, target=target, source=source)


@guards(check_order_of_the_memory_is_not_seen)
def control_keys_without_values(rng, target=TARGET, source=SOURCE):
    """Move the keys without the values, and it changes."""
    return after_moving(rng, False, target=target, source=source)


def reached(rng, memory_of, **sizes):
    """Which entries of ∂out/∂source are not 0, against all; the source passes through an encoder."""
    x, source, module = draw(rng, **sizes)
    encoder = torch.nn.Linear(D, D)  # any encoder will do

    def model(source):
        memory = memory_of(encoder(source))
        return read(x, memory, memory, module)

    gradient = jacobian(model, source)  # (m, d, n, d)
    return exact(gradient != 0, torch.ones(gradient.shape, dtype=torch.bool))


def check_gradient_reaches_the_encoder(rng, target=TARGET, source=SOURCE):
    """Every output of cross-attention has a gradient at every source token, through keys and values."""
    return reached(rng, torch.clone, target=target, source=source)


@guards(check_gradient_reaches_the_encoder)
def control_memory_cut_off(rng, target=TARGET, source=SOURCE):
    """Cut the graph at the memory, and none arrives."""
    return reached(rng, torch.detach, target=target, source=source)


if __name__ == "__main__":
    main()
