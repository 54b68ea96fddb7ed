"""Code review: layers that are listed and never called.

    return x, list(self.layers)

hands the caller modules where he expects tensors. The first output is the input itself; with one layer or a
hundred it is the same. And the layers look alive: they are registered, counted, saved and given to the
optimizer, 4d² + 4d numbers each. What gives them away is the backward pass:

    x ────────────────> out        no path from any parameter to the loss: every .grad is None
    x ─> layer ─> layer ─> out     a path through each

None is not 0: it says that autograd never met the parameter. A one-line test catches it, here and elsewhere:
after `loss.backward()` no parameter has `grad is None`.
"""

import torch
from torch import nn
from torch.nn.functional import multi_head_attention_forward

from quiz.lab import Knob, exact, guards, main

LAYERS = Knob(3, [1, 3, 6], "number of layers")
B, N, D, HEADS = 2, 5, 6, 3


class Encoder(nn.Module):
    """Layers of self-attention."""

    def __init__(self, width, heads, num_layers):
        super().__init__()
        self.layers = nn.ModuleList()
        for _ in range(num_layers):
            self.layers.append(nn.MultiheadAttention(width, heads))

    def forward(self, x):
        """The encoded (n, batch, width), and the outputs of the layers."""
        return x, list(self.layers)


class Mended(Encoder):
    """The same with every layer called."""

    def forward(self, x):
        """The encoded (n, batch, width), and the outputs of the layers."""
        outputs = []
        for layer in self.layers:
            x, _ = layer(x, x, x)
            outputs.append(x)
        return x, outputs


def draw(rng, model, layers):
    """A model with random weights and biases everywhere, and an input (n, batch, d)."""
    encoder = model(D, HEADS, layers)
    for parameter in encoder.parameters():
        parameter.data = 0.5 * torch.randn(parameter.shape, generator=rng)
    return encoder, 1.5 * torch.randn(N, B, D, generator=rng)


def returned(rng, model, layers):
    """The first output, (n, batch, d), against the input."""
    encoder, x = draw(rng, model, layers)
    return exact(encoder(x)[0], x)


def check_input_comes_back(rng, layers=LAYERS):
    """The encoder returns its input unchanged, for any number of layers."""
    return returned(rng, Encoder, layers)


@guards(check_input_comes_back)
def control_called_layers_change_it(rng, layers=LAYERS):
    """With the layers called it does not."""
    return returned(rng, Mended, layers)


def unreached(rng, model, layers, predicted):
    """Which parameters have no gradient (None) after a loss on the output, against `predicted`."""
    encoder, x = draw(rng, model, layers)
    loss = encoder(x.requires_grad_())[0].sum()
    found = torch.autograd.grad(loss, list(encoder.parameters()), allow_unused=True)
    return exact([gradient is None for gradient in found], [predicted] * 4 * layers)


def check_no_parameter_has_a_gradient(rng, layers=LAYERS):
    """The gradient of every parameter is None."""
    return unreached(rng, Encoder, layers, predicted=True)


@guards(check_no_parameter_has_a_gradient)
def control_called_layers_have_gradients(rng, layers=LAYERS):
    """With the layers called in turn it is not."""
    return unreached(rng, Mended, layers, predicted=True)


def check_called_in_turn_all_have_gradients(rng, layers=LAYERS):
    """With the layers called in turn every parameter has a gradient."""
    return unreached(rng, Mended, layers, predicted=False)


@guards(check_called_in_turn_all_have_gradients)
def control_listed_layers_have_none(rng, layers=LAYERS):
    """With the layers only listed they do not."""
    return unreached(rng, Encoder, layers, predicted=False)


def in_turn(rng, model, layers):
    """The output, (n, batch, d), against torch's function of attention, applied layer by layer."""
    encoder, x = draw(rng, model, layers)
    want = x
    for layer in encoder.layers:
        inner, outer = (layer.in_proj_weight, layer.in_proj_bias), layer.out_proj
        rest = (None, None, False, 0.0, outer.weight, outer.bias)
        want, _ = multi_head_attention_forward(want, want, want, D, HEADS, *inner, *rest)
    return exact(encoder(x)[0], want, ops=60 * layers, scale=10)


def check_mended_applies_each_in_turn(rng, layers=LAYERS):
    """The mended encoder feeds each layer what the one before gave."""
    return in_turn(rng, Mended, layers)


@guards(check_mended_applies_each_in_turn)
def control_listed_are_not_applied(rng, layers=LAYERS):
    """The faulty one does not."""
    return in_turn(rng, Encoder, layers)


def added(rng, model):
    """Whether the listed outputs can be used in a sum, against a TypeError."""
    encoder, x = draw(rng, model, 2)
    try:
        x + encoder(x)[1][-1]
    except TypeError:
        return exact(True, True)
    return exact(False, True)


def check_a_layer_is_no_tensor(rng):
    """Whoever adds one of the listed "outputs" to a tensor gets a TypeError: it is a module."""
    return added(rng, Encoder)


@guards(check_a_layer_is_no_tensor)
def control_outputs_are_tensors(rng):
    """The outputs of layers that were called are tensors."""
    return added(rng, Mended)


if __name__ == "__main__":
    main()
