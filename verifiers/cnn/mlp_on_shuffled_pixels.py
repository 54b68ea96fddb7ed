"""Shuffled pixels: a fully connected net cannot tell.

Let P put the pixels of every image in another order, the same for all. The first layer computes W x + b. With
the columns of W permuted along, W' = W Pᵀ, it computes

    W' (P x) + b = W x + b

and all layers above see what they saw before. For every net that fits the images there is one, trained from
weights permuted alike, that fits the shuffled ones just as well: that two pixels are neighbours is nowhere
in it. A convolution looks at neighbours, and there is no such net.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

WIDTH = Knob(12, [12, 16], "units of the hidden layer")
PIXELS, CLASSES, BATCH = 64, 3, 5


def on_shuffled_pixels(rng, width, permute):
    """A fully connected net on shuffled pixels, with its first columns permuted or not, against as it was."""
    net = nn.Sequential(nn.Linear(PIXELS, width), nn.ReLU(), nn.Linear(width, CLASSES))
    x, order = torch.randn(BATCH, PIXELS, generator=rng), torch.randperm(PIXELS, generator=rng)
    before = net(x)
    columns = order if permute else torch.arange(PIXELS)
    net[0].weight.data = net[0].weight.data[:, columns]
    return exact(net(x[:, order]), before, ops=2 * PIXELS * width)


def check_an_mlp_cannot_tell(rng, width=WIDTH):
    """A fully connected net on shuffled pixels, its first columns permuted along, computes the same."""
    return on_shuffled_pixels(rng, width, permute=True)


@guards(check_an_mlp_cannot_tell)
def control_columns_as_they_were(rng, width=WIDTH):
    """With its columns as they were it does not."""
    return on_shuffled_pixels(rng, width, permute=False)


if __name__ == "__main__":
    main()
