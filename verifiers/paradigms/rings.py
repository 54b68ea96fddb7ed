"""How deep learning relates to machine learning: the same fitting to examples, features included.

Three models see examples of two noisy rings, and are fitted by the same gradient descent:

    a line on x and y               no line tells rings apart (`tangent.py`)
    a line on x² and y²             features made by somebody who knew: classical machine learning
    one hidden layer on x and y     makes its own features: deep learning, if there are several such layers

So deep learning is a part of machine learning, not its opposite: the last model is a line, too, on features
that were fitted along with it. Where a line on the raw input is the best there is, the hidden layer gains
nothing.
"""

import math
from itertools import pairwise

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from quiz.lab import Knob, guards, main, once, trained

NOISE = Knob(0.25, [0.2, 0.25, 0.3], "deviation of the radius; the rings are 1 apart")
RUNS, BATCH, STEPS, RATE, HELD_OUT = 30, 48, 120, 0.15, 500


def raw(x):
    """The two coordinates as they are."""
    return x


def squares(x):
    """The feature that somebody who knows about rings would make."""
    return x**2


def rings(rng, noise, count):
    """Points (R, count, 2) on noisy rings of radius 1 and 2, and a label 1 on the outer one."""
    label = torch.randint(2, (RUNS, count), generator=rng, dtype=torch.float32)
    way = 2 * math.pi * torch.rand(RUNS, count, generator=rng, dtype=torch.float32)
    size = 1 + label + noise * torch.randn(RUNS, count, generator=rng, dtype=torch.float32)
    return size[..., None] * torch.stack([way.cos(), way.sin()], -1), label


def halves(rng, noise, count):
    """Points (R, count, 2) in the plane, and whether x plus noise is positive."""
    x = 1.5 * torch.randn(RUNS, count, 2, generator=rng, dtype=torch.float32)
    off = torch.randn(RUNS, count, generator=rng, dtype=torch.float32)
    return x, (x[..., 0] + noise * off > 0).float()


def logits(layers, x):
    """From inputs (R, B, …): a weighted sum and a bias in each layer, ReLUs between two."""
    for number, (weight, bias) in enumerate(layers):
        x = (x.relu() if number else x) @ weight + bias
    return x.squeeze(-1)


@once
def accuracies(rng, noise, task, features, widths):
    """Accuracy on fresh points of each of RUNS models with layers of these widths, (R,)."""
    layers = [
        [
            w.float().requires_grad_()
            for w in (torch.randn(RUNS, m, n, generator=rng), torch.zeros(RUNS, 1, n))
        ]
        for m, n in pairwise(widths)
    ]
    flat = [w for layer in layers for w in layer]
    moves = [torch.zeros_like(w) for w in flat]
    for _ in range(STEPS):
        x, label = task(rng, noise, BATCH)
        loss = binary_cross_entropy_with_logits(logits(layers, features(x)), label, reduction="none").mean(1)
        for w, move, slope in zip(flat, moves, torch.autograd.grad(loss.sum(), flat), strict=True):
            w.data.sub_(RATE * move.mul_(0.9).add_(slope))  # gradient descent with momentum
    x, label = task(rng, noise, HELD_OUT)
    return (logits(layers, features(x)).detach().gt(0) == label).double().mean(1)


LINE, NETWORK = (2, 1), (2, 16, 1)


def check_a_line_fails_on_rings(rng, noise=NOISE):
    """A linear model of the raw coordinates stays below 0.7 on two rings."""
    return trained(accuracies(rng, noise, rings, raw, LINE), at_most=0.7)


@guards(check_a_line_fails_on_rings)
def control_network_on_rings(rng, noise=NOISE):
    """A network does not."""
    return trained(accuracies(rng, noise, rings, raw, NETWORK), at_most=0.7)


def check_made_features_mend_it(rng, noise=NOISE):
    """With the squares of the coordinates as features the linear model is above 0.9."""
    return trained(accuracies(rng, noise, rings, squares, LINE), at_least=0.9)


def check_a_network_finds_features(rng, noise=NOISE):
    """From the raw coordinates a network with one hidden layer of 16 gets above 0.9."""
    return trained(accuracies(rng, noise, rings, raw, NETWORK), at_least=0.9)


@guards(check_made_features_mend_it, check_a_network_finds_features)
def control_line_on_raw_coordinates(rng, noise=NOISE):
    """A linear model of the raw coordinates does not."""
    return trained(accuracies(rng, noise, rings, raw, LINE), at_least=0.9)


def gain(rng, noise, task):
    """What the hidden layer adds to the accuracy, against at most 0.05."""
    deep, shallow = (accuracies(rng, noise, task, raw, widths) for widths in (NETWORK, LINE))
    return trained(deep - shallow, at_least=-0.05, at_most=0.05)


def check_depth_gains_nothing_on_a_line(rng, noise=NOISE):
    """Where the best border is a line, the hidden layer adds less than 0.05 to the accuracy."""
    return gain(rng, noise, halves)


@guards(check_depth_gains_nothing_on_a_line)
def control_depth_on_rings(rng, noise=NOISE):
    """On rings it adds much more."""
    return gain(rng, noise, rings)


if __name__ == "__main__":
    main()
