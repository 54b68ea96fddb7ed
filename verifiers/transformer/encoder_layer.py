"""What is in an encoder layer.

    x ← N(x + attention(x, x, x))          tokens exchange information
    x ← N(x + W₂·max(0, W₁x + b₁) + b₂)    each token works on it alone

Two sublayers in this order, each followed by add & norm (N is LayerNorm). Its matrices are W_Q, W_K, W_V and
W_O of the attention, W₁ and W₂ of the feed-forward network: no further layer is fully connected.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 4, 6], "number of heads")
D, D_FF = 12, 20  # width of a token, width of the hidden layer
BATCH, N = 2, 7  # N tokens
PADDING = torch.tensor([[0] * 7, [0] * 4 + [1] * 3]).bool()  # (B, n): the second sequence is shorter
OPS = 24 * D  # two sublayers: six products in a row, a softmax and two norms


def layer(heads):
    """torch's own encoder layer, without dropout."""
    return nn.TransformerEncoderLayer(D, heads, D_FF, dropout=0, batch_first=True)


def attention(layer, x, padding):
    """Every token reads every token that is no padding: (B, n, d) to (B, n, d)."""
    return layer.self_attn(x, x, x, key_padding_mask=padding)[0]


def feed_forward(layer, x, padding):
    """Each token alone: (B, n, d) to (B, n, d_ff) and back; padding makes no difference."""
    hidden = (x @ layer.linear1.weight.T + layer.linear1.bias).clamp(min=0)
    return hidden @ layer.linear2.weight.T + layer.linear2.bias


def post_norm(x, sublayer, norm):
    """Add & norm as in the paper."""
    return norm(x + sublayer(x))


def pre_norm(x, sublayer, norm):
    """The later variant: the norm goes in front of the sublayer."""
    return x + sublayer(norm(x))


def no_residual(x, sublayer, norm):
    """The norm without the addition."""
    return norm(sublayer(x))


def by_hand(layer, x, padding, sublayers=(attention, feed_forward), wrap=post_norm):
    """One layer from its two sublayers: (B, n, d) to (B, n, d)."""
    first, second = sublayers
    x = wrap(x, lambda z: first(layer, z, padding), layer.norm1)
    return wrap(x, lambda z: second(layer, z, padding), layer.norm2)


def compare(rng, heads, **slip):
    """Our layer, which may make a slip, against torch's."""
    module = layer(heads).requires_grad_(False)
    for parameter in module.parameters():  # torch starts biases at 0 and gains at 1: neutral, so unseen
        parameter.copy_(0.5 * torch.randn(parameter.shape, generator=rng))
    x = 1.5 * torch.randn(BATCH, N, D, generator=rng)
    return exact(by_hand(module, x, PADDING, **slip), module(x, src_key_padding_mask=PADDING), ops=OPS)


def check_equals_torch(rng, heads=HEADS):
    """Self-attention, add & norm, feed-forward, add & norm: that is torch.nn.TransformerEncoderLayer."""
    return compare(rng, heads)


@guards(check_equals_torch)
def control_swapped(rng, heads=HEADS):
    """With the feed-forward network first it is another function."""
    return compare(rng, heads, sublayers=(feed_forward, attention))


@guards(check_equals_torch)
def control_no_residual(rng, heads=HEADS):
    """Without the additions it is another function."""
    return compare(rng, heads, wrap=no_residual)


@guards(check_equals_torch)
def control_norm_in_front(rng, heads=HEADS):
    """With the norms in front of the sublayers it is another function."""
    return compare(rng, heads, wrap=pre_norm)


SIX = [(3 * D, D), (D, D), (D_FF, D), (D, D_FF)]  # W_Q, W_K and W_V in one; W_O; W₁; W₂


def matrices(module):
    """How many matrices of the layer have each of these shapes, and how many have none of them."""
    found = [tuple(p.shape) for p in module.parameters() if p.dim() == 2]
    return exact([*map(found.count, SIX), sum(shape not in SIX for shape in found)], [1, 1, 1, 1, 0])


def check_six_matrices_and_no_more(rng, heads=HEADS):
    """Its matrices are W_Q, W_K, W_V and W_O, d×d, and the two of the feed-forward network: no other."""
    return matrices(layer(heads))


@guards(check_six_matrices_and_no_more)
def control_a_further_fully_connected_layer(rng, heads=HEADS):
    """With a fully connected layer besides there would be another matrix."""
    module = layer(heads)
    module.fully_connected = nn.Linear(D, D)
    return matrices(module)


if __name__ == "__main__":
    main()
