"""How many parameters a Transformer has, and where they are.

With d_ff = 4d:    weights                                biases    norms    together
    attention      W_Q, W_K, W_V, W_O: 4d²                4d
    feed-forward   W₁, W₂: 8d²                            5d
    encoder layer  one attention, feed-forward, 2 norms   9d        4d       12d² + 13d
    decoder layer  two attentions, feed-forward, 3 norms  13d       6d       16d² + 19d

Base model, d = 512 and six layers each: 6·(28d² + 32d) = 44,138,496. torch.nn.Transformer has 4d more, for a
LayerNorm behind each stack. A table of 37,000 words adds 18,944,000, once if source, target and output share
it as in the paper: 63,082,496 (the paper's own table says 65 million). Neither the number of heads nor the
length of the sentence appears anywhere; sinusoidal positions are computed, not learnt.

Counted on torch's own modules, on the device "meta", where a tensor has a shape and no content.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

D = Knob(512, [64, 256, 512, 1024], "width of a token; the hidden layer is 4d wide")
HEADS, LAYERS, WORDS = 8, 6, 37_000


def count(build):
    """How many numbers are in the parameters of what `build()` returns, shared ones counted once."""
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in build().parameters())


def check_encoder_layer(rng, d=D):
    """An encoder layer has 12d² + 13d parameters: 3,152,384 at d = 512."""
    return exact(count(lambda: nn.TransformerEncoderLayer(d, HEADS, 4 * d)), 12 * d**2 + 13 * d)


@guards(check_encoder_layer)
def control_twice_the_hidden_layer(rng, d=D):
    """With a hidden layer twice as wide it has more."""
    return exact(count(lambda: nn.TransformerEncoderLayer(d, HEADS, 8 * d)), 12 * d**2 + 13 * d)


def check_decoder_layer(rng, d=D):
    """A decoder layer has 16d² + 19d parameters: 4,204,032 at d = 512."""
    return exact(count(lambda: nn.TransformerDecoderLayer(d, HEADS, 4 * d)), 16 * d**2 + 19 * d)


@guards(check_decoder_layer)
def control_encoder_layer_instead(rng, d=D):
    """An encoder layer, which lacks the cross-attention, has fewer."""
    return exact(count(lambda: nn.TransformerEncoderLayer(d, HEADS, 4 * d)), 16 * d**2 + 19 * d)


def stacks(d, norms):
    """Six layers each, without what torch puts behind a stack unless `norms` says so."""
    model = nn.Transformer(d, HEADS, LAYERS, LAYERS, 4 * d, batch_first=True)
    if not norms:
        model.encoder.norm = model.decoder.norm = None
    return model


def check_both_stacks(rng, d=D):
    """Six encoder and six decoder layers have 6·(28d² + 32d) parameters: 44,138,496 at d = 512."""
    return exact(count(lambda: stacks(d, False)), 6 * (28 * d**2 + 32 * d))


@guards(check_both_stacks)
def control_final_norms(rng, d=D):
    """torch's own stacks have more, for a norm behind each."""
    return exact(count(lambda: stacks(d, True)), 6 * (28 * d**2 + 32 * d))


def check_torch_adds_4d(rng, d=D):
    """Two final norms of 2d each: torch.nn.Transformer has 4d parameters more than the paper's stacks."""
    return exact(count(lambda: stacks(d, True)) - count(lambda: stacks(d, False)), 4 * d)


@guards(check_torch_adds_4d)
def control_one_final_norm(rng, d=D):
    """A single norm would be 2d."""
    return exact(count(lambda: nn.LayerNorm(d)), 4 * d)


def with_tables(d, tables):
    """Both stacks, and tables for source, target and output, of which only so many are different ones."""
    model = stacks(d, False)
    own = [nn.Embedding(WORDS, d, _weight=torch.empty(WORDS, d)) for _ in range(tables)]  # nothing to draw
    model.source, model.target, model.output = (own * 3)[:3]  # the output multiplies by the transpose
    return model


def check_with_a_shared_table(rng, d=D):
    """With one table of 37,000 words for source, target and output: 63,082,496 at d = 512."""
    return exact(count(lambda: with_tables(d, 1)), 6 * (28 * d**2 + 32 * d) + WORDS * d)


@guards(check_with_a_shared_table)
def control_two_tables(rng, d=D):
    """A table for the source and one for target and output: 82,026,496 at d = 512."""
    return exact(count(lambda: with_tables(d, 2)), 6 * (28 * d**2 + 32 * d) + WORDS * d)


@guards(check_with_a_shared_table)
def control_three_tables(rng, d=D):
    """Three tables: 100,970,496 at d = 512."""
    return exact(count(lambda: with_tables(d, 3)), 6 * (28 * d**2 + 32 * d) + WORDS * d)


if __name__ == "__main__":
    main()
