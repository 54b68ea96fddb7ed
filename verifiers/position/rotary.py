"""Position as a rotation: what multiplying by exp(iωm) does to a vector.

Read the d entries of a vector as d/2 complex numbers z₀, z₁, …, and at place m multiply each by a number of
length 1:

    (R_m z)ᵢ = zᵢ·exp(i·ω_i m),   ω_i = 10000^(−2i/d)       the same ω for all words

A rotation keeps lengths, and rotations in one plane add up: R_mR_n = R_{m+n}, and R_m is undone by R_−m.
Hence

    R_n z = R_{n−m}(R_m z)        one vector, whose place is known, gives the word's vector at any other

In real numbers pair i is turned by the 2×2 matrix [cos ω_i m, −sin ω_i m; sin ω_i m, cos ω_i m].

Adding a position does not do this: it changes the length, and turning the sum turns the word as well. Nor do
frequencies of its own for each word, which some complex embeddings have: then no one rotation serves all
words. What this buys in attention is in `rotary_distance.py`, and what the distance does to a score in
`rotary_decay.py`.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

D = Knob(64, [4, 64, 128], "width of a vector")
WORDS = 11


def draw(rng, d):
    """Vectors of the words at places 0, 1, 2, …, (words, d)."""
    return 1.5 * torch.randn(WORDS, d, generator=rng)


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


def backwards(z, places, pace):
    """Each vector turned the other way."""
    return rotated(z, -places, pace)


def two_forms(rng, d, move):
    """Complex products against real matrices, place by place."""
    q = draw(rng, d)
    by_matrix = torch.stack([turn(d, m) @ row for m, row in enumerate(q)])
    return exact(move(q, torch.arange(WORDS), frequencies(d)), by_matrix, ops=4 * WORDS)


def check_complex_and_real_forms_agree(rng, d=D):
    """Multiplying by exp(i·ω_i m) turns each pair of entries by the 2×2 rotation through ω_i m."""
    return two_forms(rng, d, rotated)


@guards(check_complex_and_real_forms_agree)
def control_conjugate(rng, d=D):
    """Multiplying by the conjugate turns it the other way."""
    return two_forms(rng, d, backwards)


def own_frequencies(z, places, pace):
    """Rotation with another set of frequencies for each word."""
    own = 1 + 0.5 * torch.linspace(0, 1, len(z))[:, None]  # (words, 1)
    return rotated(z, places, own * pace)


def lengths(rng, d, move):
    """Norms of rotated vectors, against those before."""
    k = draw(rng, d)
    return exact(move(k, torch.arange(WORDS), frequencies(d)).norm(dim=-1), k.norm(dim=-1), ops=2 * d + 4)


def plus_sinusoids(z, places, pace):
    """Sinusoidal positions added instead."""
    angles = places[:, None] * pace
    return z + torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def check_norms_are_kept(rng, d=D):
    """‖R_m z‖ = ‖z‖ at every place."""
    return lengths(rng, d, rotated)


@guards(check_norms_are_kept)
def control_added_sinusoids(rng, d=D):
    """Adding sinusoidal positions changes the length."""
    return lengths(rng, d, plus_sinusoids)


def other_places(rng, d, move):
    """Words carried from place 3 to places 0, 1, … by R_{n−3}, against their vectors made there."""
    k = draw(rng, d)
    there, pace = torch.arange(WORDS), frequencies(d)
    known = move(k, torch.full((WORDS,), 3), pace)
    carried = torch.stack([turn(d, n - 3) @ row for n, row in enumerate(known)])
    return exact(carried, move(k, there, pace), ops=8 * WORDS)


def check_one_place_gives_every_other(rng, d=D):
    """R_{n−m} takes any word's vector at place m to its vector at place n."""
    return other_places(rng, d, rotated)


@guards(check_one_place_gives_every_other)
def control_carried_with_a_pace_for_each_word(rng, d=D):
    """With word-dependent frequencies one rotation does not serve all words."""
    return other_places(rng, d, own_frequencies)


@guards(check_one_place_gives_every_other)
def control_carried_after_adding(rng, d=D):
    """With added positions it does not: the rotation turns the word as well."""
    return other_places(rng, d, plus_sinusoids)


if __name__ == "__main__":
    main()
