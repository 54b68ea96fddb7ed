"""What a query of Deformable DETR reads: a few points between the pixels, at places it learns.

    out(q) = Σ_l Σ_k a_lk(q) · V_l(p + Δp_lk(q))          l: levels, k: points

A place (x, y) in [0, 1]² is the same on every level, but there at the pixel coordinates (x·W − ½, y·H − ½).
V_l is the bilinear mean of the four pixels around it, a tent of width 1 about each pixel, 0 outside the map:

    V(x, y) = Σ_ij V_ij · tent(y·H − ½ − i) · tent(x·W − ½ − j)          tent(t) = max(0, 1 − |t|)

Between pixels this is linear in x, so an offset has a gradient: the difference of the neighbours times W.
Reading the nearest pixel instead is a step function, of gradient 0 nearly everywhere: the offsets would never
move.
"""

import torch
from torch.nn.functional import grid_sample

from quiz.lab import Knob, exact, guards, main

POINTS = Knob(4, [1, 4, 8], "points that a query reads on each level")
SIZES, C = [(6, 9), (3, 5)], 4  # height and width of each level, channels
MOVE = 1e-3  # short enough to stay between the same pixels


def drawn(rng, points):
    """Maps (C, H, W), weights (levels, points) and places (levels, points, 2), no place close to a pixel."""
    maps = [torch.randn(C, *size, generator=rng) for size in SIZES]
    places = []
    for height, width in SIZES:
        x, y = (torch.randint(-1, side, (points,), generator=rng) for side in (width, height))
        places.append(torch.stack([(x + 0.9) / width, (y + 0.9) / height], 1))  # at 0.4 between two pixels
    return maps, torch.randn(len(SIZES), points, generator=rng), torch.stack(places)


def by_torch(maps, weights, places, mode="bilinear"):
    """What the query reads (C,), by torch's own sampling, which puts the map's corners at ±1."""
    read = []
    for values, at in zip(maps, places, strict=True):
        grid = (2 * at - 1)[None, None]  # (1, 1, points, 2)
        read.append(grid_sample(values[None], grid, mode=mode, align_corners=False)[0, :, 0])  # (C, points)
    return (torch.stack(read, 1) * weights).sum((1, 2))


def tent(x, size):
    """Weight of each of `size` pixels at coordinates x in [0, 1]: (points,) -> (points, size)."""
    return (1 - ((x * size - 0.5)[:, None] - torch.arange(size)).abs()).clamp(min=0)


def by_hand(maps, weights, places):
    """The same by the formula."""
    out = torch.zeros(C)
    for values, share, at in zip(maps, weights, places, strict=True):
        height, width = values.shape[1:]
        out += torch.einsum("chw,p,ph,pw->c", values, share, tent(at[:, 1], height), tent(at[:, 0], width))
    return out


def reading(rng, points, mode):
    """What torch reads, against the formula."""
    maps, weights, places = drawn(rng, points)
    return exact(by_torch(maps, weights, places, mode), by_hand(maps, weights, places), ops=60, scale=2)


def check_a_place_is_read_bilinearly(rng, points=POINTS):
    """A query reads the weighted sum over levels and points of the bilinear mean of four pixels."""
    return reading(rng, points, "bilinear")


@guards(check_a_place_is_read_bilinearly)
def control_the_nearest_pixel(rng, points=POINTS):
    """Reading the nearest pixel gives something else."""
    return reading(rng, points, "nearest")


def slopes(rng, points, mode):
    """Gradient of one channel in all places by torch, against the change as a place moves."""
    maps, weights, places = drawn(rng, points)
    leaf = places.clone().requires_grad_()
    (grad,) = torch.autograd.grad(by_torch(maps, weights, leaf, mode)[1], leaf)
    moved = []
    for step in MOVE * torch.eye(places.numel()).view(-1, *places.shape):
        ahead, behind = by_hand(maps, weights, places + step), by_hand(maps, weights, places - step)
        moved.append((ahead - behind)[1] / (2 * MOVE))
    return exact(grad.flatten(), torch.stack(moved), ops=round(40 / MOVE), scale=1, apart=1e-3)


def check_offsets_get_a_gradient(rng, points=POINTS):
    """The gradient in a place is what the output changes by as the place moves."""
    return slopes(rng, points, "bilinear")


@guards(check_offsets_get_a_gradient)
def control_a_step_has_none(rng, points=POINTS):
    """With the nearest pixel the gradient is 0, and nothing could be learned."""
    return slopes(rng, points, "nearest")


if __name__ == "__main__":
    main()
