"""Claims as regions of the number line, and measurements as intervals on it.

A claim *holds* when the whole interval around the measurement lies inside its region, is *refuted* when
the whole interval lies outside, and is *inconclusive* otherwise.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from quiz.lab.evidence import Evidence, Rule, Verdict


def verdict_on(low: float, high: float, least: float | None, most: float | None) -> Verdict:
    """The verdict on the region from `least` to `most` (None: open) when the interval is (low, high)."""
    above = -math.inf if least is None else least
    below = math.inf if most is None else most
    if above <= low and high <= below:
        return "holds"
    return "refuted" if high < above or low > below else "inconclusive"


def not_a_number(rule: Rule) -> Evidence:
    """Evidence for a measurement that came out as NaN: nothing can be said."""
    says = "The measurement is not a number (NaN)."
    return Evidence(rule=rule, verdict="inconclusive", measured=None, predicted=None, says=says)


def tensor(value: Any) -> Tensor:
    """`value` as a tensor; Python floats keep their double precision whatever torch's default is."""
    if isinstance(value, Tensor):
        return torch.view_as_real(value) if value.is_complex() else value
    whole = torch.as_tensor(value)
    return torch.as_tensor(value, dtype=torch.float64) if whole.is_floating_point() else whole
