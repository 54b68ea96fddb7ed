"""How tolerant of shifts pooling is: somewhat, and it is not invariant.

Let the pixels be independent and alike, pool windows of k × k that stand k apart, and shift the image by one
column. Old and new window share k² − k pixels out of the k² + k in their union. The largest of the union is
equally likely to be any of them, and the output stays exactly the same just when it is a shared one:

    P(unchanged) = (k² − k)/(k² + k) = (k − 1)/(k + 1)        k = 2: 1/3,  k = 4: 3/5

How much do outputs change? For uniform pixels the maxima of two windows of m = k² pixels that share all but
a = k are correlated by

    ρ = (m − a)(m + 2) / (m(m + a + 2))

and the root mean square of the change, over the standard deviation of the output, is √(2(1 − ρ)): 1.12 for
k = 2 and 0.88 for k = 4. Windows of one pixel, k apart, are plain subsampling; there ρ = 0, and it is √2.
"""

import math

import torch

from quiz.lab import Knob, estimate, guards, main

WINDOW = Knob(2, [2, 3, 4], "rows and columns of a window")
RUNS, IMAGES, SIDE = 8, 10, 48  # replicates drawn at once, and what each is drawn on


def pool(x, window, reduce):
    """`reduce` over the pixels of each window: (R, I, S, S) -> (R, I, S/k, S/k)."""
    return reduce(x.unfold(2, window, window).unfold(3, window, window).flatten(4), -1)


def before_and_after(rng, window, rows, reduce):
    """Uniform noise pooled before and after a shift by one column and `rows` rows: (R, I, S/k, S/k)."""
    noise = torch.rand(RUNS, IMAGES, SIDE, SIDE, generator=rng, dtype=torch.float32)
    images = noise, noise.roll((rows, 1), (2, 3))  # what wraps round is as good as new
    return [pool(image, window, reduce) for image in images]


def unchanged(rng, window, rows):
    """Share of outputs of max pooling that a shift leaves exactly as they are: (RUNS,)."""
    before, after = before_and_after(rng, window, rows, torch.amax)
    return (before == after).double().flatten(1).mean(1)


def check_share_unchanged(rng, window=WINDOW):
    """Independent pixels, shift by one column: (k − 1)/(k + 1) of max pooling's outputs stay the same."""
    return estimate(lambda: unchanged(rng, window, 0), (window - 1) / (window + 1), within="5%")


@guards(check_share_unchanged)
def control_diagonal_shift(rng, window=WINDOW):
    """Shifted by one row as well, fewer are unchanged."""
    return estimate(lambda: unchanged(rng, window, 1), (window - 1) / (window + 1), within="5%")


def relative_change(rng, window, reduce):
    """Root mean square of the change by a shift of one column, over the standard deviation: (RUNS,)."""
    before, after = before_and_after(rng, window, 0, reduce)
    return ((after - before) ** 2).flatten(1).mean(1).sqrt() / before.flatten(1).std(1)


def predicted_change(window):
    """√(2(1 − ρ)) for the maxima of windows of m pixels that share all but a."""
    m, a = window * window, window
    return math.sqrt(2 - 2 * (m - a) * (m + 2) / (m * (m + a + 2)))


def check_tolerance_of_a_shift(rng, window=WINDOW):
    """Uniform pixels, shifted by one column: max pooling changes by √(2(1 − ρ)) of its spread, below √2."""
    return estimate(lambda: relative_change(rng, window, torch.amax), predicted_change(window), within="4%")


def every_kth(pixels, axis):
    """The first pixel of each window: plain subsampling."""
    return pixels.select(axis, 0)


@guards(check_tolerance_of_a_shift)
def control_subsampling(rng, window=WINDOW):
    """Taking every k-th pixel changes by √2."""
    return estimate(lambda: relative_change(rng, window, every_kth), predicted_change(window), within="4%")


if __name__ == "__main__":
    main()
