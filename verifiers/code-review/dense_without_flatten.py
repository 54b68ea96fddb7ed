"""Code review: a dense layer on a feature map that was not flattened.

A linear layer works on the last axis and leaves all others alone. Channels last, a map (B, H, W, C) comes out
as (B, H, W, units): not one vector of class scores for an image, but one at each of the H·W positions, each
made from the C channels there and from nothing else. That is a 1×1 convolution.

    1×28×28  ─conv 3×3─>  5×26×26  ─pool 2─>  5×13×13  ─dense─>  13·13·10 = 1690 numbers, where 10 were meant

Two ways to mend it. Flatten first: then every position has weights of its own, (H·W·C + 1)·units in all, and
the image size is fixed. Or average over the positions: a linear layer commutes with an average, so it makes
no difference which comes first, the layer keeps its (C + 1)·units weights, and any image size fits.
"""

import torch
from torch.nn.functional import adaptive_avg_pool2d, conv2d, linear, max_pool2d

from quiz.lab import Knob, exact, guards, main

SIZE = Knob(28, [12, 20, 28], "height and width of the image, in pixels")
UNITS = Knob(10, [3, 10], "classes")
B, C = 2, 5


def classify(image, kernel, weight, bias):
    x = conv2d(image, kernel).relu()
    x = max_pool2d(x, 2).movedim(1, -1)  # channels last
    return linear(x, weight, bias)


def mended(image, kernel, weight, bias):
    x = conv2d(image, kernel).relu()
    x = max_pool2d(x, 2).movedim(1, -1)  # channels last
    return linear(x.flatten(1), weight, bias)


def draw(rng, *, size, units, positions=1):
    """An image (B, 1, H, W), 3×3 kernels, and a dense layer from C·`positions` numbers to `units`."""
    image = torch.rand(B, 1, size, size, generator=rng)
    kernel = torch.randn(C, 1, 3, 3, generator=rng)
    weight = 0.3 * torch.randn(units, C * positions, generator=rng)
    return image, kernel, weight, torch.randn(units, generator=rng)


def side(size):
    """Height and width of the map: a 3×3 convolution without padding, then pooling by 2."""
    return (size - 2) // 2


def numbers(rng, program, *, size, units, positions):
    """How many numbers come out for an image, against one vector of scores at each position."""
    out = program(*draw(rng, size=size, units=units, positions=positions))
    return exact(out.numel() / B, side(size) ** 2 * units)


def check_a_vector_at_each_position(rng, size=SIZE, units=UNITS):
    """Without flattening, an image of 28×28 pixels gives 13·13·10 = 1690 numbers for 10 classes."""
    return numbers(rng, classify, size=size, units=units, positions=1)


@guards(check_a_vector_at_each_position)
def control_flattened_gives_one(rng, size=SIZE, units=UNITS):
    """Flattened first, it gives the 10 that were meant."""
    return numbers(rng, mended, size=size, units=units, positions=side(size) ** 2)


def as_convolution(rng, *, size, units, neighbours):
    """The output, (B, H, W, units), against two convolutions; `neighbours` weighs the eight around."""
    image, kernel, weight, bias = draw(rng, size=size, units=units)
    pooled = max_pool2d(conv2d(image, kernel).relu(), 2)
    patch = neighbours * torch.ones(3, 3)
    patch[1, 1] = 1
    want = conv2d(pooled, weight[:, :, None, None] * patch, bias, padding=1)  # (B, units, H, W)
    return exact(classify(image, kernel, weight, bias), want.permute(0, 2, 3, 1), ops=100, scale=40)


def check_it_is_a_1x1_convolution(rng, size=SIZE, units=UNITS):
    """The dense layer on the map is a 1×1 convolution with the same weights."""
    return as_convolution(rng, size=size, units=units, neighbours=0)


@guards(check_it_is_a_1x1_convolution)
def control_with_neighbours(rng, size=SIZE, units=UNITS):
    """A 3×3 convolution, which also looks at the neighbours, is something else."""
    return as_convolution(rng, size=size, units=units, neighbours=0.1)


def touched(rng, size, program, positions):
    """Which outputs change with the first pixel, (…), against the first position alone, (H, W)."""
    image, kernel, *layer = draw(rng, size=size, units=3, positions=positions)
    kernel = kernel.abs()  # so that no relu hides a rise
    spot = image.clone()
    spot[:, :, 0, 0] += 9
    changed = program(spot, kernel, *layer).ne(program(image, kernel, *layer)).any(0).any(-1)
    first = torch.zeros(side(size), side(size), dtype=torch.bool)
    first[0, 0] = True
    return exact(changed.expand_as(first), first)  # a single vector of scores is every position's


def check_each_position_stands_alone(rng, size=SIZE):
    """A change of the first pixel reaches the scores of the first position and no others."""
    return touched(rng, size, classify, positions=1)


@guards(check_each_position_stands_alone)
def control_flattened_sees_the_image(rng, size=SIZE):
    """Flattened first, there is one vector of scores, and the pixel reaches it wherever it lies."""
    return touched(rng, size, mended, positions=side(size) ** 2)


def by_hand(rng, *, size, units, turned):
    """The mended scores, (B, units), against a sum over positions; `turned` swaps height and width."""
    image, kernel, weight, bias = draw(rng, size=size, units=units, positions=side(size) ** 2)
    pooled = max_pool2d(conv2d(image, kernel).relu(), 2)  # (B, C, H, W)
    pooled = pooled.mT if turned else pooled
    by_position = weight.unflatten(1, (side(size), side(size), C))  # (units, H, W, C)
    want = torch.einsum("bchw,uhwc->bu", pooled, by_position) + bias
    return exact(mended(image, kernel, weight, bias), want, ops=2 * C * side(size) ** 2, scale=100)


def check_flattened_has_weights_for_each_position(rng, size=SIZE, units=UNITS):
    """Flattened first, a score is one sum over positions and channels, each with a weight of its own."""
    return by_hand(rng, size=size, units=units, turned=False)


@guards(check_flattened_has_weights_for_each_position)
def control_turned_image(rng, size=SIZE, units=UNITS):
    """With height and width of the map swapped the score is another: the weights belong to positions."""
    return by_hand(rng, size=size, units=units, turned=True)


def averaged(rng, *, size, units, bent):
    """The scores averaged over positions, (B, units), against the scores of the averaged map."""
    image, kernel, weight, bias = draw(rng, size=size, units=units)
    pooled = max_pool2d(conv2d(image, kernel).relu(), 2)
    scores = bent(classify(image, kernel, weight, bias)).mean((1, 2))
    want = bent(linear(adaptive_avg_pool2d(pooled, 1).flatten(1), weight, bias))
    return exact(scores, want, ops=200 + side(size) ** 2, scale=40)


def check_average_before_or_after(rng, size=SIZE, units=UNITS):
    """Averaging the faulty scores over the positions gives what the layer makes of the averaged map."""
    return averaged(rng, size=size, units=units, bent=lambda scores: scores)


@guards(check_average_before_or_after)
def control_average_of_squares(rng, size=SIZE, units=UNITS):
    """With something that is not linear in between, here a square, it does not."""
    return averaged(rng, size=size, units=units, bent=torch.square)


if __name__ == "__main__":
    main()
