from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.lab.interval import ERROR, FEWEST_TRAINED, STAGES, interval, rank


def missed(replicates: int, k: int) -> Fraction:
    """P(the k-th smallest and largest do not enclose the median), straight from the binomial law."""
    return 2 * sum(Fraction(comb(replicates, i), 2**replicates) for i in range(k))


@given(st.integers(1, 400), st.sampled_from([1e-2, 1e-4, 1e-6, ERROR / 3]))
def test_rank_is_the_largest_that_keeps_the_error(replicates, error):
    k = rank(replicates, error)
    assert missed(replicates, k) <= Fraction(error)
    assert k == replicates // 2 + 1 or missed(replicates, k + 1) > Fraction(error)


def test_every_stage_can_reach_its_share_of_the_error():
    assert all(rank(stage, ERROR / len(STAGES)) > 0 for stage in STAGES)
    assert sum(missed(stage, rank(stage, ERROR / len(STAGES))) for stage in STAGES) <= Fraction(ERROR)


def test_fewest_training_runs_is_the_least_that_reaches_the_error():
    assert rank(FEWEST_TRAINED, ERROR) == 1
    assert rank(FEWEST_TRAINED - 1, ERROR) == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=64, max_size=80, unique=True))
def test_interval_encloses_mean_and_median(values):
    from statistics import median

    mean, low, high = interval(values, ERROR)
    assert min(values) <= mean <= max(values) or mean == pytest.approx(min(values))
    assert low <= median(values) <= high
    assert low - 1e-9 * abs(low) <= mean <= high + 1e-9 * abs(high)


def test_interval_moves_with_the_values():
    values = [(i * 37 % 101) / 7 for i in range(64)]
    mean, low, high = interval(values, ERROR)
    moved = interval([3 * value - 5 for value in values], ERROR)
    assert moved == pytest.approx((3 * mean - 5, 3 * low - 5, 3 * high - 5))


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match="draw more"):
        interval([float(i) for i in range(20)], ERROR)


def test_values_that_do_not_vary_are_refused():
    with pytest.raises(ValueError, match="exact"):
        interval([1.0] * 64, ERROR)


def test_raw_zeros_and_ones_are_refused():
    with pytest.raises(ValueError, match="average of many draws"):
        interval([0.0, 1.0] * 32, ERROR)
