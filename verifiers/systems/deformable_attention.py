"""Where a query of Deformable DETR looks: it alone decides, the map has no say.

    attention               weights softmax_j(q·k_j):  keys are made of the map
    deformable attention    places p + Δp_k and weights a_k, each a linear map of q (a softmax over the a_k)

So the output is linear in the map: read the sum of two maps, and you get the sum of what you would have read.
With keys it is not, since then the map also decides where to look. What is learned is a habit of looking:
where something of use lies, as seen from the query's place. Change the map, and the same places are read.
"""

import torch
from torch import nn
from torch.nn.functional import grid_sample, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

QUERIES = Knob(5, [1, 5, 20], "queries")
K, C, SIZE = 3, 8, (4, 6)


def drawn(rng, count):
    """Queries (count, C), and two nets that map each to K places in [0, 1]² and to the K weights of these."""
    places = nn.Sequential(nn.Linear(C, 2 * K), nn.Sigmoid(), nn.Unflatten(1, (K, 2)))
    shares = nn.Sequential(nn.Linear(C, K), nn.Softmax(-1))
    return torch.randn(count, C, generator=rng), places, shares


def deformable(queries, pixels, places, shares):
    """Each query reads K places of the map (H·W, C), by torch's sampling: (count, C)."""
    grid = 2 * places(queries) - 1  # (count, K, 2), where torch has the first and last pixel at ±1
    image = pixels.T.unflatten(1, SIZE)  # (C, H, W)
    read = grid_sample(image[None], grid[None], align_corners=True)[0]  # (C, count, K)
    return (read * shares(queries)).sum(-1).T


def all_pairs(queries, pixels, places, shares):
    """Each query attends to all pixels (H·W, C), as keys and as values; the two nets have no say."""
    return scaled_dot_product_attention(queries, pixels, pixels)


def superposed(rng, count, read):
    """What is read from A + 2B, against what is read from A and twice what is read from B."""
    queries, *nets = drawn(rng, count)
    a, b = torch.randn(2, SIZE[0] * SIZE[1], C, generator=rng)
    apart = read(queries, a, *nets) + 2 * read(queries, b, *nets)
    return exact(read(queries, a + 2 * b, *nets), apart, ops=40 * C, scale=5)


def check_the_output_is_linear_in_the_map(rng, queries=QUERIES):
    """Where to look comes from the query alone: a sum of maps gives the sum of what each gives."""
    return superposed(rng, queries, deformable)


@guards(check_the_output_is_linear_in_the_map)
def control_with_keys(rng, queries=QUERIES):
    """With keys it is not."""
    return superposed(rng, queries, all_pairs)


def even(rng, count, weigh):
    """What is read from a map with the same C numbers everywhere, against these numbers."""
    queries, places, _ = drawn(rng, count)
    numbers = torch.randn(C, generator=rng)
    read = deformable(queries, numbers.expand(SIZE[0] * SIZE[1], C), places, weigh)
    return exact(read, numbers.expand(count, C), ops=40 * C, scale=5)


def check_an_even_map_is_handed_on(rng, queries=QUERIES):
    """Weights sum to 1 and places lie in the map: what is the same everywhere is handed on as it is."""
    return even(rng, queries, nn.Sequential(nn.Linear(C, K), nn.Softmax(-1)))


@guards(check_an_even_map_is_handed_on)
def control_weights_do_not_sum_to_1(rng, queries=QUERIES):
    """With a sigmoid for each weight it is not."""
    return even(rng, queries, nn.Sequential(nn.Linear(C, K), nn.Sigmoid()))


def seen(rng, count, read):
    """Whether each pixel moves the output of each query, against whether it is next to one of its places."""
    queries, places, shares = drawn(rng, count)
    pixels = torch.randn(SIZE[0] * SIZE[1], C, generator=rng, requires_grad=True)
    reading = read(queries, pixels, places, shares)
    slopes = [torch.autograd.grad(out[0], pixels, retain_graph=True)[0] for out in reading]
    y, x = torch.meshgrid(*map(torch.arange, SIZE), indexing="ij")
    grid = torch.stack([x, y], -1).flatten(0, 1)  # (H·W, 2)
    at = places(queries) * torch.tensor([SIZE[1] - 1, SIZE[0] - 1])  # (count, K, 2), in pixels
    near = ((at[:, :, None] - grid).abs() < 1).all(-1).any(1)  # (count, H·W)
    moves = torch.stack([slope.any(1) for slope in slopes])
    return exact(moves, near).heat(moves.sum(0).view(SIZE), "queries that read each pixel")


def check_a_query_sees_few_pixels(rng, queries=QUERIES):
    """The output of a query depends on the four pixels around each of its K places, and on no other."""
    return seen(rng, queries, deformable)


@guards(check_a_query_sees_few_pixels)
def control_all_of_them(rng, queries=QUERIES):
    """With attention to all pixels it depends on all."""
    return seen(rng, queries, all_pairs)


if __name__ == "__main__":
    main()
