"""Where a query of Deformable DETR looks: it alone decides, the map has no say.

    attention               weights softmax_j(q·k_j):  keys are made of the map
    deformable attention    places p + Δp_k and weights a_k, each a linear map of q (a softmax over the a_k)

So the output is linear in the map: read the sum of two maps, and you get the sum of what you would have read.
With keys it is not, since then the map also decides where to look. What is learned is a habit of looking:
where something of use lies, as seen from the query's place. Change the map, and the same places are read.
"""

import torch
from torch.nn.functional import grid_sample

from quiz.lab import Knob, bound, exact, guards, main

QUERIES = Knob(5, [1, 5, 20], "queries")
K, C, SIZE = 3, 8, (4, 6)


def parts(rng):
    """Linear maps of the query to K places and K weights, of pixels to values, and to the output."""
    return [torch.randn(C, width, generator=rng) / C**0.5 for width in (2 * K, K, C, C)]


def where_to_look(queries, weights):
    """Places (m, K, 2) in [0, 1] and their weights (m, K), from the queries (m, C) alone."""
    return (queries @ weights[0]).sigmoid().unflatten(1, (K, 2)), (queries @ weights[1]).softmax(-1)


def deformable(queries, pixels, weights):
    """Each query (m, C) reads K places of the map (H·W, C), by torch's sampling: (m, C)."""
    at, share = where_to_look(queries, weights)
    image = (pixels @ weights[2]).T.unflatten(1, SIZE)  # (C, H, W)
    read = grid_sample(image[None], 2 * at[None] - 1, align_corners=False)[0]  # (C, m, K)
    return (read * share).sum(-1).T @ weights[3]


def all_pairs(queries, pixels, weights):
    """Each query (m, C) attends to all pixels (n, C), which are keys and, mapped, values."""
    return (queries @ pixels.T / C**0.5).softmax(-1) @ (pixels @ weights[2]) @ weights[3]


def superposed(rng, count, read):
    """What is read from A + 2B, against what is read from A and twice what is read from B."""
    weights, queries = parts(rng), torch.randn(count, C, generator=rng)
    a, b = torch.randn(2, SIZE[0] * SIZE[1], C, generator=rng)
    apart = read(queries, a, weights) + 2 * read(queries, b, weights)
    return exact(read(queries, a + 2 * b, weights), apart, ops=99 * C, scale=5)


def check_the_output_is_linear_in_the_map(rng, queries=QUERIES):
    """Where to look comes from the query alone: a sum of maps gives the sum of what each gives."""
    return superposed(rng, queries, deformable)


@guards(check_the_output_is_linear_in_the_map)
def control_with_keys(rng, queries=QUERIES):
    """With keys it is not."""
    return superposed(rng, queries, all_pairs)


def seen(rng, count, read):
    """Number of pixels on which the output of a query depends, at most 4K."""
    weights, queries = parts(rng), torch.randn(count, C, generator=rng)
    pixels = torch.randn(SIZE[0] * SIZE[1], C, generator=rng, requires_grad=True)
    reached = []
    for out in read(queries, pixels, weights):
        (slope,) = torch.autograd.grad(out.sum(), pixels, retain_graph=True)
        reached.append(int((slope != 0).any(-1).sum()))
    return bound(reached, at_most=4 * K)


def check_a_query_sees_few_pixels(rng, queries=QUERIES):
    """The output of a query depends on at most 4K pixels of a map: four around each place."""
    return seen(rng, queries, deformable)


@guards(check_a_query_sees_few_pixels)
def control_all_of_them(rng, queries=QUERIES):
    """With attention to all pixels it depends on all."""
    return seen(rng, queries, all_pairs)


if __name__ == "__main__":
    main()
