"""Turn queries and keys by their place, and the score sees their distance only.

R_m turns pair i of a vector by the angle ω_i m. Rotations keep inner products, R_m is undone by R_−m, and two
turns in one plane add up. Hence, for the query at place m and the key at place n,

    (R_m q)·(R_n k) = q·(R_−m R_n k) = q·(R_{n−m} k)

m and n are gone but for their difference: move the whole text by 1000 places, and no score changes.

All this needs both sides turned, and by the same frequencies ω_i. With frequencies of its own for each word,
as in some complex embeddings, the turns of query and key do not cancel, and the score depends on m and n.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

D = Knob(64, [4, 64, 128], "width of a query and a key")
SHIFT = Knob(1000, [1, 100, 1000], "places by which the whole text moves")
QUERIES, KEYS = 7, 11


def draw(rng, d):
    """Queries (m, d) and keys (n, d), each row at a place of its own."""
    return 1.5 * torch.randn(QUERIES, d, generator=rng), 0.8 * torch.randn(KEYS, d, generator=rng)


def frequencies(d):
    """ω_i of each pair, (d/2,)."""
    return 10_000 ** (-2 * torch.arange(d // 2) / d)


def rotated(z, places, pace):
    """R_m z for vectors (..., d) at places (...), as complex products."""
    angles = places[..., None] * pace  # (..., d/2)
    numbers = torch.view_as_complex(z.unflatten(-1, (-1, 2)).contiguous())  # (..., d/2)
    return torch.view_as_real(numbers * torch.polar(torch.ones(angles.shape), angles)).flatten(-2)


def turn(d, m):
    """R_m as a real matrix of 2×2 rotations, (d, d)."""
    angles = [m * 10_000 ** (-2 * i / d) for i in range(d // 2)]
    twos = [[[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]] for a in angles]
    return torch.block_diag(*torch.tensor(twos))


def still(z, places, pace):
    """No rotation at all."""
    return z


def own_frequencies(z, places, pace):
    """Rotation with another set of frequencies for each word."""
    own = 1 + 0.5 * torch.linspace(0, 1, len(z))[:, None]  # (words, 1)
    return rotated(z, places, own * pace)


def scores(q, k, turn_k=rotated, start=0):
    """Dot products of all rotated queries and keys, the first of each at place `start`: (m, n)."""
    pace = frequencies(q.shape[-1])
    left = rotated(q, start + torch.arange(QUERIES), pace)
    return left @ turn_k(k, start + torch.arange(KEYS), pace).T


def by_distance(rng, d, turn_k):
    """The score of each pair, against q·R_{n−m}k with the distance alone."""
    q, k = draw(rng, d)
    alone = [[(a * (turn(d, n - m) @ b)).sum() for n, b in enumerate(k)] for m, a in enumerate(q)]
    return exact(scores(q, k, turn_k), torch.tensor(alone), ops=2 * d + 8 * KEYS)


def check_score_needs_the_distance_only(rng, d=D):
    """(R_m q)·(R_n k) = q·(R_{n−m} k) for all m and n."""
    return by_distance(rng, d, rotated)


@guards(check_score_needs_the_distance_only)
def control_only_queries_turn(rng, d=D):
    """If only the queries are rotated it does not hold."""
    return by_distance(rng, d, still)


def after_a_shift(rng, d, turn_k, *, shift):
    """All scores of a text that starts `shift` places later, against those of the text at place 0."""
    q, k = draw(rng, d)
    moved, before = scores(q, k, turn_k, start=shift), scores(q, k, turn_k)
    return exact(moved, before, ops=2 * d + 4 * (shift + KEYS), scale=d)


def check_shifting_the_text_changes_nothing(rng, d=D, shift=SHIFT):
    """Move all tokens by the same number of places, and every score stays: (7, 0) is as (1007, 1000)."""
    return after_a_shift(rng, d, rotated, shift=shift)


@guards(check_shifting_the_text_changes_nothing)
def control_shift_with_still_keys(rng, d=D, shift=SHIFT):
    """If only the queries are rotated, scores depend on the absolute place and change."""
    return after_a_shift(rng, d, still, shift=shift)


@guards(check_score_needs_the_distance_only)
def control_a_pace_for_each_word(rng, d=D):
    """With word-dependent frequencies the distance does not determine the score."""
    return by_distance(rng, d, own_frequencies)


@guards(check_shifting_the_text_changes_nothing)
def control_shift_with_a_pace_for_each_word(rng, d=D, shift=SHIFT):
    """With word-dependent frequencies moving the text changes the scores."""
    return after_a_shift(rng, d, own_frequencies, shift=shift)


if __name__ == "__main__":
    main()
