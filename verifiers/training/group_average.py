"""Averaging over a group makes any predictor exactly invariant.

Let G be a group of transformations of the input, here the four quarter turns of an image, and f any network.

    f̄(x) = ¼·Σ_g f(g·x)        then f̄(h·x) = ¼·Σ_g f(g·h·x) = f̄(x)

because g·h runs over the group as g does. It has to be the whole group: an average over 0 and 90 degrees is
not invariant. This is test-time augmentation, and it costs four passes.

Training on all turned copies of each example gets the same for least squares: the loss is then the same for
w and for w turned, its minimum is unique, and so w itself is invariant. A network that is trained on random
turns has learnt it for the data that it saw, and only about.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

SIDE = Knob(6, [4, 6, 9], "pixels of an image's side")
IMAGES, HIDDEN, OUT, SAMPLES = 3, 8, 2, 100
QUARTERS = (0, 1, 2, 3)


def network(side):
    """A network with no symmetry at all."""
    return nn.Sequential(nn.Flatten(), nn.Linear(side**2, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, OUT))


def turned(x, quarters):
    """Images (…, side, side) turned by so many quarters."""
    return x.rot90(quarters, (-2, -1))


def averaged(f, x, turns):
    """The mean of f over turned copies of x."""
    return torch.stack([f(turned(x, quarters)) for quarters in turns]).mean(0)


def invariant(rng, side, turns):
    """Averaged outputs for turned images against those for the images as they are: (3, images, out)."""
    f, x = network(side), torch.randn(IMAGES, side, side, generator=rng)
    got = torch.stack([averaged(f, turned(x, quarters), turns) for quarters in (1, 2, 3)])
    return exact(got, averaged(f, x, turns).expand_as(got), ops=4 * side**2, scale=1.0)


def check_the_average_is_invariant(rng, side=SIDE):
    """The mean over all four turns is the same for every turn of the image."""
    return invariant(rng, side, QUARTERS)


@guards(check_the_average_is_invariant)
def control_half_of_the_group(rng, side=SIDE):
    """The mean over two of them is not."""
    return invariant(rng, side, QUARTERS[:2])


def same_average(rng, side, pick):
    """The mean over a choice of turns against the plain mean of the four outputs."""
    f, x = network(side), torch.randn(IMAGES, side, side, generator=rng)
    each = torch.stack([f(x), f(x.mT.flip(-1)), f(x.flip(-1, -2)), f(x.mT.flip(-2))])
    return exact(averaged(f, x, pick), each.sum(0) / 4, ops=4 * side**2, scale=1.0)


def check_it_is_the_mean_of_four_passes(rng, side=SIDE):
    """It is the mean of the outputs for the image upright, upside down and on either side."""
    return same_average(rng, side, QUARTERS)


@guards(check_it_is_the_mean_of_four_passes)
def control_one_pass(rng, side=SIDE):
    """One pass gives something else."""
    return same_average(rng, side, QUARTERS[:1])


def weights_turned(rng, side, turns):
    """The weights learnt from copies in these turns, turned themselves, against the weights."""
    x, y = torch.randn(SAMPLES, side, side, generator=rng), torch.randn(SAMPLES, generator=rng)
    copies = torch.cat([turned(x, quarters) for quarters in turns]).flatten(1)  # (4·samples, side²)
    w = torch.linalg.lstsq(copies, y.repeat(len(turns))[:, None]).solution.reshape(side, side)
    return exact(turned(w, 1), w, ops=100 * side**2, scale=1.0)


def check_augmented_least_squares_is_invariant(rng, side=SIDE):
    """Least squares on all four turns of each image learns weights that a turn leaves as they are."""
    return weights_turned(rng, side, QUARTERS)


@guards(check_augmented_least_squares_is_invariant)
def control_images_as_they_are(rng, side=SIDE):
    """On the images as they are it does not."""
    return weights_turned(rng, side, QUARTERS[:1])


if __name__ == "__main__":
    main()
