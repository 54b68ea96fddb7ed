"""A framework is a tool, the Transformer a design: the same weights give the same output anywhere.

Torch's encoder layer on one side; on the other the same layer in NumPy, written from the formulas:

    A = softmax(QKᵀ/√d_head + mask),    y = LN(x + [A₁V₁ … A_hV_h]·W_O),    out = LN(y + W₂·relu(W₁y))

No framework is needed for it, and any will do. What differs from one to the next are conventions, and when
weights are carried over each of them shows at once:

    epsilon    torch's LayerNorm divides by √(var + 1e-5), Keras's by √(var + 1e-3)
    mask       a boolean mask in torch's layer says "hidden" with True, in Keras "visible"
    layout     torch keeps a weight as (out, in), Keras as (in, out)
"""

import math

import numpy
import torch
from torch.nn import TransformerEncoderLayer

from quiz.lab import Knob, exact, guards, main

EPSILON = Knob(0.001, [0.00001, 0.001, 0.01], "what LayerNorm adds to the variance")
N, D, HEADS, HIDDEN = 5, 8, 2, 11
PADDING = 2  # tokens at the end that are hidden as keys


def as_it_is(weight):
    """The layout of torch, (out, in)."""
    return weight


def layer_norm(x, weight, bias, eps):
    """Each row to mean 0 and variance 1, then scaled and shifted."""
    centred = x - x.mean(-1, keepdims=True)
    return centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + eps) * weight + bias


def in_numpy(x, w, hidden, *, eps=1e-5, layout=as_it_is):
    """The encoder layer, (n, d) to (n, d), with torch's parameters w by name and hidden keys, (n,)."""
    qkv = x @ w["self_attn.in_proj_weight"].T + w["self_attn.in_proj_bias"]
    heads = []
    for q, k, v in zip(*(numpy.split(part, HEADS, -1) for part in numpy.split(qkv, 3, -1)), strict=True):
        scores = q @ k.T / numpy.sqrt(D / HEADS)
        weights = numpy.exp(numpy.where(hidden, -numpy.inf, scores))  # (n, n)
        heads.append(weights / weights.sum(-1, keepdims=True) @ v)
    mixed = (
        numpy.concatenate(heads, -1) @ layout(w["self_attn.out_proj.weight"]).T + w["self_attn.out_proj.bias"]
    )
    y = layer_norm(x + mixed, w["norm1.weight"], w["norm1.bias"], eps)
    inner = numpy.maximum(y @ w["linear1.weight"].T + w["linear1.bias"], 0)
    out = y + inner @ w["linear2.weight"].T + w["linear2.bias"]
    return layer_norm(out, w["norm2.weight"], w["norm2.bias"], eps)


def agree(rng, *, flip=False, **conventions):
    """The layer in NumPy under some conventions, against torch's own, on the same weights."""
    layer = TransformerEncoderLayer(D, HEADS, HIDDEN, dropout=0.0, batch_first=True)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter, 0.3, 0.5)  # biases and norms too, so that each of them counts
    x = 1.5 * torch.randn(N, D, generator=rng)
    hidden = torch.arange(N) >= N - PADDING
    by_torch = layer(x[None], src_key_padding_mask=hidden[None])[0].detach()
    weights = {name: p.detach().numpy() for name, p in layer.named_parameters()}
    by_numpy = in_numpy(x.numpy(), weights, (~hidden if flip else hidden).numpy(), **conventions)
    return exact(torch.from_numpy(by_numpy), by_torch, ops=40 * D, scale=20.0)


def check_numpy_and_torch_agree(rng):
    """The same weights give the same output in NumPy and in torch, to rounding."""
    return agree(rng)


@guards(check_numpy_and_torch_agree)
def control_another_epsilon(rng):
    """With Keras's epsilon of 1e-3 in LayerNorm they do not."""
    return agree(rng, eps=1e-3)


@guards(check_numpy_and_torch_agree)
def control_the_mask_turned_round(rng):
    """With True for "visible" in the mask they do not."""
    return agree(rng, flip=True)


@guards(check_numpy_and_torch_agree)
def control_weight_not_transposed(rng):
    """With one square weight in the other layout, where no shape complains, they do not."""
    return agree(rng, layout=numpy.transpose)


def width(variance, epsilon, used):
    """Deviation that torch's LayerNorm with epsilon `used` gives a token, against √(v/(v + ε))."""
    token = torch.tensor([1.0, -1.0, 1.0, -1.0]) * math.sqrt(variance)
    normal = torch.nn.functional.layer_norm(token, [4], eps=used)
    return exact(normal.square().mean().sqrt(), math.sqrt(variance / (variance + epsilon)), ops=20)


def check_epsilon_shrinks_quiet_tokens(rng, epsilon=EPSILON):
    """LayerNorm gives a token of variance v = 0.0005 the deviation √(v/(v + ε)): 0.58 for Keras's ε."""
    return width(0.0005, epsilon, epsilon)


@guards(check_epsilon_shrinks_quiet_tokens)
def control_half_the_epsilon(rng, epsilon=EPSILON):
    """With another epsilon it comes out with another."""
    return width(0.0005, epsilon, epsilon / 2)


if __name__ == "__main__":
    main()
