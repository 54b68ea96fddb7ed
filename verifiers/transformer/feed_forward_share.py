"""How many of the weights are the feed-forward network's.

An attention has four d×d matrices: 4d². With d_ff = r·d the feed-forward network has d×rd and rd×d: 2rd².

    encoder layer    one attention     2r/(4 + 2r) = r/(2 + r)      r = 4: 2/3
    decoder layer    two attentions    2r/(8 + 2r) = r/(4 + r)      r = 4: 1/2
    both stacks      as many of each   4r/(12 + 4r) = r/(3 + r)     r = 4: 4/7 ≈ 57 %

Counted on torch's own layers; biases and norms, of order d, are left aside.
"""

from torch import nn

from quiz.lab import Knob, exact, guards, main

RATIO = Knob(4, [1, 2, 4, 8], "r = d_ff/d")
D = Knob(24, [8, 24, 64], "width of a token")
HEADS, LAYERS = 4, 3


def share(module):
    """The feed-forward network's part of all matrices in `module`."""
    sizes = {name: p.numel() for name, p in module.named_parameters() if p.dim() == 2}
    return sum(size for name, size in sizes.items() if "linear" in name) / sum(sizes.values())


def build(kind, d, ratio):
    """torch's layer of this kind."""
    return kind(d, HEADS, ratio * d)


def check_encoder_layer(rng, ratio=RATIO, d=D):
    """In an encoder layer the feed-forward network has r/(2 + r) of the weights: 2/3 for d_ff = 4d."""
    return exact(share(build(nn.TransformerEncoderLayer, d, ratio)), ratio / (2 + ratio))


@guards(check_encoder_layer)
def control_decoder_layer_instead(rng, ratio=RATIO, d=D):
    """In a decoder layer it has less than r/(2 + r)."""
    return exact(share(build(nn.TransformerDecoderLayer, d, ratio)), ratio / (2 + ratio))


def check_decoder_layer(rng, ratio=RATIO, d=D):
    """In a decoder layer it has r/(4 + r): 1/2 for d_ff = 4d."""
    return exact(share(build(nn.TransformerDecoderLayer, d, ratio)), ratio / (4 + ratio))


@guards(check_decoder_layer)
def control_encoder_layer_instead(rng, ratio=RATIO, d=D):
    """In an encoder layer it has more than r/(4 + r)."""
    return exact(share(build(nn.TransformerEncoderLayer, d, ratio)), ratio / (4 + ratio))


def stacks(d, ratio, decoder_layers):
    """torch's Transformer with LAYERS encoder layers."""
    return nn.Transformer(d, HEADS, LAYERS, decoder_layers, ratio * d, batch_first=True)


def check_both_stacks(rng, ratio=RATIO, d=D):
    """In an encoder and a decoder of equally many layers it has r/(3 + r): 4/7, or 57 %, for d_ff = 4d."""
    return exact(share(stacks(d, ratio, LAYERS)), ratio / (3 + ratio))


@guards(check_both_stacks)
def control_fewer_decoder_layers(rng, ratio=RATIO, d=D):
    """With fewer decoder layers its part is larger."""
    return exact(share(stacks(d, ratio, LAYERS - 1)), ratio / (3 + ratio))


if __name__ == "__main__":
    main()
