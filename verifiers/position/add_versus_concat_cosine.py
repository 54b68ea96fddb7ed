"""Added positions hardly get in the way of tokens: in many dimensions the two are nearly orthogonal.

Let the entries of a token vector x be independent, normal, with mean 0. Its direction is uniform, so its
cosine with any fixed vector p, a sinusoidal position say, has mean 0 and variance 1/d: d squared cosines with
d orthogonal directions add up to 1. For large d it is nearly normal, hence

    E|cos(x, p)| ≈ √(2/π)·1/√d = √(2/(πd))        0.1 at d = 64, 0.025 at d = 1024

This holds at the start, for independent zero-mean entries. Give all tokens a common mean, and it fails: many
entries of a sinusoidal position are cosines near 1, so p has a mean too.
"""

import math

import torch

from quiz.lab import Knob, estimate, guards, main, slope

D = Knob(64, [16, 64, 256, 1024], "width of a token")
WIDTHS = (16, 64, 256, 1024)


def sinusoids(places, d):
    """PE of the given places, (places, d)."""
    angles = places[:, None] * 10_000 ** (-2 * torch.arange(d // 2) / d)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def mean_cosine(rng, d, pairs, mean=0.0):
    """Mean |cosine| between fresh token vectors and the sinusoids of random places."""
    places = torch.randint(1000, (pairs,), generator=rng)
    x = mean + torch.randn(pairs, d, generator=rng, dtype=torch.float32)
    return torch.cosine_similarity(x.double(), sinusoids(places, d)).abs().mean()


def cosine_size(rng, d, mean=0.0):
    """Mean |cosine| at one width, against √(2/(πd))."""
    return estimate(lambda: mean_cosine(rng, d, 400, mean), math.sqrt(2 / (math.pi * d)), within="8%")


def check_cosine_is_small(rng, d=D):
    """The mean |cosine| of random tokens and sinusoidal positions is √(2/(πd)): 0.1 at d = 64."""
    return cosine_size(rng, d)


@guards(check_cosine_is_small)
def control_tokens_with_a_mean(rng, d=D):
    """Tokens with a common mean are not nearly orthogonal to the positions."""
    return cosine_size(rng, d, mean=1.5)


def cosine_slope(rng, mean=0.0):
    """Exponent of the mean |cosine| in d, against −1/2."""
    return slope(
        WIDTHS, lambda: torch.stack([mean_cosine(rng, d, 25, mean) for d in WIDTHS]), -1 / 2, within=0.1
    )


def check_cosine_falls_as_root_d(rng):
    """The mean |cosine| falls as d^(−1/2) from d = 16 to 1024."""
    return cosine_slope(rng)


@guards(check_cosine_falls_as_root_d)
def control_slope_with_a_mean(rng):
    """With a common mean of the tokens it does not fall."""
    return cosine_slope(rng, mean=1.5)


if __name__ == "__main__":
    main()
