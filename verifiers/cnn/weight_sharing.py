"""A convolution layer is a fully connected layer with most weights 0 and the others tied.

Every output of a convolution is a weighted sum of inputs, so flatten both and there is a matrix M with
y = M x + b. With C channels of H × W pixels, O filters of k rows and l columns, and no padding,

    M[(o, u, v), (c, u + i, v + j)] = w[o, c, i, j],    all else 0        H' = H − k + 1,  W' = W − l + 1

    local   a row has C·k·l entries out of C·H·W
    tied    the entries are the same O·C·k·l numbers in every place

A fully connected layer of the same shape has (C·H·W + 1)·O·H'·W' parameters, the convolution O·(C·k·l + 1).
In between stands the locally connected layer, local but not tied: a kernel of its own for each place.

Since all places use the same kernel, its gradient is the sum of what each place's own copy would get.
"""

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

HEIGHT = Knob(7, [6, 7, 9], "rows of the image")
SIDE = Knob(12, [8, 12, 16], "rows and columns of the image whose parameters are counted")
FILTERS = Knob(4, [4, 8], "channels that come out")
WIDTH, IN, ROWS, COLUMNS, BATCH = 8, 3, 3, 2, 5


def kernels(rng, filters, places=(1, 1)):
    """A kernel for each of `places`, or one for all: (O, H', W', C, k, l) or (O, 1, 1, C, k, l)."""
    return torch.randn(filters, *places, IN, ROWS, COLUMNS, generator=rng)


def every_place(height):
    """Rows and columns of the output: a kernel for each is what an untied layer has."""
    return height - ROWS + 1, WIDTH - COLUMNS + 1


def connect(x, own):
    """Inner product of each window with the kernel of its place: (B, C, H, W) -> (B, O, H', W')."""
    windows = x.unfold(2, ROWS, 1).unfold(3, COLUMNS, 1)  # (B, C, H', W', k, l)
    return torch.einsum("bcuvij,ouvcij->bouv", windows, own)


def matrix(own, height):
    """M, read off the layer itself: one column for each pixel switched on alone, (O·H'·W', C·H·W)."""
    pixels = torch.eye(IN * height * WIDTH).view(-1, IN, height, WIDTH)
    return connect(pixels, own).flatten(1).T


def as_fully_connected(rng, height, own):
    """M as a fully connected layer, biases repeated, against conv2d with the kernel of the first place."""
    x, bias = torch.randn(BATCH, IN, height, WIDTH, generator=rng), torch.randn(len(own), generator=rng)
    convolved = functional.conv2d(x, own[:, 0, 0], bias)  # (B, O, H', W')
    m = matrix(own, height)
    connected = functional.linear(x.flatten(1), m, bias.repeat_interleave(m.shape[0] // len(own)))
    return exact(connected, convolved.flatten(1), ops=2 * m.shape[1]).heat(m[:30, :30], "a corner of M")


def check_it_is_a_fully_connected_layer(rng, height=HEIGHT, filters=FILTERS):
    """A fully connected layer with the matrix M gives what conv2d gives."""
    return as_fully_connected(rng, height, kernels(rng, filters))


@guards(check_it_is_a_fully_connected_layer)
def control_a_kernel_for_each_place(rng, height=HEIGHT, filters=FILTERS):
    """With a kernel of its own for each place it does not."""
    return as_fully_connected(rng, height, kernels(rng, filters, every_place(height)))


def check_a_row_is_local(rng, height=HEIGHT, filters=FILTERS):
    """Each output is wired to C·k·l pixels only."""
    m = matrix(kernels(rng, filters), height)
    return exact((m != 0).sum(1), torch.full((m.shape[0],), IN * ROWS * COLUMNS))


@guards(check_a_row_is_local)
def control_a_full_matrix(rng, height=HEIGHT, filters=FILTERS):
    """The rows of a fully connected layer are wired to all of them."""
    m = torch.randn_like(matrix(kernels(rng, filters), height))
    return exact((m != 0).sum(1), torch.full((m.shape[0],), IN * ROWS * COLUMNS))


def different_weights(height, own):
    """How many different numbers other than 0 the matrix holds."""
    m = matrix(own, height)
    return len(m[m != 0].unique())


def check_the_weights_are_tied(rng, height=HEIGHT, filters=FILTERS):
    """M holds O·C·k·l different weights, however large the image."""
    return exact(different_weights(height, kernels(rng, filters)), filters * IN * ROWS * COLUMNS)


@guards(check_the_weights_are_tied)
def control_untied(rng, height=HEIGHT, filters=FILTERS):
    """Untied, it holds as many for each place."""
    own = kernels(rng, filters, every_place(height))
    return exact(different_weights(height, own), filters * IN * ROWS * COLUMNS)


def parameters(module):
    """How many numbers a module learns."""
    return sum(p.numel() for p in module.parameters())


def times_as_many(*, side, filters, kernel):
    """Parameters of the fully connected layer over those of the convolution, against the formula at k = 3."""
    convolution = nn.Conv2d(IN, filters, kernel, padding=kernel // 2)
    image = torch.zeros(1, IN, side, side)
    connected = nn.Linear(image.numel(), convolution(image).numel())
    predicted = (3 * side**2 + 1) * side**2 / 28
    return exact(parameters(connected) / parameters(convolution), predicted, ops=2)


def check_parameters_saved(rng, side=SIDE, filters=FILTERS):
    """With 3 × 3 kernels and C = 3 the fully connected layer has (3n² + 1)·n²/28 times the parameters."""
    return times_as_many(side=side, filters=filters, kernel=3)


@guards(check_parameters_saved)
def control_larger_kernels(rng, side=SIDE, filters=FILTERS):
    """With 5 × 5 kernels it has fewer times as many."""
    return times_as_many(side=side, filters=filters, kernel=5)


def gradient_by_place(rng, height, own, reduce):
    """What the places' own copies of the kernel get, reduced to one, against what conv2d's kernel gets."""
    w = own[:, 0, 0].requires_grad_()
    x = torch.randn(BATCH, IN, height, WIDTH, generator=rng)
    y = functional.conv2d(x, w)
    wish = torch.randn(y.shape, generator=rng)
    (y * wish).sum().backward()
    copies = own.detach().expand(-1, *y.shape[2:], -1, -1, -1).clone().requires_grad_()
    (connect(x, copies) * wish).sum().backward()
    places = copies.grad.flatten(1, 2)  # (O, H'·W', C, k, l)
    return exact(reduce(places), w.grad, ops=4 * BATCH * height * WIDTH)


def check_the_gradient_adds_up_over_places(rng, height=HEIGHT, filters=FILTERS):
    """The gradient of the shared kernel is the sum of what a copy in each place would get."""
    return gradient_by_place(rng, height, kernels(rng, filters), lambda places: places.sum(1))


@guards(check_the_gradient_adds_up_over_places)
def control_one_place_only(rng, height=HEIGHT, filters=FILTERS):
    """What the copy in the last place gets is not it."""
    return gradient_by_place(rng, height, kernels(rng, filters), lambda places: places[:, -1])


if __name__ == "__main__":
    main()
