"""What sinusoidal positions tell of each other: their distance, and not the direction.

With PE(p) = (sin ω₀p, cos ω₀p, sin ω₁p, cos ω₁p, …) and ω_i = 10000^(−2i/d), each pair adds to the dot
product sin ωp·sin ωq + cos ωp·cos ωq = cos ω(q−p). So

    PE(p)·PE(q) = Σᵢ cos ω_i(q−p)        the same for all pairs at one distance

Cosine is even: one place ahead and one place back look alike. Turn one of the two by 90° in every pair, as a
learned projection can, and cosine becomes sine, which is odd: Σᵢ sin ω_i(q−p) tells before from after.

Nor does nearness always show. The sum falls at first, but for d = 512 it rises at distance 44: no monotone
decay.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

D = Knob(512, [8, 64, 256, 512], "width of the encoding")
PLACES = 64


def sinusoids(rng, d, places=PLACES):
    """PE of places 0, 1, 2, …, (places, d)."""
    angles = torch.arange(places)[:, None] * 10_000 ** (-2 * torch.arange(d // 2) / d)  # ω_i p, (places, d/2)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def random_table(rng, d, places=PLACES):
    """A vector of its own for each place, as a learned table has at the start, of the same mean square."""
    return torch.randn(places, d, generator=rng) * math.sqrt(1 / 2)


def frequencies(d):
    """ω_i, one by one."""
    return [10_000 ** (-2 * i / d) for i in range(d // 2)]


def as_is(PE):
    """The encoding itself."""
    return PE


def quarter_turn(PE):
    """Each pair (sin, cos) turned by 90° into (cos, −sin)."""
    pairs = PE.unflatten(-1, (-1, 2))  # (places, d/2, 2)
    return torch.stack([pairs[..., 1], -pairs[..., 0]], -1).flatten(1)


def dots(rng, d, turn=as_is, table=sinusoids):
    """Dot products of all pairs of places, one of the two turned: (places, places)."""
    PE = table(rng, d)
    return turn(PE) @ PE.T


def toeplitz(rng, d, wave, **how):
    """All dot products, against Σᵢ wave(ω_i·distance): the same along each diagonal."""
    sums = [math.fsum(wave(w * k) for w in frequencies(d)) for k in range(1 - PLACES, PLACES)]
    place = torch.arange(PLACES)
    distance = place - place[:, None]  # q − p, (places, places)
    measured = dots(rng, d, **how)
    evidence = exact(measured, torch.tensor(sums)[distance + PLACES - 1], ops=2 * d + 2 * PLACES, scale=d / 2)
    across = range(1 - PLACES, PLACES)
    middle = PLACES // 2
    seen = (distance[middle], measured[middle])
    return evidence.plot(x="distance", y="dot product", measured=seen, predicted=(across, sums))


def check_dot_depends_on_distance_only(rng, d=D):
    """PE(p)·PE(q) = Σᵢ cos ω_i(q − p): only the distance counts."""
    return toeplitz(rng, d, math.cos)


@guards(check_dot_depends_on_distance_only)
def control_dots_of_a_random_table(rng, d=D):
    """The dot products of a random table are not constant along diagonals."""
    return toeplitz(rng, d, math.cos, table=random_table)


def check_a_quarter_turn_tells_direction(rng, d=D):
    """With one of the two turned by 90° in each pair it is Σᵢ sin ω_i(q − p): + for after, − for before."""
    return toeplitz(rng, d, math.sin, turn=quarter_turn)


@guards(check_a_quarter_turn_tells_direction)
def control_no_turn(rng, d=D):
    """Without the turn it is not."""
    return toeplitz(rng, d, math.sin)


def ahead_and_back(rng, d, turn):
    """Dot products of the middle place with those after it, and with those before it, nearest first."""
    row, middle = dots(rng, d, turn)[PLACES // 2], PLACES // 2
    return exact(row[middle + 1 :], row[1:middle].flip(0), ops=2 * d + 2 * PLACES, scale=d / 2)


def check_dot_is_blind_to_direction(rng, d=D):
    """PE(p)·PE(p+k) = PE(p)·PE(p−k): before and after look alike."""
    return ahead_and_back(rng, d, as_is)


@guards(check_dot_is_blind_to_direction)
def control_direction_after_a_quarter_turn(rng, d=D):
    """With one of the two turned by 90° in each pair they do not."""
    return ahead_and_back(rng, d, quarter_turn)


def first_rise(curve):
    """The first k at which the curve, which begins at k = 0, is higher than at k − 1, against 44."""
    return exact((curve.diff() <= 0).cumprod(0).sum() + 1, 44)


def check_dot_rises_at_44(rng):
    """d = 512: PE(p)·PE(p+k) falls up to k = 43 and rises at 44, so it is not monotone in distance."""
    return first_rise(dots(rng, 512)[0])


@guards(check_dot_rises_at_44)
def control_linear_bias(rng):
    """A bias that is linear in the distance, as ALiBi's, never rises."""
    return first_rise(-0.1 * torch.arange(PLACES))


if __name__ == "__main__":
    main()
