"""What self-attention adds to a 3D detector: context from all pillars, near or far.

A lidar scan is cut into columns over the ground; those that hold points are the pillars. A convolution over
the ground hears as far as its kernel: L layers of 3×3 reach L cells. Self-attention among the pillars,
added to what the convolution gives, lets each hear all:

    output = convolved(x) + attention(convolved(x))

in one step, and at a cost of n² scores for n pillars. What that buys is in `far_cue.py`, how to make it
cheaper in `keypoints.py`.
"""

import torch
from torch.nn.functional import conv2d, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(30, [20, 30, 60], "pillars")
LAYERS = Knob(2, [1, 2, 3], "layers of 3×3 convolution")
H, W, D = 9, 13, 4  # rows and columns of the ground, numbers in a pillar


def scene(rng, n):
    """Cells of n pillars, (n, 2), and their features, (n, d)."""
    cells = torch.randperm(H * W, generator=rng)[:n]
    return torch.stack([cells // W, cells % W], 1), 0.7 * torch.randn(n, D, generator=rng)


def convolved(x, cells, kernels):
    """Convolutions over the ground, read at the pillars: (n, d) -> (n, d)."""
    ground = torch.zeros(H, W, D).index_put(tuple(cells.T), x).permute(2, 0, 1)
    for kernel in kernels:
        ground = conv2d(ground[None], kernel, padding=1)[0].tanh()
    return ground[:, cells[:, 0], cells[:, 1]].T


def with_attention(x, cells, kernels):
    """The same, with attention among all pillars added to it; the features are queries, keys and values."""
    local = convolved(x, cells, kernels)[None]
    return (local + scaled_dot_product_attention(local, local, local))[0]


def reach(rng, n, layers, detect):
    """Which pillar's output depends on which pillar's input, (n, n), and their cells."""
    cells, x = scene(rng, n)
    kernels = 0.4 * torch.randn(layers, D, D, 3, 3, generator=rng)
    slopes = torch.autograd.functional.jacobian(
        lambda given: detect(given, cells, kernels), x
    )  # (n, d, n, d)
    return (slopes != 0).any(3).any(1), cells


def neighbours(rng, n, layers, detect):
    """What a pillar hears, against the pillars at most `layers` rows and columns away."""
    heard, cells = reach(rng, n, layers, detect)
    near = [[max(abs(r - a), abs(c - b)) <= layers for a, b in cells.tolist()] for r, c in cells.tolist()]
    return exact(heard, near).heat(heard.int(), "who hears whom", x="input", y="output")


def check_convolution_hears_its_neighbours(rng, n=N, layers=LAYERS):
    """After L layers of 3×3 convolution a pillar hears those at most L rows and L columns away."""
    return neighbours(rng, n, layers, convolved)


@guards(check_convolution_hears_its_neighbours)
def control_attention_added(rng, n=N, layers=LAYERS):
    """With attention added it hears more."""
    return neighbours(rng, n, layers, with_attention)


def everyone(rng, n, layers, detect):
    """What a pillar hears, against all pillars."""
    heard, _ = reach(rng, n, layers, detect)
    return exact(heard, torch.ones(n, n, dtype=torch.bool))


def check_attention_hears_all(rng, n=N, layers=LAYERS):
    """With self-attention added every pillar hears every other, however far."""
    return everyone(rng, n, layers, with_attention)


@guards(check_attention_hears_all)
def control_convolution_alone(rng, n=N, layers=LAYERS):
    """The convolution alone does not get that far."""
    return everyone(rng, n, layers, convolved)


if __name__ == "__main__":
    main()
