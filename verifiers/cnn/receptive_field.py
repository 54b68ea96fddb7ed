"""How much of the input one unit sees, and why deeper units see more.

A kernel of width k looks at k neighbours, and each of them at k neighbours below it. From layer to layer the
field grows by (k − 1) steps; a step is as long as the dilation d of the layer times all strides s below it:

    r = 1 + Σ_l (k_l − 1)·d_l·Π_{i<l} s_i

    stride 1, no dilation       r = 1 + L(k − 1)            linear in depth
    constant dilation d         r = 1 + L(k − 1)d           linear still
    d = 1, 2, 4, …              r = 1 + (k − 1)(2ᴸ − 1)     exponential; stride 2 in each layer gives the same

So three layers of 3 × 3 see 7 × 7, with 27C² weights where one layer of 7 × 7 needs 49C².

That a unit sees a pixel does not mean that it minds it much: see `effective_field.py`.
"""

import math

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

DEPTH = Knob(5, [3, 4, 5], "layers")
KERNEL = Knob(3, [3, 5], "width of the kernels")
INPUTS = 400  # more than any field here


def field(rng, stack):
    """How far the first output looks, from the first input on; `stack` holds (k, s, d) of each layer."""
    x = torch.randn(1, 1, INPUTS, generator=rng).requires_grad_()
    y = x
    for k, s, d in stack:
        y = functional.conv1d(y, 1 + torch.rand(1, 1, k, generator=rng), stride=s, dilation=d)
    y[0, 0, 0].backward()
    return int(x.grad.flatten().nonzero().max()) + 1


def mixed(rng, kernel):
    """Fields of three stacks that mix kernels, strides and dilations, against the formula."""
    stacks = (
        ((3, 2, 1), (5, 1, 2), (2, 3, 1), (4, 1, 3)),
        ((5, 3, 2), (3, 1, 1), (7, 2, 1)),
        ((2, 1, 1), (2, 2, 4), (6, 1, 2), (3, 1, 1)),
    )
    predicted = [
        1 + sum((k - 1) * d * math.prod(s for _, s, _ in stack[:i]) for i, (k, _, d) in enumerate(stack))
        for stack in stacks
    ]
    return exact([field(rng, [(kernel(k), s, d) for k, s, d in stack]) for stack in stacks], predicted)


def check_the_formula(rng):
    """The field is 1 + Σ (k_l − 1)·d_l·Π_{i<l} s_i, for stacks that mix kernels, strides and dilations."""
    return mixed(rng, lambda k: k)


@guards(check_the_formula)
def control_kernel_one(rng):
    """With kernels of width 1 it never grows."""
    return mixed(rng, lambda k: 1)


def check_linear_in_depth(rng, depth=DEPTH, kernel=KERNEL):
    """At stride 1, L layers of width k see 1 + L(k − 1)."""
    return exact(field(rng, [(kernel, 1, 1)] * depth), 1 + depth * (kernel - 1))


@guards(check_linear_in_depth)
def control_one_layer_less(rng, depth=DEPTH, kernel=KERNEL):
    """One layer less sees less."""
    return exact(field(rng, [(kernel, 1, 1)] * (depth - 1)), 1 + depth * (kernel - 1))


def check_growing_dilation(rng, depth=DEPTH, kernel=KERNEL):
    """With dilations 1, 2, 4, … L layers see 1 + (k − 1)(2ᴸ − 1)."""
    return exact(field(rng, [(kernel, 1, 2**i) for i in range(depth)]), 1 + (kernel - 1) * (2**depth - 1))


@guards(check_growing_dilation)
def control_growth_at_constant_dilation(rng, depth=DEPTH, kernel=KERNEL):
    """With dilation 2 in every layer they do not."""
    return exact(field(rng, [(kernel, 1, 2)] * depth), 1 + (kernel - 1) * (2**depth - 1))


def check_constant_dilation_stays_linear(rng, depth=DEPTH, kernel=KERNEL):
    """With dilation 2 in every layer L layers see 1 + 2L(k − 1)."""
    return exact(field(rng, [(kernel, 1, 2)] * depth), 1 + 2 * depth * (kernel - 1))


@guards(check_constant_dilation_stays_linear)
def control_doubling_dilation(rng, depth=DEPTH, kernel=KERNEL):
    """With dilations 1, 2, 4, … they see another stretch."""
    stack = [(kernel, 1, 2**i) for i in range(depth)]
    return exact(field(rng, stack), 1 + 2 * depth * (kernel - 1))


def check_stride_two(rng, depth=DEPTH, kernel=KERNEL):
    """With stride 2 in every layer L layers see 1 + (k − 1)(2ᴸ − 1)."""
    return exact(field(rng, [(kernel, 2, 1)] * depth), 1 + (kernel - 1) * (2**depth - 1))


@guards(check_stride_two)
def control_stride_one(rng, depth=DEPTH, kernel=KERNEL):
    """With stride 1 they do not."""
    return exact(field(rng, [(kernel, 1, 1)] * depth), 1 + (kernel - 1) * (2**depth - 1))


def field_and_weights(rng, kernels, channels):
    """The field of a stack, and the weights of its 2-D layers, against 7 and 27C²."""
    layers = [nn.Conv2d(channels, channels, k) for k in kernels]
    weights = sum(layer.weight.numel() for layer in layers)
    return exact([field(rng, [(k, 1, 1) for k in kernels]), weights], [7, 27 * channels**2])


def check_three_small_for_one_large(rng):
    """Three layers of 3 × 3 see 7 × 7 with 27C² weights."""
    return field_and_weights(rng, (3, 3, 3), 5)


@guards(check_three_small_for_one_large)
def control_one_large(rng):
    """One layer of 7 × 7 sees as much with 49C²."""
    return field_and_weights(rng, (7,), 5)


if __name__ == "__main__":
    main()
