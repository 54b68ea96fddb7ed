"""A whole Transformer, written out and held against torch.nn.Transformer.

    encoder layer    x ← N(x + attend(x, x))    every source token reads all source tokens
                     x ← N(x + feed(x))         each token alone: W₂·max(0, W₁x + b₁) + b₂
    decoder layer    y ← N(y + attend(y, y))    target tokens read themselves and earlier ones
                     y ← N(y + attend(y, x))    queries from the target, keys and values from the source
                     y ← N(y + feed(y))

N is LayerNorm. The source passes through all layers of the encoder, and every layer of the decoder reads what
comes out at the top. Each layer has weights of its own. torch ends each stack with one more LayerNorm, which
the paper does not have.

An oracle only sees what is not neutral. torch starts biases at 0 and gains at 1, so that leaving them out
would go unnoticed: all parameters are drawn afresh here. Set any of them to 0 and the output moves, except
for the key biases: they add q·b_k to all scores of a query alike, and a softmax does not see that.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 4, 6], "number of heads")
LAYERS = Knob(2, [1, 2, 3], "layers of the encoder")
DECODER = 3  # layers of the decoder
D, D_FF = 12, 20  # width of a token, width of the hidden layer
BATCH, SOURCE, TARGET = 2, 7, 5
OPS = 12 * D * 15  # 15 sublayers at most, each with a few products in a row and a norm


def model(rng, *, heads, encoder, decoder):
    """torch's own Transformer with so many layers, every parameter random."""
    module = nn.Transformer(D, heads, encoder, decoder, D_FF, dropout=0, batch_first=True)
    for parameter in module.requires_grad_(False).parameters():
        parameter.copy_(0.5 * torch.randn(parameter.shape, generator=rng))
    return module


def attend(module, x, y, hidden):
    """Multi-head attention: x (B, n, d) reads y (B, m, d), except where `hidden` (n, m) is true."""
    weights, biases = module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3)
    projected = (z @ w.T + b for z, w, b in zip((x, y, y), weights, biases, strict=True))
    q, k, v = (z.unflatten(-1, (module.num_heads, -1)).transpose(1, 2) for z in projected)  # (B, h, ·, s)
    scores = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(hidden, -torch.inf)  # (B, h, n, m)
    joined = (scores.softmax(-1) @ v).transpose(1, 2).flatten(-2)  # (B, n, d)
    return joined @ module.out_proj.weight.T + module.out_proj.bias


def feed(layer, x):
    """The feed-forward network, at each position alone: (B, n, d) to (B, n, d_ff) and back."""
    hidden = (x @ layer.linear1.weight.T + layer.linear1.bias).clamp(min=0)
    return hidden @ layer.linear2.weight.T + layer.linear2.bias


def normalise(norm, x):
    """LayerNorm: each token to mean 0 and variance 1, then times the gain, plus the bias."""
    centred = x - x.mean(-1, keepdim=True)
    return norm.weight * centred / (centred.square().mean(-1, keepdim=True) + norm.eps).sqrt() + norm.bias


def by_hand(module, source, target, add=torch.add, causal=True, cross=attend, last=normalise, each=list):
    """Source (B, m, d) and target (B, n, d) to (B, n, d). A control replaces one of the parts that follow."""
    nothing = torch.tensor(False)
    later = torch.ones(TARGET, TARGET, dtype=torch.bool).triu(1) if causal else nothing  # (n, n)
    x, y = source, target
    for layer in each(module.encoder.layers):
        x = normalise(layer.norm1, add(x, attend(layer.self_attn, x, x, nothing)))
        x = normalise(layer.norm2, add(x, feed(layer, x)))
    x = last(module.encoder.norm, x)
    for layer in each(module.decoder.layers):
        y = normalise(layer.norm1, add(y, attend(layer.self_attn, y, y, later)))
        y = normalise(layer.norm2, add(y, cross(layer.multihead_attn, y, x, nothing)))
        y = normalise(layer.norm3, add(y, feed(layer, y)))
    return last(module.decoder.norm, y)


def draw(rng, **sizes):
    """A model, a source (B, m, d), a target (B, n, d), and torch's output for them (B, n, d)."""
    module = model(rng, **sizes)
    source = 1.5 * torch.randn(BATCH, SOURCE, D, generator=rng)
    target = 0.8 * torch.randn(BATCH, TARGET, D, generator=rng)
    mask = torch.full((TARGET, TARGET), -torch.inf).triu(1)
    return module, source, target, module(source, target, tgt_mask=mask)


def compare(rng, *, heads, layers, **parts):
    """Our output, perhaps with a part replaced, against torch's."""
    module, source, target, want = draw(rng, heads=heads, encoder=layers, decoder=DECODER)
    return exact(by_hand(module, source, target, **parts), want, ops=OPS)


def check_equals_torch(rng, heads=HEADS, layers=LAYERS):
    """The two stacks, written out, equal torch.nn.Transformer with the same (random) parameters."""
    return compare(rng, heads=heads, layers=layers)


@guards(check_equals_torch)
def control_no_residual(rng, heads=HEADS, layers=LAYERS):
    """Without the residual additions it is another function."""
    return compare(rng, heads=heads, layers=layers, add=lambda x, out: out)


@guards(check_equals_torch)
def control_no_cross_attention(rng, heads=HEADS, layers=LAYERS):
    """Without cross-attention it is another function."""
    return compare(rng, heads=heads, layers=layers, cross=lambda module, y, x, hidden: torch.zeros_like(y))


@guards(check_equals_torch)
def control_no_causal_mask(rng, heads=HEADS, layers=LAYERS):
    """Without the causal mask in the decoder it is another function."""
    return compare(rng, heads=heads, layers=layers, causal=False)


@guards(check_equals_torch)
def control_layers_share_weights(rng, heads=HEADS, layers=LAYERS):
    """With the weights of the first layer in all layers of a stack it is another function."""
    return compare(rng, heads=heads, layers=layers, each=lambda layers: [layers[0]] * len(layers))


@guards(check_equals_torch)
def control_no_final_norms(rng, heads=HEADS, layers=LAYERS):
    """As in the paper, without a LayerNorm behind each stack, it is not torch's function."""
    return compare(rng, heads=heads, layers=layers, last=lambda norm, x: x)


def felt(rng, heads, wanted):
    """For each wanted parameter: does our output leave torch's when it alone is set to 0? (count,)

    One layer in each stack: 16 + 26 parameters, and the 4 of the final norms.
    """
    module, source, target, want = draw(rng, heads=heads, encoder=1, decoder=1)
    seen = []
    for name, parameter in module.named_parameters():
        pieces = parameter.chunk(3) if "in_proj" in name else (parameter,)  # W_Q, W_K and W_V lie in one
        for piece, letter in zip(pieces, "qkv", strict=False):
            if wanted("in_proj_bias" in name and letter == "k"):
                kept = piece.clone()
                piece.zero_()
                seen.append(not torch.allclose(by_hand(module, source, target), want))
                piece.copy_(kept)
    return torch.tensor(seen)


def check_every_parameter_is_felt(rng, heads=HEADS):
    """Set any one weight or bias to 0, key biases aside, and the output is no longer torch's (43 cases)."""
    return exact(felt(rng, heads, lambda key_bias: not key_bias), torch.ones(43, dtype=torch.bool))


@guards(check_every_parameter_is_felt)
def control_key_biases(rng, heads=HEADS):
    """The key biases of the three attentions are not felt."""
    return exact(felt(rng, heads, lambda key_bias: key_bias), torch.ones(3, dtype=torch.bool))


if __name__ == "__main__":
    main()
