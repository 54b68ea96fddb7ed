"""Why attention suits point clouds: a cloud is a set, and attention without positions reads sets.

A scanner gives points in no order that means anything. A linear map of each point, attention, and FFN move
with the points; a maximum or a mean over all of them forgets where each stood:

    features of the shuffled cloud = shuffled features,    max and mean of them = the same as before

An RNN reads an order, so it answers otherwise for every file of the same cloud. Sorting first gives it one
order for all files, but one that jumps: let two points swap their rank by a move of ε, and its answer changes
by a step that does not go to 0 with ε, while that of attention goes to 0 as ε does.

No position encoding is needed, for the place of a point is not its index: its coordinates are its features.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(24, [12, 24, 48], "points of the cloud")
D, HEADS = 8, 2
MOVES = [1e-6, 1e-5, 1e-4, 1e-3]
FAR = 6.0  # where no other point stands between the two


def pooled(features):
    """Largest and mean value of each feature over all points: (n, D) -> (2D,)."""
    return torch.cat([features.amax(0), features.mean(0)])


def attention(rng, n):
    """A Transformer encoder layer over the points, then the pool: (n, 3) -> (2D,)."""
    lift, layer = nn.Linear(3, D), nn.TransformerEncoderLayer(D, HEADS, 19, dropout=0.0, norm_first=True)
    return lambda points: pooled(layer(lift(points)))


def attention_with_index(rng, n):
    """The same, with an encoding of its index, as for words, added to each point."""
    lift, layer = nn.Linear(3, D), nn.TransformerEncoderLayer(D, HEADS, 19, dropout=0.0, norm_first=True)
    places = torch.randn(n, D, generator=rng)
    return lambda points: pooled(layer(lift(points) + places))


def recurrent(rng, n):
    """A GRU over the points in the order in which they stand, then the pool."""
    gru = nn.GRU(3, D)

    def read(points):
        states, _ = gru(points)  # (n, D)
        return pooled(states)

    return read


def sorted_recurrent(rng, n):
    """A GRU over the points in the order of their first coordinate."""
    read = recurrent(rng, n)
    return lambda points: read(points[points[:, 0].argsort()])


def shuffled(rng, n, reader):
    """What is said of a shuffled cloud, against what is said of the cloud."""
    read, points = reader(rng, n), torch.randn(n, 3, generator=rng)
    return exact(read(points[torch.randperm(n, generator=rng)]), read(points), ops=20 * n * D)


def check_order_does_not_matter(rng, n=N):
    """Attention without positions, then max and mean over the points: any order gives the same."""
    return shuffled(rng, n, attention)


@guards(check_order_does_not_matter)
def control_index_added(rng, n=N):
    """With index positions added it does not."""
    return shuffled(rng, n, attention_with_index)


@guards(check_order_does_not_matter)
def control_an_rnn(rng, n=N):
    """An RNN's answer depends on the order, pool or not."""
    return shuffled(rng, n, recurrent)


def check_sorting_first_gives_one_order(rng, n=N):
    """Sort the points by one coordinate first, and an RNN, too, gives the same for any order."""
    return shuffled(rng, n, sorted_recurrent)


@guards(check_sorting_first_gives_one_order)
def control_not_sorted(rng, n=N):
    """Without the sorting it does not."""
    return shuffled(rng, n, recurrent)


def change(read, points, move):
    """Size of the change when two points far off swap their first coordinates, which are `move` apart."""
    before, after = points.clone(), points.clone()
    before[:2, 0], after[:2, 0] = torch.tensor([FAR, FAR + move]), torch.tensor([FAR + move, FAR])
    return (read(after) - read(before)).norm()


def growth(rng, n, reader, exponent):
    """Slope of that change against the move, both axes logarithmic."""
    read, points = reader(rng, n), torch.randn(n, 3, generator=rng)
    return slope(MOVES, torch.stack([change(read, points, move) for move in MOVES]), exponent, within=0.05)


def check_small_moves_change_little(rng, n=N):
    """With attention the answer changes in proportion to a small move: slope 1."""
    return growth(rng, n, attention, 1)


@guards(check_small_moves_change_little)
def control_sorted_first(rng, n=N):
    """With sorting it jumps however small the move."""
    return growth(rng, n, sorted_recurrent, 1)


def check_sorting_jumps(rng, n=N):
    """With sorting, a move that swaps two ranks changes the answer by a step of its own size: slope 0."""
    return growth(rng, n, sorted_recurrent, 0)


@guards(check_sorting_jumps)
def control_attention(rng, n=N):
    """With attention there is no such step."""
    return growth(rng, n, attention, 0)


if __name__ == "__main__":
    main()
