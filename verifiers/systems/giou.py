"""How near two boxes are, also when they do not touch: GIoU.

For two boxes with intersection I, union U and hull C, the smallest box around both,

    IoU = I/U        GIoU = I/U − (C − U)/C        from −1 (far apart) to 1 (the same)

Boxes that do not touch all have IoU 0, near or far. GIoU still falls with the gap: two unit squares side by
side, g apart, have U = 2 and C = 2 + g, hence GIoU = −g/(2 + g).

So a track can be paired with a detection that it has just missed, and the nearer one is preferred.
"""

import torch

from quiz.lab import Knob, exact, guards, main

GAP = Knob(3.0, [0.5, 1.0, 3.0, 8.0], "gap between two unit squares side by side")
H, W = 19, 23  # pixels of the picture in which areas are counted


def area(box):
    """Area of boxes (..., 4) with corners (x₀, y₀, x₁, y₁); 0 if turned inside out."""
    return (box[..., 2:] - box[..., :2]).clamp(min=0).prod(-1)


def overlaps(a, b):
    """Areas of intersection, union and hull of every a (n, 4) with every b (m, 4): (n, m) each."""
    a, b = a[:, None], b[None]
    low, high = torch.maximum(a, b), torch.minimum(a, b)
    inner = area(torch.cat([low[..., :2], high[..., 2:]], -1))
    return inner, area(a) + area(b) - inner, area(torch.cat([high[..., :2], low[..., 2:]], -1))


def giou(a, b):
    """Generalized intersection over union, (n, m)."""
    inner, union, hull = overlaps(a, b)
    return inner / union - (hull - union) / hull


def iou(a, b):
    """Intersection over union, (n, m)."""
    inner, union, _ = overlaps(a, b)
    return inner / union


def whole_boxes(rng, draws):
    """Boxes with whole corners within the picture, (draws, 4)."""
    x, y = (torch.stack([torch.randperm(size, generator=rng)[:2] for _ in range(draws)]) for size in (W, H))
    x, y = x.sort(-1).values, y.sort(-1).values
    return torch.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], -1).double()


def painted(box):
    """The pixels of a box, (H, W)."""
    x0, y0, x1, y1 = box.long()
    picture = torch.zeros(H, W, dtype=torch.bool)
    picture[y0:y1, x0:x1] = True
    return picture


def counted(a, b):
    """GIoU of two boxes by counting pixels; the hull spans rows and columns that either has touched."""
    one, two = painted(a), painted(b)
    both, either = (one & two).sum(), (one | two).sum()
    rows, columns = (one | two).any(1).nonzero(), (one | two).any(0).nonzero()
    hull = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
    return both / either - (hull - either) / hull


def by_pixels(rng, measure):
    """A measure on all pairs of boxes, against counted pixels."""
    a, b = whole_boxes(rng, 7), whole_boxes(rng, 5)
    pixels = torch.tensor([[counted(x, y) for y in b] for x in a]).double()
    return exact(measure(a, b), pixels, ops=10, apart=1e-3)


def check_giou_counts_pixels(rng):
    """GIoU is I/U − (C − U)/C for the areas of intersection, union and hull: counting pixels agrees."""
    return by_pixels(rng, giou)


@guards(check_giou_counts_pixels)
def control_no_hull(rng):
    """IoU, which has no hull, differs."""
    return by_pixels(rng, iou)


def side_by_side(gap, measure):
    """The measure of two unit squares `gap` apart, against −g/(2 + g)."""
    squares = torch.tensor([[0.0, 0.0, 1.0, 1.0], [1.0 + gap, 0.0, 2.0 + gap, 1.0]])
    return exact(measure(squares[:1], squares[1:]), [[-gap / (2 + gap)]], ops=10)


def check_giou_tells_the_gap(rng, gap=GAP):
    """Two unit squares side by side, g apart, have GIoU −g/(2 + g)."""
    return side_by_side(gap, giou)


@guards(check_giou_tells_the_gap)
def control_iou_is_0(rng, gap=GAP):
    """Their IoU is 0 at any gap."""
    return side_by_side(gap, iou)


if __name__ == "__main__":
    main()
