"""Rules for what nothing random went into: `exact` and `bound`. Only rounding is allowed for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from quiz.lab.evidence import Evidence
from quiz.lab.region import not_a_number, tensor

ROUNDINGS = 4
"""Rounding errors allowed per operation, each of size eps·scale: one half is the worst for a single
+ or ×; exp, division and the oracle's own roundings take the rest."""


def exact(
    measured: Any, predicted: Any, *, ops: int = 1, scale: float | None = None, apart: float | None = None
) -> Evidence:
    """Equal up to rounding, element by element.

    Whole numbers and booleans must agree exactly. Floating numbers may differ by
    `ROUNDINGS`·eps·`ops`·`scale`, where eps is that of the coarser dtype, `ops` the longest chain of
    operations behind one element (an inner product of length d: 2d), and `scale` the size of the terms
    that are added (the largest prediction, if left out; say it where large terms cancel). Refuted once
    some element is off by more than `apart` (√eps·scale if left out); in between, inconclusive.
    Unequal shapes are inconclusive, too: nothing was compared, and no control may pass by that.
    The evidence shows the worst element.
    """
    got, want = tensor(measured), tensor(predicted)
    if got.shape != want.shape:
        says = f"Shape {tuple(got.shape)} was measured, {tuple(want.shape)} was predicted."
        return Evidence(rule="exact", verdict="inconclusive", measured=None, predicted=None, says=says)
    if got.numel() == 0:
        raise ValueError("Nothing to compare: both sides are empty.")
    eps = max((torch.finfo(t.dtype).eps for t in (got, want) if t.is_floating_point()), default=0.0)
    got, want = got.detach().cpu().double().flatten(), want.detach().cpu().double().flatten()
    if got.isnan().any() or want.isnan().any():
        return not_a_number("exact")
    off = torch.where(got == want, 0.0, (got - want).abs())
    worst = int(off.argmax())
    if scale is None:
        scale = float(torch.where(want.isinf(), 0.0, want.abs()).max())
        if eps and scale == 0 and off[worst] > 0:
            raise ValueError("The prediction is 0: say the `scale` of the terms that cancel.")
    tolerance = ROUNDINGS * eps * ops * scale
    far = max(tolerance, math.sqrt(eps) * scale if apart is None else apart)
    value, target, error = float(got[worst]), float(want[worst]), float(off[worst])
    return Evidence(
        rule="exact",
        verdict="holds" if error <= tolerance else "refuted" if error > far else "inconclusive",
        measured=value,
        predicted=target,
        low=value - tolerance,
        high=value + tolerance,
        least=target - tolerance,
        most=target + tolerance,
        samples=got.numel(),
        sees=far,
    )


def bound(
    trials: Tensor | Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    reached: float | None = None,
    ops: int = 1,
) -> Evidence:
    """No trial passes the bound; with `reached`, the nearest trial comes that close to it.

    Deterministic: it speaks of these trials alone. Rounding of `ops` operations is allowed for.
    """
    if (at_most is None) == (at_least is None):
        raise ValueError("Say either `at_most` or `at_least`, and only one.")
    values = tensor(trials).detach().cpu()
    eps = torch.finfo(values.dtype).eps if values.is_floating_point() else 0.0
    values = values.double().flatten()
    if values.isnan().any():
        return not_a_number("bound")
    limit = float(at_most if at_most is not None else at_least)  # type: ignore[arg-type]
    sign = 1 if at_most is not None else -1  # mirror a lower bound into an upper one
    worst = sign * float((sign * values).max())
    slack = ROUNDINGS * eps * ops * max(abs(limit), float(values.abs().max()))
    passed_by = sign * (worst - limit)
    kept = passed_by <= slack and (reached is None or -passed_by <= reached + slack)
    nearest = None if reached is None else limit - sign * float(reached)
    ends = (nearest, limit) if sign > 0 else (limit, nearest)
    return Evidence(
        rule="bound",
        verdict="holds" if kept else "refuted",
        measured=worst,
        predicted=limit,
        low=worst,
        high=worst,
        least=ends[0],
        most=ends[1],
        samples=values.numel(),
        sees=slack,
    )
