"""What Deformable DETR saves: a few readings for each query in place of a score for each pixel.

    attention               weights softmax_j(q·k_j) over all n = H·W pixels      n queries: n² scores
    deformable attention    K places and K weights, each a linear map of q        n queries: n·K readings

Count 2 operations for every multiply-add, C channels, four pixels for each reading (heads share the channels
out and have K each, which changes little):

    values and output 2·2nC²      places and weights 2nC·3K      readings 2n·4K·C

All of it grows as n. A map twice as high and twice as wide costs 4 times as much; all pairs would cost nearly
16 times as much.
"""

import torch
from torch import nn
from torch.nn.functional import grid_sample

from quiz.lab import Knob, exact, guards, main, slope
from quiz.lab.flops import flops

ZOOM = Knob(2, [2, 3], "times as high and times as wide")
K, C = 3, 8
SIZES = [(4, 6), (8, 12), (16, 24)]  # height and width


def nets():
    """Maps of a query to K places in [0, 1]² and K weights, of a pixel to its values, and to the output."""
    places = nn.Sequential(nn.Linear(C, 2 * K), nn.Sigmoid(), nn.Unflatten(1, (K, 2)))
    return places, nn.Sequential(nn.Linear(C, K), nn.Softmax(-1)), nn.Linear(C, C), nn.Linear(C, C)


def deformable(queries, pixels, size, places, shares, values, out):
    """Each query (m, C) reads K places of the map (H·W, C), each the mean of four pixels: (m, C)."""
    at = places(queries) * (torch.tensor(size[::-1]) - 1)  # (m, K, 2): x, y in pixels
    low = at.floor()
    part = at - low  # from 0 to 1
    corners = torch.tensor([[0, 0], [1, 0], [0, 1], [1, 1]])
    near = (1 - corners - part[:, :, None]).abs().prod(-1)  # (m, K, 4): how near each corner is
    x, y = (low[:, :, None] + corners).long().unbind(-1)
    read = values(pixels)[y * size[1] + x].flatten(1, 2)  # (m, 4K, C)
    return out(((shares(queries)[..., None] * near).flatten(1)[:, None] @ read)[:, 0])


def by_torch(queries, pixels, size, places, shares, values, out):
    """The same, by torch's own sampling."""
    image = values(pixels).T.unflatten(1, size)  # (C, H, W)
    read = grid_sample(image[None], 2 * places(queries)[None] - 1, align_corners=True)[0]  # (C, m, K)
    return out((read * shares(queries)).sum(-1).T)


def all_pairs(queries, pixels, size, places, shares, values, out):
    """Each query (m, C) attends to all pixels (n, C), which are keys and, mapped, values."""
    return out((queries @ pixels.T / C**0.5).softmax(-1) @ values(pixels))


def same(rng, read):
    """Five queries on a map of the first size, against what torch reads."""
    height, width = SIZES[0]
    queries, pixels = 3 * torch.randn(5, C, generator=rng), torch.randn(height * width, C, generator=rng)
    each = (queries, pixels, SIZES[0], *nets())
    return exact(read(*each), by_torch(*each), ops=99 * C, scale=2)


def check_four_pixels_are_read(rng):
    """Four pixels by hand read what torch's grid_sample reads."""
    return same(rng, deformable)


@guards(check_four_pixels_are_read)
def control_all_pixels(rng):
    """Attention to all pixels reads something else."""
    return same(rng, all_pairs)


def operations(size, read):
    """Operations when every pixel of a map of this size asks once."""
    pixels = torch.zeros(size[0] * size[1], C)
    return flops(lambda: read(pixels, pixels, size, *nets()))


def counted(read):
    """Operations for each size, against the formula."""
    areas = [height * width for height, width in SIZES]
    predicted = [n * (4 * C**2 + 6 * C * K + 8 * C * K) for n in areas]
    return exact([operations(size, read) for size in SIZES], predicted)


def check_operations(rng):
    """n queries of a map of n pixels take n(4C² + 6CK + 8CK) operations."""
    return counted(deformable)


@guards(check_operations)
def control_operations_of_all_pairs(rng):
    """Attention to all pixels takes more."""
    return counted(all_pairs)


def growth(read, exponent, within):
    """Slope of the operations against the number of pixels."""
    areas = [height * width for height, width in SIZES]
    return slope(areas, [operations(size, read) for size in SIZES], exponent, within)


def check_cost_grows_as_the_pixels(rng):
    """The cost of deformable attention grows with slope 1 in the number of pixels."""
    return growth(deformable, 1, 1e-9)


@guards(check_cost_grows_as_the_pixels)
def control_slope_of_all_pairs(rng):
    """That of attention to all pixels grows faster."""
    return growth(all_pairs, 1, 1e-9)


def zoomed(zoom, read):
    """How many times as much a map `zoom` times as high and as wide costs."""
    height, width = SIZES[1]
    return operations((zoom * height, zoom * width), read) / operations((height, width), read)


def check_cost_grows_as_zoom_squared(rng, zoom=ZOOM):
    """A map zoom times as high and as wide costs zoom² times as much: 4 times for 2."""
    return exact(zoomed(zoom, deformable), zoom * zoom)


@guards(check_cost_grows_as_zoom_squared)
def control_all_pairs_cost_more(rng, zoom=ZOOM):
    """With attention to all pixels it costs nearly zoom⁴ times as much."""
    return exact(zoomed(zoom, all_pairs), zoom * zoom)


if __name__ == "__main__":
    main()
