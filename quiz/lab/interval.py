"""Intervals that assume no distribution, and the plan by which samples are drawn.

Independent replicates x₁…x_R fall below their median as often as a fair coin shows tails. So the
k-th smallest and the k-th largest enclose the median except with probability 2·P(Bin(R, ½) < k):
the sign test, exact for every continuous distribution and conservative with ties. What we want is the
mean. A replicate is itself an average, nearly symmetric, so that median and mean nearly agree; the
rest of the gap, as the replicates show it (mean minus median), is added to the interval on its side.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb, fsum
from statistics import median

ERROR = 1e-6
"""The probability, over all stages of a check, that its interval misses the truth."""

STAGES = (64, 256, 1024)
"""Replicates after each stage. Fixed beforehand; the error is shared out evenly over the stages."""

FEWEST_TRAINED = 21
"""Training runs below which no sign test can reach `ERROR`: 2·2⁻²¹ < 10⁻⁶."""

FEWEST_VALUES = 8
"""Distinct values below which replicates are raw counts, not averages."""


@cache
def rank(replicates: int, error: float) -> int:
    """The largest k such that the k-th smallest and k-th largest miss the median at most `error` often.

    0 when even the whole range misses more often.

    >>> rank(21, 1e-6), rank(20, 1e-6), rank(64, 1e-6 / 3)
    (1, 0, 12)
    """
    # 2·P(Bin(R, ½) < k) ≤ error, in integers: Σ_{i<k} C(R, i) ≤ error·2^(R−1).
    allowed = int(Fraction(error) * 2 ** (replicates - 1))
    tail, k = 0, 0
    while k <= replicates // 2 and (tail := tail + comb(replicates, k)) <= allowed:
        k += 1
    return k


def interval(values: Sequence[float], error: float) -> tuple[float, float, float]:
    """The mean of `values`, and the interval (low, high) that encloses the true mean but for `error`.

    Raises ValueError for fewer values than `error` needs, and for values so coarse that their
    median says nothing of their mean (raw zeros and ones, say).
    """
    k = rank(len(values), error)
    if k == 0:
        raise ValueError(f"{len(values)} replicates cannot reach an error of {error:g}: draw more.")
    distinct = len(set(values))
    if distinct == 1:
        raise ValueError("All replicates are equal: what does not vary is for `exact`, not `estimate`.")
    if distinct < FEWEST_VALUES:
        raise ValueError(f"Replicates take only {distinct} values: let each be an average of many draws.")
    ordered = sorted(values)
    mean = fsum(ordered) / len(ordered)
    skew = mean - median(ordered)
    return mean, ordered[k - 1] + min(0.0, skew), ordered[-k] + max(0.0, skew)
