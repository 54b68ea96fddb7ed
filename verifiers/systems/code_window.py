"""How a Transformer writes a large map of codes: it looks through a window.

Codes are written row by row, each from those before it. To score all pairs of n codes takes n² products,
and on a large map the Transformer meets more codes than it was trained with. So at each place a window of
w×w codes is cut out, with the place as near to its middle as the border allows, and the next code is
predicted from the part of the window that is written before it. In the middle of a map that is half of it,
(w² − 1)/2 codes.

    whole map     area² products at each of `area` places        area³
    window        at most w⁴ at each of them                     area

(Both count everything anew at each place; a cache of keys takes area³ to area², not to area.) What lies
outside the window acts on a code only through those that were written in between.
"""

import torch

from quiz.lab import Knob, exact, guards, main, slope
from quiz.lab.flops import flops

SIDE = Knob(5, [3, 5, 7], "rows and columns of the window")
ROW = Knob(5, [0, 3, 5], "row of the place whose code is predicted")
COLUMN = Knob(6, [0, 6, 9], "its column")
H, W = 7, 10  # rows and columns of the map
MAPS = [(4, 5), (7, 9), (12, 15)]
KINDS, D = 11, 6


def start(place, size, side):
    """Where the window begins along one axis: the place in its middle, but inside the map."""
    return max(0, min(place - side // 2, size - side))


def window(codes, row, column, side):
    """Codes of the window that come before the place, in the order of writing, (before,)."""
    top, left = start(row, codes.shape[0], side), start(column, codes.shape[1], side)
    cut = codes[top : top + side, left : left + side].flatten()
    return cut[: (row - top) * side + column - left]


def whole(codes, row, column, side):
    """All codes before the place."""
    return codes.flatten()[: row * codes.shape[1] + column]


def weights(rng):
    """Embedding of [START], (1, d), of the codes and of one code more, (KINDS + 1, d), and output matrix."""
    table, head = 0.6 * torch.randn(KINDS + 1, D, generator=rng), torch.randn(D, KINDS, generator=rng)
    return torch.randn(1, D, generator=rng), table, head


def predict(seen, first, table, head):
    """Logits for the next code: attention of the last code seen to all that were, [START] in front."""
    x = torch.cat([first, table[seen]])  # (before + 1, d)
    return (x @ x.T).softmax(-1)[-1] @ x @ head


def reach(rng, row, column, side, look):
    """Which codes of the map have a part in the prediction at a place, (H, W): change each, and see."""
    codes, parts = torch.randint(KINDS, (H, W), generator=rng), weights(rng)
    before, found = predict(look(codes, row, column, side), *parts), torch.zeros(H, W, dtype=torch.bool)
    for at in torch.ones(H, W).nonzero():
        other = codes.index_put(tuple(at), torch.tensor(KINDS))  # a code that stands nowhere else
        after = predict(look(other, row, column, side), *parts)
        found[tuple(at)] = not torch.equal(after, before)
    return found


def near(at, place, size, side):
    """Which of the places `at` along one axis lie in the window of a place: the middle of three limits."""
    first = sorted([0, place - side // 2, size - side])[1]
    return (at >= first) & (at < first + side)


def inside(row, column, side):
    """Places of the window that are written before (row, column), by their coordinates, (H, W)."""
    r, c = torch.arange(H)[:, None], torch.arange(W)
    before = (r < row) | ((r == row) & (c < column))
    return before & near(r, row, H, side) & near(c, column, W, side)


def heard(rng, row, column, side, look):
    """The reach, against the part of the window that is written before."""
    found = reach(rng, row, column, side, look)
    evidence = exact(found, inside(row, column, side))
    return evidence.heat(found.int(), "codes that have a part", x="column", y="row")


def check_only_the_window_is_heard(rng, row=ROW, column=COLUMN, side=SIDE):
    """A code is predicted from the codes of its window that are written before it, and from no others."""
    return heard(rng, row, column, side, window)


@guards(check_only_the_window_is_heard)
def control_the_whole_map(rng, column=COLUMN):
    """Over the whole map every earlier code has a part."""
    return heard(rng, 4, column, 3, whole)


def number(rng, side, look):
    """How many codes have a part at the middle of the map, against half the window."""
    return exact(reach(rng, H // 2, W // 2, side, look).sum(), side**2 // 2)


def check_half_the_window_is_heard(rng, side=SIDE):
    """Away from the border (w² − 1)/2 codes have a part: 12 of a window of 5×5."""
    return number(rng, side, window)


@guards(check_half_the_window_is_heard)
def control_all_that_came_before(rng, side=SIDE):
    """Over the whole map all do that came before."""
    return number(rng, side, whole)


def growth(rng, side, look):
    """Operations for all predictions on a map, against its area: the slope on logarithmic axes, 1."""
    parts, taken = weights(rng), []
    for h, w in MAPS:
        codes = torch.randint(KINDS, (h, w), generator=rng)
        seen = [look(codes, *place, side) for place in torch.ones(h, w).nonzero().tolist()]
        taken.append(flops(lambda seen=seen: [predict(part, *parts) for part in seen]))
    return slope([h * w for h, w in MAPS], taken, 1, 0.2)


def check_cost_is_linear_in_the_area(rng):
    """With a window the operations grow as the area of the map."""
    return growth(rng, 3, window)


@guards(check_cost_is_linear_in_the_area)
def control_the_whole_map_each_time(rng):
    """Over the whole map they grow nearly as its cube."""
    return growth(rng, 3, whole)


if __name__ == "__main__":
    main()
