"""Write rotary position embedding, and have it judged.

Features 2i and 2i + 1 are a pair, a point in the plane. At position p it is turned by the angle p·θ_i, with
θ_i = base^(−2i/d). Turned that way, q at m and k at n meet with a score that knows m − n only.

    (a, b) → (a·cos pθ − b·sin pθ,  a·sin pθ + b·cos pθ)

Slips: the sign of a sine, i where 2i belongs, pairs made of the two halves instead of neighbours, positions
forgotten in a batch. The judge multiplies complex numbers: a + bi times e^(ipθ).
"""

import torch

from quiz.lab import exact, guards, main, yours

BATCH, HEADS, N, D, BASE = 2, 3, 7, 10, 100.0


@yours
def rotate(x, positions, base):
    """`x` with every pair of neighbouring features turned by its position's angle.

    `x` is (..., n, d) with d even, `positions` is (n,), any numbers. Pair i (features 2i and 2i + 1) of the
    token at position p is turned counter-clockwise by p·base^(−2i/d). The result has the shape of `x`.
    """
    rate = base ** (-torch.arange(0, x.shape[-1], 2) / x.shape[-1])  # (d/2,)
    angle = positions.unsqueeze(-1) * rate  # (n, d/2)
    a, b = x[..., 0::2], x[..., 1::2]
    turned = a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()
    return torch.stack(turned, dim=-1).flatten(-2)


def clockwise(x, positions, base):
    """Turned the other way round."""
    return rotate(x, -positions, base)


def by_complex_numbers(x, positions, base):
    """Each pair as a complex number, multiplied by one of modulus 1."""
    points = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())  # (..., n, d/2)
    exponents = torch.tensor([-2 * i / D for i in range(D // 2)])
    turn = torch.exp(1j * positions.unsqueeze(-1) * base**exponents)
    return torch.view_as_real(points * turn).flatten(-2)


def against_complex(rng, function):
    """`function` against the judge, at positions that are neither whole nor in order."""
    x = torch.randn(BATCH, HEADS, N, D, generator=rng)
    positions = 20 * torch.randn(N, generator=rng)
    return exact(function(x, positions, BASE), by_complex_numbers(x, positions, BASE), ops=20, scale=100.0)


def relative_scores(rng, function, shift):
    """Scores of rotated queries and keys, before and after all positions move on by `shift`."""
    q, k = torch.randn(2, N, D, generator=rng)
    places = torch.arange(N) * 1.0

    def scores(at):
        return function(q, at, BASE) @ function(k, at, BASE).mT

    return exact(scores(places + shift), scores(places), ops=40 + 2 * D, scale=float(shift) * D)


def check_turns(rng):
    """Every pair is turned by its angle."""
    return against_complex(rng, rotate)


@guards(check_turns)
def control_clockwise(rng):
    """Turned the other way round the result is another."""
    return against_complex(rng, clockwise)


def check_scores_are_relative(rng):
    """Scores do not change when all positions move on by 100."""
    return relative_scores(rng, rotate, 100)


@guards(check_scores_are_relative)
def control_added_positions(rng):
    """With positions added instead of turned they do."""
    return relative_scores(rng, lambda x, at, base: x + at.unsqueeze(-1) / base, 100)


if __name__ == "__main__":
    main()
