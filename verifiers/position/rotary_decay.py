"""Does a rotary score die away with distance? On average over random words it does not.

At distance r the score is q·R_r k. If k has independent normal entries of mean 0 and variance σ_k², so has
R_r k: a rotation keeps that distribution. So for independent q and k

    E[(q·R_r k)²] = d·σ_q²σ_k²          whatever r is

The decay that one reads about belongs to a special case. Let query and key be the same vector. Then each pair
adds |zᵢ|² cos ω_i r, which has mean 2σ² cos ω_i r:

    E[z·R_r z] = 2σ²·Σᵢ cos ω_i r       dσ² at r = 0, and lower, but not steadily, further away
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main, slope

D = Knob(64, [64, 128, 256], "width of a query and a key")
DISTANCE = Knob(100, [1, 100, 1000], "places between query and key")
DISTANCES = (1, 4, 16, 64, 256, 1024)
PAIRS = 200


def rotated(z, distance):
    """R_r z of vectors (pairs, d)."""
    d = z.shape[-1]
    angles = distance * 10_000 ** (-2 * torch.arange(d // 2) / d)  # (d/2,)
    even, odd = z[:, 0::2], z[:, 1::2]
    turned = [angles.cos() * even - angles.sin() * odd, angles.sin() * even + angles.cos() * odd]
    return torch.stack(turned, -1).flatten(1)


def by_complex_numbers(rng, d, distance, step):
    """Rotated vectors against products with exp(i·ω·step)."""
    z = torch.randn(PAIRS, d, generator=rng)
    angles = step * torch.tensor([10_000 ** (-2 * i / d) for i in range(d // 2)])
    turned = torch.complex(z[:, 0::2], z[:, 1::2]) * torch.exp(1j * angles)
    return exact(rotated(z, distance), torch.view_as_real(turned).flatten(1), ops=4 * distance)


def check_pairs_turn(rng, d=D, distance=DISTANCE):
    """R_r multiplies each pair, read as a complex number, by exp(i·ω r)."""
    return by_complex_numbers(rng, d, distance, step=distance)


@guards(check_pairs_turn)
def control_pairs_turned_back(rng, d=D, distance=DISTANCE):
    """R_r is not the turn by −ω r."""
    return by_complex_numbers(rng, d, distance, step=-distance)


def unrelated(rng, d, pairs):
    """Independent queries and keys with σ_q = 1.5 and σ_k = 0.8, (pairs, d) each."""
    q, k = torch.randn(2, pairs, d, generator=rng, dtype=torch.float32).double()
    return 1.5 * q, 0.8 * k


def same(rng, d, pairs):
    """One vector as query and as key, σ = 1.5·0.8 = 1.2."""
    q, _ = unrelated(rng, d, pairs)
    return 0.8 * q, 0.8 * q


def scores(rng, d, distance, words, pairs=PAIRS):
    """q·R_r k of fresh pairs, (pairs,)."""
    q, k = words(rng, d, pairs)
    return (q * rotated(k, distance)).sum(-1)


def mean_square(rng, d, words, *, distance):
    """Mean square of the score, against d·σ_q²σ_k²."""
    return estimate(
        lambda: scores(rng, d, distance, words).square().mean(), d * 1.5**2 * 0.8**2, within="15%"
    )


def check_mean_square_is_d_at_any_distance(rng, d=D, distance=DISTANCE):
    """Independent q and k: the mean square of the rotary score is d·σ_q²σ_k² at every distance."""
    return mean_square(rng, d, unrelated, distance=distance)


@guards(check_mean_square_is_d_at_any_distance)
def control_same_vector(rng, d=D, distance=DISTANCE):
    """For q = k it is not: the pairs add up in step."""
    return mean_square(rng, d, same, distance=distance)


def decay(rng, words):
    """Exponent of the mean square of the score in the distance, against 0."""
    return slope(
        DISTANCES,
        lambda: torch.stack([scores(rng, 64, r, words, pairs=40).square().mean() for r in DISTANCES]),
        0,
        within=0.1,
    )


def check_random_words_do_not_decay(rng):
    """Independent q and k: from distance 1 to 1024 the mean square of the score does not fall."""
    return decay(rng, unrelated)


@guards(check_random_words_do_not_decay)
def control_equal_words_decay(rng):
    """For q = k it falls."""
    return decay(rng, same)


def mean_score(rng, d, words, *, distance):
    """Mean score, against 2σ²·Σᵢ cos ω_i r with σ = 1.2."""
    pace = torch.tensor([10_000 ** (-2 * i / d) for i in range(d // 2)])
    predicted = 2 * 1.2**2 * (distance * pace).cos().sum()
    return estimate(lambda: scores(rng, d, distance, words).mean(), float(predicted), within=0.03 * d)


def check_equal_words_follow_the_cosines(rng, d=D, distance=DISTANCE):
    """For q = k the mean score is 2σ²·Σᵢ cos ω_i r: highest at r = 0, lower further away."""
    return mean_score(rng, d, same, distance=distance)


@guards(check_equal_words_follow_the_cosines)
def control_unrelated_words(rng, d=D, distance=DISTANCE):
    """Independent q and k have mean score 0."""
    return mean_score(rng, d, unrelated, distance=distance)


if __name__ == "__main__":
    main()
