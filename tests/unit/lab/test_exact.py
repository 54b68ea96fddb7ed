import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from quiz.lab import exact

F64 = torch.float64


def test_equal_tensors_hold():
    x = torch.arange(6, dtype=F64).reshape(2, 3)
    assert exact(x, x.clone()).verdict == "holds"


def test_rounding_is_allowed_for_and_no_more():
    ones = torch.ones(5, dtype=F64)
    eps = torch.finfo(F64).eps
    assert exact(ones + 4 * eps, ones).verdict == "holds"
    assert exact(ones + 40 * eps, ones).verdict == "inconclusive"
    assert exact(ones + 40 * eps, ones, ops=10).verdict == "holds"
    assert exact(ones + 1e-6, ones).verdict == "refuted"


@given(st.integers(0, 4), st.floats(1e-6, 1e3), st.sampled_from([-1, 1]))
def test_one_wrong_element_refutes_and_is_shown(place, off, sign):
    predicted = torch.tensor([3.0, -2.0, 0.5, 7.0, 1.0], dtype=F64)
    measured = predicted.clone()
    measured[place] += sign * off
    evidence = exact(measured, predicted)
    assert evidence.verdict == "refuted"
    assert evidence.measured == pytest.approx(float(measured[place]))
    assert evidence.predicted == float(predicted[place])


def test_a_dropped_axis_is_not_broadcast_and_lets_neither_a_check_nor_a_control_pass():
    evidence = exact(torch.ones(3, 1), torch.ones(3))
    assert evidence.verdict == "inconclusive"
    assert "(3, 1)" in evidence.says


def test_float32_gets_the_tolerance_of_float32():
    predicted = torch.ones(4, dtype=F64)
    measured = (predicted + 2e-7).float()
    assert exact(measured, predicted).verdict == "holds"
    assert exact(measured.double(), predicted).verdict != "holds"


def test_whole_numbers_and_booleans_must_agree():
    assert exact(torch.tensor([1, 2]), torch.tensor([1, 2])).verdict == "holds"
    assert exact(torch.tensor([1, 2]), torch.tensor([1, 3])).verdict == "refuted"
    assert exact(torch.tensor([True]), torch.tensor([False])).verdict == "refuted"
    assert exact(10**6, 10**6 + 1).verdict == "refuted"


def test_a_control_may_state_how_far_apart_is_refuted():
    near = exact(1.0001, 1.0, apart=0.01)
    far = exact(1.02, 1.0, apart=0.01)
    assert (near.verdict, far.verdict) == ("inconclusive", "refuted")


def test_nan_is_never_a_verdict_either_way():
    assert exact(torch.tensor([1.0, math.nan]), torch.ones(2)).verdict == "inconclusive"
    assert exact(torch.ones(2), torch.tensor([1.0, math.nan])).verdict == "inconclusive"


def test_infinities_agree_with_themselves_only():
    infinite = torch.tensor([math.inf, 1.0], dtype=F64)
    assert exact(infinite, infinite.clone(), scale=1.0).verdict == "holds"
    assert exact(torch.tensor([-math.inf, 1.0], dtype=F64), infinite, scale=1.0).verdict == "refuted"


def test_a_prediction_of_zero_needs_a_scale():
    with pytest.raises(ValueError, match="scale"):
        exact(torch.tensor([1e-17], dtype=F64), torch.zeros(1, dtype=F64))
    assert exact(torch.tensor([1e-17], dtype=F64), torch.zeros(1, dtype=F64), scale=1.0).verdict == "holds"


def test_nothing_to_compare_is_an_error():
    with pytest.raises(ValueError, match="empty"):
        exact(torch.ones(0), torch.ones(0))


def test_plain_numbers_keep_double_precision_whatever_the_default_dtype():
    assert exact(1 / 3, 1 / 3 + 1e-9, apart=0.0).verdict == "refuted"


def test_an_infinity_does_not_widen_the_tolerance_of_the_rest():
    predicted = torch.tensor([-math.inf, 1.0], dtype=F64)
    assert exact(torch.tensor([-math.inf, 1.5], dtype=F64), predicted).verdict == "refuted"
