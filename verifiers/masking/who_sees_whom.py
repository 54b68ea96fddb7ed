"""Three kinds of attention in torch's own layers, told apart by who depends on whom.

    encoder layer     self-attention, no mask                     ∂out/∂x         dense, n×n
    decoder layer     causal self-attention                       ∂out/∂target    lower triangle, m×m
                      and cross-attention to the memory           ∂out/∂memory    dense, m×n

The causal mask is not part of the layer: it is handed over as `tgt_mask`. Forget it, and torch's decoder
layer sees the future without a word. Give the encoder that mask, and it becomes as blind as the decoder: the
pattern belongs to the mask, not to a half of the model. So a "decoder-only" model is a stack of
encoder layers under a causal mask.

The second attention costs the decoder 4(d² + d) more parameters, for W_Q, W_K, W_V, W_O and their biases, and
2d for one more LayerNorm.
"""

import torch
from torch.autograd.functional import jacobian
from torch.nn import MultiheadAttention, TransformerDecoderLayer, TransformerEncoderLayer

from quiz.lab import Knob, exact, guards, main

TARGET = Knob(4, [3, 4, 8], "target tokens m")
SOURCE = Knob(6, [5, 6, 9], "source tokens n")
D_MODEL = Knob(64, [8, 64, 512], "width of the model")
D, SMALL = 4, {"nhead": 2, "dim_feedforward": 7, "dropout": 0.0, "batch_first": True}


def triangle(m, n):
    """True where position i may look at position j ≤ i, (m, n)."""
    return torch.ones(m, n, dtype=torch.bool).tril()


def dense(m, n):
    """True everywhere, (m, n)."""
    return torch.ones(m, n, dtype=torch.bool)


def encoder_sees(rng, source, mask):
    """Which inputs each output of torch's encoder layer depends on, under `mask`: (n, d, n, d)."""
    layer = TransformerEncoderLayer(D, **SMALL)
    x = torch.randn(source, D, generator=rng)
    return jacobian(lambda x: layer(x[None], src_mask=~mask(source, source))[0], x) != 0


def decoder_sees(rng, target, source, of, *, mask=triangle, memory_mask=dense):
    """Which targets (of = 0) or memory rows (of = 1) each output of torch's decoder layer depends on."""
    layer = TransformerDecoderLayer(D, **SMALL)
    x, memory = torch.randn(target, D, generator=rng), torch.randn(source, D, generator=rng)
    masks = {"tgt_mask": ~mask(target, target), "memory_mask": ~memory_mask(target, source)}
    return jacobian(lambda x, memory: layer(x[None], memory[None], **masks)[0], (x, memory))[of] != 0


def pattern(seen, predicted):
    """Dependence (m, d, n, d), entry by entry, against the predicted pattern (m, n)."""
    evidence = exact(seen, predicted[:, None, :, None].expand_as(seen))
    return evidence.heat(seen[:, 0, :, 0], "depends", x="input", y="output")


def check_encoder_is_dense(rng, source=SOURCE):
    """In the encoder layer every output depends on every source token."""
    return pattern(encoder_sees(rng, source, dense), dense(source, source))


@guards(check_encoder_is_dense)
def control_encoder_with_causal_mask(rng, source=SOURCE):
    """Given the decoder's mask, the encoder layer does not."""
    return pattern(encoder_sees(rng, source, triangle), dense(source, source))


def check_encoder_layer_with_mask_is_causal(rng, source=SOURCE):
    """An encoder layer under a causal mask has the decoder's triangle: the mask makes the difference."""
    return pattern(encoder_sees(rng, source, triangle), triangle(source, source))


@guards(check_encoder_layer_with_mask_is_causal)
def control_encoder_without_mask(rng, source=SOURCE):
    """Without the mask it has not."""
    return pattern(encoder_sees(rng, source, dense), triangle(source, source))


def check_decoder_is_triangular(rng, target=TARGET, source=SOURCE):
    """In the decoder layer output i depends on the targets up to i, and on none after it."""
    return pattern(decoder_sees(rng, target, source, 0), triangle(target, target))


@guards(check_decoder_is_triangular)
def control_decoder_without_mask(rng, target=TARGET, source=SOURCE):
    """torch's decoder layer without tgt_mask sees the future."""
    return pattern(decoder_sees(rng, target, source, 0, mask=dense), triangle(target, target))


def check_cross_attention_is_dense(rng, target=TARGET, source=SOURCE):
    """Every output of the decoder layer depends on every row of the memory: an m×n rectangle, no mask."""
    return pattern(decoder_sees(rng, target, source, 1), dense(target, source))


@guards(check_cross_attention_is_dense)
def control_cross_attention_with_causal_mask(rng, target=TARGET, source=SOURCE):
    """A causal mask on the memory would hide the end of the source from the first targets."""
    return pattern(decoder_sees(rng, target, source, 1, memory_mask=triangle), dense(target, source))


def attentions(rng, layer):
    """How many attention modules `layer` has, against two."""
    return exact(sum(isinstance(part, MultiheadAttention) for part in layer(D, **SMALL).modules()), 2)


def check_decoder_has_two_attentions(rng):
    """A decoder layer has two attentions: masked self-attention and cross-attention."""
    return attentions(rng, TransformerDecoderLayer)


@guards(check_decoder_has_two_attentions)
def control_encoder_has_one(rng):
    """An encoder layer has one."""
    return attentions(rng, TransformerEncoderLayer)


def more_parameters(rng, d_model, layer):
    """Parameters that `layer` has more than torch's encoder layer, against 4d² + 6d."""
    size, base = (
        sum(p.numel() for p in kind(d_model, 2, 7).parameters()) for kind in (layer, TransformerEncoderLayer)
    )
    return exact(size - base, 4 * d_model**2 + 6 * d_model)


def check_cross_attention_costs_4d2(rng, d_model=D_MODEL):
    """A decoder layer has 4d² + 6d more parameters than an encoder layer: cross-attention and a LayerNorm."""
    return more_parameters(rng, d_model, TransformerDecoderLayer)


@guards(check_cross_attention_costs_4d2)
def control_another_encoder_layer(rng, d_model=D_MODEL):
    """Another encoder layer has no more."""
    return more_parameters(rng, d_model, TransformerEncoderLayer)


if __name__ == "__main__":
    main()
