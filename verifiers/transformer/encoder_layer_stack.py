"""Layers stack, and each has weights of its own.

A layer takes tokens (n, d) and gives tokens (n, d). So the output of one is the input of the next, and a
stack of N layers is nothing but a loop. The layers are alike in shape only: N of them hold N times as many
weights.

torch.nn.TransformerEncoder builds its stack from copies of one layer. The copies are independent, but start
from the same numbers; torch.nn.Transformer draws every matrix anew.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

LAYERS = Knob(3, [2, 3, 5], "layers in the stack")
D, HEADS, D_FF = 12, 4, 20  # width of a token, heads, width of the hidden layer
BATCH, N = 2, 7
OPS = 24 * D  # a layer: six products in a row, a softmax and two norms


def encoder(layers):
    """torch's own stack, without dropout."""
    return nn.TransformerEncoder(
        nn.TransformerEncoderLayer(D, HEADS, D_FF, dropout=0, batch_first=True), layers
    )


def compare(rng, layers, taken):
    """The layers with the numbers `taken`, one after the other, against torch's stack."""
    stack = encoder(layers).requires_grad_(False)
    for parameter in stack.parameters():
        parameter.copy_(0.5 * torch.randn(parameter.shape, generator=rng))
    x = 1.5 * torch.randn(BATCH, N, D, generator=rng)
    want = stack(x)
    for number in taken:
        x = stack.layers[number](x)  # (B, n, d) again
    return exact(x, want, ops=OPS * layers)


def check_a_stack_is_a_loop(rng, layers=LAYERS):
    """The encoder is its layers one after the other; each takes (n, d) and gives (n, d)."""
    return compare(rng, layers, range(layers))


@guards(check_a_stack_is_a_loop)
def control_first_layer_again_and_again(rng, layers=LAYERS):
    """The first layer as often as there are layers is another function: they do not share weights."""
    return compare(rng, layers, [0] * layers)


def weights(stack):
    """How many numbers the stack holds, shared ones counted once."""
    return sum(parameter.numel() for parameter in stack.parameters())


def check_n_layers_hold_n_times_the_weights(rng, layers=LAYERS):
    """N layers hold N times as many parameters as one."""
    return exact(weights(encoder(layers)), layers * weights(encoder(1)))


@guards(check_n_layers_hold_n_times_the_weights)
def control_one_layer_used_n_times(rng, layers=LAYERS):
    """One layer that stands N times in the stack holds its parameters once."""
    stack = encoder(1)
    stack.layers.extend([stack.layers[0]] * (layers - 1))
    return exact(weights(stack), layers * weights(encoder(1)))


def same_start(stack):
    """For each matrix of the later layers: is it equal to the first layer's? 4 booleans a layer."""
    first, *later = [[p for p in layer.parameters() if p.dim() == 2] for layer in stack.layers]
    return torch.tensor([torch.equal(p, q) for other in later for p, q in zip(first, other, strict=True)])


def check_torch_starts_all_layers_alike(rng, layers=LAYERS):
    """Fresh from torch.nn.TransformerEncoder, all layers have the first one's matrices."""
    return exact(same_start(encoder(layers)), torch.ones(4 * (layers - 1), dtype=torch.bool))


@guards(check_torch_starts_all_layers_alike)
def control_whole_transformer(rng, layers=LAYERS):
    """torch.nn.Transformer draws every matrix of its stacks anew."""
    stack = nn.Transformer(D, HEADS, layers, 1, D_FF, batch_first=True).encoder
    return exact(same_start(stack), torch.ones(4 * (layers - 1), dtype=torch.bool))


if __name__ == "__main__":
    main()
