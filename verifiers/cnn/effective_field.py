"""Within its receptive field a unit does not mind all pixels alike.

Many paths lead from the middle of the field up to the unit, and only one from each end. Take a linear net
of L layers of width k with independent weights of mean 0. The squared gradient at the input, averaged over
nets, is then the distribution of a random walk of L steps, each even over the k taps:

    variance of a step     (k² − 1)/12                    2/3 for k = 3
    after L steps          L(k² − 1)/12                   variances of independent steps add
    shape                  a bell, by the central limit theorem

The field is 1 + L(k − 1) wide, so that it grows with L and the bell with √L only. For L = 12 and k = 3 the
field has 25 places, the bell a standard deviation of 2.8, and the middle 9 places hold 0.89 of it. Luo et al.
call it the effective receptive field (arXiv:1701.04128).
"""

import math

import torch
from torch.nn import functional

from quiz.lab import Knob, estimate, guards, main

LAYERS = Knob(12, [6, 9, 12], "layers of width 3")
RUNS, NETS, CHANNELS = 8, 12, 8  # replicates drawn at once, nets in each, and their width


def profiles(rng, kernels):
    """Squared gradient of an output over the input, mean over nets: (RUNS, places), each row of sum 1."""
    g = torch.zeros(RUNS, NETS, CHANNELS, 1, dtype=torch.float32)
    g[:, :, 0] = 1.0  # the output is channel 0, at one place
    for k in kernels:  # backwards through the layers, each of which adds k − 1 places
        taps = torch.randn(k, RUNS, NETS, CHANNELS, CHANNELS, generator=rng, dtype=torch.float32)
        g = sum(functional.pad(tap @ g, (i, k - 1 - i)) for i, tap in enumerate(taps))
    energy = torch.linalg.vector_norm(g.double(), dim=(1, 2)) ** 2  # (RUNS, places)
    return energy / energy.sum(1, keepdim=True)


def offsets(layers):
    """Distance of each place from the middle of the field: −L … L."""
    return torch.arange(-layers, layers + 1)


def bell(layers):
    """The normal density of variance 2L/3 at each place."""
    variance = 2 * layers / 3
    return (-(offsets(layers) ** 2) / (2 * variance)).exp() / math.sqrt(2 * math.pi * variance)


def variance(rng, layers, kernels):
    """Variance of the profile about the middle of the field, against 2L/3."""
    draw = lambda: (profiles(rng, kernels) * offsets(layers) ** 2).sum(1)  # noqa: E731
    evidence = estimate(draw, 2 * layers / 3, within="10%")
    shown = (offsets(layers), profiles(rng, kernels)[0])
    return evidence.plot(
        x="place", y="squared gradient", measured=shown, predicted=(offsets(layers), bell(layers))
    )


def check_it_spreads_with_the_root_of_depth(rng, layers=LAYERS):
    """For k = 3 the squared gradient has variance 2L/3 about the middle of the field."""
    return variance(rng, layers, [3] * layers)


@guards(check_it_spreads_with_the_root_of_depth)
def control_one_wide_layer(rng, layers=LAYERS):
    """One layer as wide as the whole field sees it evenly, with variance ((2L + 1)² − 1)/12."""
    return variance(rng, layers, [2 * layers + 1])


def middle_share(rng, layers, kernels):
    """Share of the squared gradient in the middle third, ±L/3, against that under a normal bell."""
    inside = offsets(layers).abs() <= layers // 3
    predicted = math.erf((layers // 3 + 1 / 2) / math.sqrt(2 * 2 * layers / 3))
    return estimate(lambda: (profiles(rng, kernels) * inside).sum(1), predicted, within="4%")


def check_the_middle_third_holds_most(rng, layers=LAYERS):
    """The middle third of the field holds what a normal bell of variance 2L/3 holds there."""
    return middle_share(rng, layers, [3] * layers)


@guards(check_the_middle_third_holds_most)
def control_an_even_field(rng, layers=LAYERS):
    """Of an even field it holds about a third."""
    return middle_share(rng, layers, [2 * layers + 1])


if __name__ == "__main__":
    main()
