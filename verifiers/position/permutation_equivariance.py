"""Why a Transformer needs position information at all.

Reorder the tokens of a sequence by a permutation P: row i of PX is another row of X. Attention compares
every query with every key, and its softmax sums over the keys in whatever order they stand. So the output
rows come out in the new order and are otherwise unchanged; the feed-forward network and LayerNorm treat
each row by itself:

    f(PX) = P·f(X)        permutation equivariance, of one layer and of any number of them

"dog bites man" gives each word the same vector as "man bites dog", and the mean of all vectors does not
change at all. A vector for each place, added to the tokens, ends that: PX + E is not P(X + E).

A causal mask ends it too: `permutation_equivariance_causal.py` tells what is left of order then.
"""

import torch
from torch.nn import MultiheadAttention, TransformerEncoder, TransformerEncoderLayer

from quiz.lab import Knob, exact, guards, main

N = Knob(9, [4, 9, 30], "tokens of the sequence")
LAYERS = Knob(2, [1, 2, 6], "layers of the encoder")
D, HEADS, HIDDEN = 12, 2, 17


def random(module, rng):
    """The module with all parameters random: torch starts biases at 0 and gains at 1."""
    for parameter in module.parameters():
        parameter.data = 0.4 * torch.randn(parameter.shape, generator=rng)
    return module


def attention(rng):
    """torch's self-attention: (n, d) -> (n, d)."""
    layer = random(MultiheadAttention(D, HEADS), rng)
    return lambda x: layer(x, x, x)[0]


def encoder(rng, *, layers, mask=None):
    """torch's encoder: (n, d) -> (n, d)."""
    layer = TransformerEncoderLayer(D, HEADS, HIDDEN, dropout=0)
    stack = random(TransformerEncoder(layer, layers, enable_nested_tensor=False), rng)
    return lambda x: stack(x, mask=mask)


def with_positions(rng, n, f):
    """f of its input plus a vector for each place, as a learned table would have."""
    p = torch.randn(n, D, generator=rng)
    return lambda x: f(x + p)


def new_order(rng, n):
    """A random order of n tokens in which none keeps its place."""
    ring = torch.randperm(n, generator=rng)
    return ring.roll(1)[ring.argsort()]


def reordered(rng, n, f):
    """f of tokens in a new order, and f of the tokens, then put in that order: (n, d) each."""
    x, order = 0.3 + 1.2 * torch.randn(n, D, generator=rng), new_order(rng, n)
    return f(x[order]), f(x)[order]


def equivariance(rng, n, f, *, layers):
    """f(PX) against P·f(X)."""
    return exact(*reordered(rng, n, f), ops=layers * (8 * D + 4 * n + 2 * HIDDEN + 40))


def check_attention_is_equivariant(rng, n=N):
    """Self-attention of reordered tokens is its output reordered: f(PX) = P·f(X)."""
    return equivariance(rng, n, attention(rng), layers=1)


@guards(check_attention_is_equivariant)
def control_attention_with_positions(rng, n=N):
    """With a position vector added at each place it is not."""
    return equivariance(rng, n, with_positions(rng, n, attention(rng)), layers=1)


def check_encoder_is_equivariant(rng, n=N, layers=LAYERS):
    """A stack of whole encoder layers, feed-forward network and LayerNorm included, is equivariant too."""
    return equivariance(rng, n, encoder(rng, layers=layers), layers=layers)


@guards(check_encoder_is_equivariant)
def control_encoder_with_positions(rng, n=N, layers=LAYERS):
    """With positions added to its input the stack is not."""
    return equivariance(rng, n, with_positions(rng, n, encoder(rng, layers=layers)), layers=layers)


@guards(check_encoder_is_equivariant)
def control_encoder_with_causal_mask(rng, n=N, layers=LAYERS):
    """Nor is it under a causal mask, with no positions at all."""
    mask = torch.ones(n, n, dtype=torch.bool).triu(1)
    return equivariance(rng, n, encoder(rng, layers=layers, mask=mask), layers=layers)


def sentence_vectors(rng, n, f, *, layers):
    """The mean of f's outputs over the tokens, in the new order and in the old one."""
    after, before = reordered(rng, n, f)
    return exact(after.mean(0), before.mean(0), ops=layers * (8 * D + 4 * n + 2 * HIDDEN + 40) + n)


def check_mean_ignores_order(rng, n=N, layers=LAYERS):
    """The mean over the tokens, as a classifier takes it, is the same for every order: a bag of words."""
    return sentence_vectors(rng, n, encoder(rng, layers=layers), layers=layers)


@guards(check_mean_ignores_order)
def control_mean_with_positions(rng, n=N, layers=LAYERS):
    """With positions it is not."""
    return sentence_vectors(rng, n, with_positions(rng, n, encoder(rng, layers=layers)), layers=layers)


if __name__ == "__main__":
    main()
