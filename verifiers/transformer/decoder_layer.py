"""What is in a decoder layer.

    y ← N(y + attention(y, y, y))          causal: later tokens are hidden
    y ← N(y + attention(y, x, x))          queries from the target; keys and values from the source x, encoded
    y ← N(y + W₂·max(0, W₁y + b₁) + b₂)    each token alone

Three sublayers, each followed by add & norm. The middle one is the only door through which the source comes
in. Take it out, with its norm, and what remains is an encoder layer under a causal mask: the layer of a
decoder-only model such as GPT (which has since moved the norms to the front).

Only attention has heads. The feed-forward network is the encoder's: every hidden unit reads all d features.
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 4, 6], "number of heads")
SOURCE = Knob(7, [1, 7, 11], "source tokens m")
D, D_FF = 12, 24  # width of a token, width of the hidden layer
BATCH, TARGET = 2, 5
OPS = 36 * D  # three sublayers: ten products in a row, two softmaxes and three norms
LATER = torch.ones(TARGET, TARGET, dtype=torch.bool).triu(1)  # (n, n): what a causal mask hides


def draw(rng, kind, heads, source):
    """torch's layer with random parameters, target tokens (B, n, d), and the encoder's output (B, m, d)."""
    layer = kind(D, heads, D_FF, dropout=0, batch_first=True).requires_grad_(False)
    for parameter in layer.parameters():
        parameter.copy_(0.5 * torch.randn(parameter.shape, generator=rng))
    y = 1.5 * torch.randn(BATCH, TARGET, D, generator=rng)
    return layer, y, torch.randn(BATCH, source, D, generator=rng)


def self_attention(layer, y, memory):
    """Target tokens read themselves and earlier ones: (B, n, d)."""
    return layer.self_attn(y, y, y, attn_mask=LATER)[0]


def unmasked(layer, y, memory):
    """Target tokens read later ones too."""
    return layer.self_attn(y, y, y)[0]


def cross_attention(layer, y, memory):
    """Target tokens read the source: (B, n, d) from (B, m, d)."""
    return layer.multihead_attn(y, memory, memory)[0]


def of_the_target(layer, y, memory):
    """The second attention reading the target instead of the source."""
    return layer.multihead_attn(y, y, y)[0]


def feed_forward(layer, y, memory, read=1):
    """Each token alone: (B, n, d) to (B, n, d_ff) and back; each hidden unit reads all features."""
    hidden = (y @ (read * layer.linear1.weight).T + layer.linear1.bias).clamp(min=0)
    return hidden @ layer.linear2.weight.T + layer.linear2.bias


def in_two_heads(layer, y, memory):
    """A feed-forward network in two heads: each half of the hidden units reads one half of the features."""
    return feed_forward(layer, y, memory, torch.block_diag(*[torch.ones(D_FF // 2, D // 2)] * 2))  # (d_ff, d)


THREE = ((self_attention, "norm1"), (cross_attention, "norm2"), (feed_forward, "norm3"))
TWO = ((self_attention, "norm1"), (feed_forward, "norm2"))


def by_hand(layer, y, memory, sublayers):
    """The sublayers in turn, each with the norm of that name: (B, n, d) to (B, n, d)."""
    for sublayer, norm in sublayers:
        y = getattr(layer, norm)(y + sublayer(layer, y, memory))
    return y


def compare(rng, heads, source, sublayers):
    """The sublayers in turn against torch.nn.TransformerDecoderLayer."""
    layer, y, memory = draw(rng, nn.TransformerDecoderLayer, heads, source)
    return exact(
        by_hand(layer, y, memory, sublayers),
        layer(y, memory, tgt_mask=nn.Transformer.generate_square_subsequent_mask(TARGET)),
        ops=OPS,
    )


def check_equals_torch(rng, heads=HEADS, source=SOURCE):
    """Causal self-attention, cross-attention, feed-forward, each with add & norm: that is torch's layer."""
    return compare(rng, heads, source, THREE)


@guards(check_equals_torch)
def control_no_mask(rng, heads=HEADS, source=SOURCE):
    """Without the causal mask it is another function."""
    return compare(rng, heads, source, ((unmasked, "norm1"), *THREE[1:]))


@guards(check_equals_torch)
def control_cross_attention_first(rng, heads=HEADS, source=SOURCE):
    """With the two attentions in the other order it is another function."""
    return compare(rng, heads, source, ((cross_attention, "norm1"), (self_attention, "norm2"), THREE[2]))


@guards(check_equals_torch)
def control_target_reads_itself_twice(rng, heads=HEADS, source=SOURCE):
    """With keys and values of the second attention from the target it is another function."""
    return compare(rng, heads, source, (THREE[0], (of_the_target, "norm2"), THREE[2]))


@guards(check_equals_torch)
def control_feed_forward_in_heads(rng, heads=HEADS, source=SOURCE):
    """A feed-forward network that is cut into heads is not torch's."""
    return compare(rng, heads, source, (*THREE[:2], (in_two_heads, "norm3")))


def source_reaches(rng, heads, source, sublayers):
    """Which entries of ∂output/∂source differ from 0, for the first sequence, against all: (n, d, m, d)."""
    layer, y, memory = draw(rng, nn.TransformerDecoderLayer, heads, source)
    gradient = jacobian(lambda memory: by_hand(layer, y[:1], memory, sublayers)[0], memory[:1])[:, :, 0]
    return exact(gradient != 0, torch.ones(TARGET, D, source, D, dtype=torch.bool))


def check_every_target_token_feels_the_source(rng, heads=HEADS, source=SOURCE):
    """Every feature of every target token depends on every feature of every source token."""
    return source_reaches(rng, heads, source, THREE)


@guards(check_every_target_token_feels_the_source)
def control_no_cross_attention(rng, heads=HEADS, source=SOURCE):
    """Without cross-attention the source has no effect at all."""
    return source_reaches(rng, heads, source, (THREE[0], THREE[2]))


def compare_decoder_only(rng, heads, sublayers):
    """The sublayers in turn against torch.nn.TransformerEncoderLayer under a causal mask; no source."""
    layer, y, memory = draw(rng, nn.TransformerEncoderLayer, heads, 1)
    return exact(
        by_hand(layer, y, memory, sublayers),
        layer(y, src_mask=nn.Transformer.generate_square_subsequent_mask(TARGET)),
        ops=OPS,
    )


def check_without_cross_attention_it_is_a_causal_encoder_layer(rng, heads=HEADS):
    """Without cross-attention and its norm, a decoder layer is torch's encoder layer under a causal mask."""
    return compare_decoder_only(rng, heads, TWO)


@guards(check_without_cross_attention_it_is_a_causal_encoder_layer)
def control_plain_encoder_layer(rng, heads=HEADS):
    """Without the mask the two differ."""
    return compare_decoder_only(rng, heads, ((unmasked, "norm1"), TWO[1]))


if __name__ == "__main__":
    main()
