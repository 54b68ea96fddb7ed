"""Write the sinusoidal position encoding, and have it judged.

    PE(p, 2i) = sin(p·ω_i),   PE(p, 2i + 1) = cos(p·ω_i),   ω_i = 10000^(−2i/d)

Sines and cosines take turns, two features a frequency; the frequencies fall from 1 to nearly 1/10000. Slips
that keep the shape: sines and cosines in two halves, i where 2i belongs (the fall is half as fast), cosines
first, positions from 1. The judge computes every entry alone, with Python's own sine.
"""

import math

import torch

from quiz.lab import exact, guards, main, yours

N, D = 40, 14


@yours
def sinusoids(n, d):
    """The encodings of positions 0 to n − 1 in d features (d even), shape (n, d).

    Feature 2i of position p is sin(p·ω_i), feature 2i + 1 is cos(p·ω_i), with ω_i = 10000^(−2i/d).
    """
    rate = 10000 ** (-torch.arange(0, d, 2) / d)  # (d/2,)
    angle = torch.arange(n).unsqueeze(1) * rate  # (n, d/2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)


def in_halves(n, d):
    """All sines first, then all cosines."""
    rate = 10000 ** (-torch.arange(0, d, 2) / d)
    angle = torch.arange(n).unsqueeze(1) * rate
    return torch.cat([angle.sin(), angle.cos()], dim=-1)


def entry_by_entry(n, d):
    """The table, one number after another."""
    waves = (math.sin, math.cos)
    return torch.tensor([[waves[j % 2](p / 10000 ** ((j - j % 2) / d)) for j in range(d)] for p in range(n)])


def against_formula(function):
    """`function` against the formula; a sine's error grows with its angle, which is up to N."""
    table = torch.as_tensor(function(N, D)).to(torch.float64)
    return exact(table, entry_by_entry(N, D), ops=10, scale=float(N)).heat(
        table[:32], x="feature", y="position"
    )


def check_table(rng):
    """Every entry of the table is what the formula says."""
    return against_formula(sinusoids)


@guards(check_table)
def control_in_halves(rng):
    """With the sines in one half and the cosines in the other it is not."""
    return against_formula(in_halves)


if __name__ == "__main__":
    main()
