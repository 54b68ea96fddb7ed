"""The sinusoidal position encoding: one formula for every place, and moving on is a rotation.

With frequencies ω_i = 10000^(−2i/d), i = 0 … d/2 − 1, place p gets the d numbers

    PE(p) = (sin ω₀p, cos ω₀p, sin ω₁p, cos ω₁p, …)

Each pair is a point on a circle. k places further on it has turned by ω_i k, wherever it started:

    sin ω(p+k) =  cos ωk·sin ωp + sin ωk·cos ωp
    cos ω(p+k) = −sin ωk·sin ωp + cos ωk·cos ωp         so PE(p+k) = R_k PE(p)

R_k is made from k alone, so a linear layer can look k places back from anywhere. All vectors have one length,
as each pair adds sin² + cos² = 1: ‖PE(p)‖² = d/2. Nothing is learned. What two places have to do with each
other is in `sinusoidal_dots.py`.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

D = Knob(512, [8, 64, 256, 512], "width of the encoding")
K = Knob(5, [1, 5, 20], "places to move on")
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


def formula(rng, d, table):
    """The table against the definition, written out place by place."""
    pairs = [[(math.sin(w * p), math.cos(w * p)) for w in frequencies(d)] for p in range(PLACES)]
    evidence = exact(table(rng, d), torch.tensor(pairs).flatten(1), ops=2 * PLACES)
    return evidence.heat(table(rng, d)[:32, :32], "encoding", x="entry", y="place")


def check_matches_the_formula(rng, d=D):
    """Entries 2i and 2i + 1 of PE(p) are the sine and the cosine of p·10000^(−2i/d)."""
    return formula(rng, d, sinusoids)


@guards(check_matches_the_formula)
def control_random_entries(rng, d=D):
    """A random table has other entries."""
    return formula(rng, d, random_table)


def rotation(d, k):
    """R_k, made from the distance k alone: it turns pair i by ω_i k, (d, d)."""
    turns = [(math.cos(w * k), math.sin(w * k)) for w in frequencies(d)]
    return torch.block_diag(*[torch.tensor([[c, s], [-s, c]]) for c, s in turns])


def moved(rng, d, k, table, step):
    """R_step·PE(p) of every place p, against PE(p + k)."""
    PE = table(rng, d)  # (places, d)
    return exact((PE @ rotation(d, step).T)[:-k], PE[k:], ops=4 * PLACES)


def check_moving_on_is_a_rotation(rng, d=D, k=K):
    """One rotation R_k, made from k alone, takes PE(p) to PE(p + k) for every p."""
    return moved(rng, d, k, sinusoids, step=k)


@guards(check_moving_on_is_a_rotation)
def control_rotated_back(rng, d=D, k=K):
    """R_−k does not: it goes the other way."""
    return moved(rng, d, k, sinusoids, step=-k)


@guards(check_moving_on_is_a_rotation)
def control_rotated_random_table(rng, d=D, k=K):
    """In a random table R_k does not lead from one place to another."""
    return moved(rng, d, k, random_table, step=k)


def squared_norm(rng, d, table):
    """‖PE(p)‖² of each place, against d/2."""
    return exact((table(rng, d) ** 2).sum(-1), torch.full((PLACES,), d / 2), ops=2 * d)


def check_squared_norm_is_half_d(rng, d=D):
    """‖PE(p)‖² = d/2 for every place p."""
    return squared_norm(rng, d, sinusoids)


@guards(check_squared_norm_is_half_d)
def control_random_norms(rng, d=D):
    """A random table of the same mean square has vectors of different lengths."""
    return squared_norm(rng, d, random_table)


if __name__ == "__main__":
    main()
