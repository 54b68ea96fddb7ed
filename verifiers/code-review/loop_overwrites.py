"""Code review: a loop that overwrites its result.

    for _ in range(num_layers):
        output = layer(x)          x, and not output

Every pass starts from the same x, and the last one wins. For a linear layer A:

    as written      xA, whatever num_layers
    chained         xAᴸ

Given a list of layers, the loop keeps the last one's output and throws the others' away: L − 1 of the L
layers are on no path to the loss and get no gradient. They still cost their forward pass.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

LAYERS = Knob(12, [2, 4, 12], "number of layers")
N, D = 5, 3


def encode(x, layer, num_layers):
    output = x
    for _ in range(num_layers):
        output = layer(x)
    return output


def encode_by_each(x, layers):
    for layer in layers:
        output = layer(x)
    return output


def chained(x, layer, num_layers):
    output = x
    for _ in range(num_layers):
        output = layer(output)
    return output


def chained_by_each(x, layers):
    output = x
    for layer in layers:
        output = layer(output)
    return output


def powers(rng, program, layers, power):
    """Output for a linear layer A, (n, d), against x·A^power."""
    x = 1.5 * torch.randn(N, D, generator=rng)
    matrix = torch.linalg.qr(torch.randn(D, D, generator=rng)).Q  # a rotation, so that powers stay in scale
    want = x @ torch.linalg.matrix_power(matrix, power)
    return exact(program(x, lambda y: y @ matrix, layers), want, ops=2 * D * layers, scale=10)


def check_one_application_whatever_the_number(rng, layers=LAYERS):
    """For a linear layer A the loop gives xA, and not xAᴸ, for every number of layers L."""
    return powers(rng, encode, layers, power=1)


@guards(check_one_application_whatever_the_number)
def control_chained_is_not_one(rng, layers=LAYERS):
    """Chained it is not xA."""
    return powers(rng, chained, layers, power=1)


def check_chained_is_a_power(rng, layers=LAYERS):
    """Chained, the shared layer gives xAᴸ."""
    return powers(rng, chained, layers, power=layers)


@guards(check_chained_is_a_power)
def control_loop_is_no_power(rng, layers=LAYERS):
    """The loop that overwrites does not."""
    return powers(rng, encode, layers, power=layers)


def at_all_depths(rng, program):
    """Whether 1, 2, … 6 passes through a Transformer layer give the same, to the last bit."""
    x = 1.5 * torch.randn(N, 1, 4, generator=rng)  # (n, batch, d)
    layer = nn.TransformerEncoderLayer(4, 2, 7, 0.0)
    once = layer(x)
    return exact([program(x, layer, depth).equal(once) for depth in range(1, 7)], [True] * 6)


def check_depth_changes_nothing(rng):
    """With a real Transformer layer the output is the same for 1 to 6 passes, to the last bit."""
    return at_all_depths(rng, encode)


@guards(check_depth_changes_nothing)
def control_chained_depth_counts(rng):
    """Chained it is not."""
    return at_all_depths(rng, chained)


def gradients(rng, program, layers):
    """The weights of a list of layers, and the gradient of each, None where there is no path to the loss."""
    stack = [nn.Linear(D, D) for _ in range(layers)]
    x = 1.5 * torch.randn(N, D, generator=rng)
    weights = [layer.weight for layer in stack]
    return torch.autograd.grad(program(x, stack).sum(), weights, allow_unused=True)


def silent(rng, program, layers):
    """Which layers have no gradient, against all but the last."""
    found = [gradient is None for gradient in gradients(rng, program, layers)]
    return exact(found, [index < layers - 1 for index in range(layers)])


def check_only_the_last_learns(rng, layers=LAYERS):
    """Given a list of layers, the loop leaves the gradient of all but the last None."""
    return silent(rng, encode_by_each, layers)


@guards(check_only_the_last_learns)
def control_chained_all_learn(rng, layers=LAYERS):
    """Chained, none is None."""
    return silent(rng, chained_by_each, layers)


def share(rng, program, layers, predicted):
    """The share of the layers that get no gradient, against `predicted`."""
    found = [gradient is None for gradient in gradients(rng, program, layers)]
    return exact(sum(found) / len(found), predicted, ops=2, scale=1)


def check_share_without_gradient(rng, layers=LAYERS):
    """(L − 1)/L of the layers get no gradient."""
    return share(rng, encode_by_each, layers, predicted=(layers - 1) / layers)


@guards(check_share_without_gradient)
def control_share_when_chained(rng, layers=LAYERS):
    """Chained, that is not so."""
    return share(rng, chained_by_each, layers, predicted=(layers - 1) / layers)


def check_chained_reaches_all(rng, layers=LAYERS):
    """Chained, the share of the layers without a gradient is 0."""
    return share(rng, chained_by_each, layers, predicted=0)


@guards(check_chained_reaches_all)
def control_loop_reaches_one(rng, layers=LAYERS):
    """In the loop that overwrites it is not."""
    return share(rng, encode_by_each, layers, predicted=0)


if __name__ == "__main__":
    main()
