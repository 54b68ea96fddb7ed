"""From image to prediction: convolution, activation and pooling in turn, then flatten, then fully connected.

Each stage keeps height and width in its convolution (k = 3, padding 1) and halves them by pooling, while the
number of channels grows. Two stages with 6 and 10 channels make of a grey image of n × n

    (1, n, n)  →  (6, n, n)  →  (6, n/2, n/2)  →  (10, n/2, n/2)  →  (10, n/4, n/4)  →  10·n²/16  →  classes

Two parts are easily forgotten, and some published programs do forget them.

    activation   without it two convolutions are one, of width 2k − 1, whose kernel is the two convolved:
                 (w₂ ∗ w₁)[o, c] = Σ_m w₂[o, m] ∗ w₁[m, c]
    flatten      a fully connected layer acts on the last axis only; let that be the channels, and it is a
                 1 × 1 convolution: a prediction for every pixel, none for the image
"""

import torch
from torch import nn
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main

N = Knob(12, [12, 16, 28], "rows and columns of the image")
CLASSES = Knob(4, [3, 4, 10], "classes")
BATCH, HEIGHT, WIDTH, IN, MIDDLE, OUT = 2, 9, 11, 3, 5, 4


def stages(pool):
    """Two stages of convolution, activation and pooling, then flatten."""
    first = nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(pool)
    second = nn.Conv2d(6, 10, 3, padding=1), nn.ReLU(), nn.MaxPool2d(pool)
    return nn.Sequential(*first, *second, nn.Flatten())


def shapes(rng, n, pool):
    """Channels, height and width after each layer, and the width after flattening, against the text."""
    x, found = torch.randn(1, 1, n, n, generator=rng), []
    for layer in stages(pool):
        x = layer(x)
        found += x.shape[1:]
    half, quarter = n // 2, n // 4
    expected = [6, n, n] * 2 + [6, half, half] + [10, half, half] * 2 + [10, quarter, quarter]
    return exact(found, [*expected, 10 * quarter * quarter])


def check_shapes(rng, n=N):
    """Convolutions keep height and width, pooling halves them, and 10·(n/4)² numbers are left to classify."""
    return shapes(rng, n, pool=2)


@guards(check_shapes)
def control_no_pooling(rng, n=N):
    """Without pooling they stay n × n."""
    return shapes(rng, n, pool=1)


def flat_width(rng, n, pool):
    """How many numbers the fully connected layer is given, against 10·(n/4)²."""
    return exact(stages(pool)(torch.randn(1, 1, n, n, generator=rng)).shape[1], 10 * (n // 4) ** 2)


def check_width_after_flattening(rng, n=N):
    """The fully connected layer is given 10·(n/4)² numbers."""
    return flat_width(rng, n, pool=2)


@guards(check_width_after_flattening)
def control_width_without_pooling(rng, n=N):
    """Without pooling it is given 16 times as many."""
    return flat_width(rng, n, pool=1)


def two_layers_as_one(rng, activation):
    """Two convolutions with `activation` between them, against one 5 × 5 convolution."""
    x = torch.randn(BATCH, IN, HEIGHT, WIDTH, generator=rng)
    w1, b1 = torch.randn(MIDDLE, IN, 3, 3, generator=rng), torch.randn(MIDDLE, generator=rng)
    w2, b2 = torch.randn(OUT, MIDDLE, 3, 3, generator=rng), torch.randn(OUT, generator=rng)
    y = functional.conv2d(activation(functional.conv2d(x, w1, b1)), w2, b2)  # (B, O, H − 4, W − 4)
    w = torch.zeros(OUT, IN, 5, 5)
    for i in range(3):
        for j in range(3):  # w₁ shifted to each tap of w₂
            w[:, :, i : i + 3, j : j + 3] += torch.einsum("om,mcij->ocij", w2[:, :, i, j], w1)
    b = w2.sum((2, 3)) @ b1 + b2
    return exact(y, functional.conv2d(x, w, b), ops=2 * IN * 25 * MIDDLE, scale=float(y.abs().max()))


def check_without_activation_two_are_one(rng):
    """Two 3 × 3 convolutions with nothing between them are one 5 × 5 convolution."""
    return two_layers_as_one(rng, lambda z: z)


@guards(check_without_activation_two_are_one)
def control_relu_between(rng):
    """With a ReLU between them they are not."""
    return two_layers_as_one(rng, torch.relu)


def dense_on_a_map(rng, classes, arrange):
    """nn.Linear on a map (B, H, W, C) that `arrange` has been at, against a 1 × 1 convolution."""
    feature_map = torch.randn(BATCH, OUT, HEIGHT, WIDTH, generator=rng)
    last = arrange(feature_map.permute(0, 2, 3, 1))  # (B, H, W, C) -> (..., features)
    dense = nn.Linear(last.shape[-1], classes)
    kernel = dense.weight[:, :OUT, None, None]  # (classes, C, 1, 1)
    by_pixel = functional.conv2d(feature_map, kernel, dense.bias).permute(0, 2, 3, 1)  # (B, H, W, classes)
    scores = dense(last).reshape(BATCH, -1, classes)  # one for every pixel, or one that all of them share
    by_pixel = by_pixel.flatten(1, 2)  # (B, H·W, classes)
    return exact(scores.expand_as(by_pixel), by_pixel, ops=2 * OUT + 1)


def check_dense_without_flatten_is_one_by_one(rng, classes=CLASSES):
    """A fully connected layer on an unflattened map's channels is a 1 × 1 convolution: a class per pixel."""
    return dense_on_a_map(rng, classes, lambda x: x)


@guards(check_dense_without_flatten_is_one_by_one)
def control_flattened_first(rng, classes=CLASSES):
    """Flattened first, it gives one prediction for the image, and no pixel its own."""
    return dense_on_a_map(rng, classes, lambda x: x.flatten(1))


if __name__ == "__main__":
    main()
