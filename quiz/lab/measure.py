"""The kinds of evidence, each with its rule. None guesses a tolerance.

A claim is a region of the line in which the measured number must lie. It *holds* when the whole
interval around the measurement lies inside, is *refuted* when the whole interval lies outside, and is
*inconclusive* otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec
import torch
from torch import Tensor

from quiz.lab.evidence import Evidence, Plot, Rule, Series, Verdict
from quiz.lab.interval import ERROR, STAGES, interval
from quiz.lab.progress import Sample, tell

Draw = Callable[[], Tensor | float]
"""Fresh randomness at each call: one replicate (a number), or several independent ones (a vector)."""

Margin = str | float
"""`"3%"` of the prediction, or an absolute distance from it."""

ROUNDINGS = 4
"""Rounding errors allowed per operation, each of size eps·scale: one half is the worst for a single
+ or ×; exp, division and the oracle's own roundings take the rest."""

_TOLD_EVERY = 8  # replicates between two reports to whoever watches


def exact(
    measured: Any, predicted: Any, *, ops: int = 1, scale: float | None = None, apart: float | None = None
) -> Evidence:
    """Equal up to rounding, element by element.

    Whole numbers, booleans and shapes must agree exactly. Floating numbers may differ by
    `ROUNDINGS`·eps·`ops`·`scale`, where eps is that of the coarser dtype, `ops` the longest chain of
    operations behind one element (an inner product of length d: 2d), and `scale` the size of the terms
    that are added (the largest prediction, if left out; say it where large terms cancel). Refuted once
    some element is off by more than `apart` (√eps·scale if left out); in between, inconclusive.
    The evidence shows the worst element.
    """
    got, want = _tensor(measured), _tensor(predicted)
    if got.shape != want.shape:
        says = f"Shape {tuple(got.shape)} was measured, {tuple(want.shape)} was predicted."
        return Evidence(rule="exact", verdict="refuted", measured=None, predicted=None, says=says)
    if got.numel() == 0:
        raise ValueError("Nothing to compare: both sides are empty.")
    eps = max((torch.finfo(t.dtype).eps for t in (got, want) if t.is_floating_point()), default=0.0)
    got, want = got.detach().cpu().double().flatten(), want.detach().cpu().double().flatten()
    if got.isnan().any() or want.isnan().any():
        return _not_a_number("exact")
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


def estimate(draw: Draw, predicted: float, within: Margin) -> Evidence:
    """The mean of independent replicates lies within `within` of `predicted`.

    Each call of `draw` must use fresh randomness; vectors count as several replicates. A replicate is an
    average over many draws (a variance over 2,000 scores, say), not a raw zero or one.
    """
    predicted, margin = float(predicted), _margin(predicted, within)
    return _by_stages("estimate", draw, predicted, predicted - margin, predicted + margin)


def order(larger: Draw, smaller: Draw, *, by: float | None = None, times: float | None = None) -> Evidence:
    """`larger` exceeds `smaller` by at least `by`, or is at least `times` as large, in the mean.

    The two are drawn in pairs; the replicate is their difference (or ratio).
    """
    if (by is None) == (times is None):
        raise ValueError("Say either `by` (a difference) or `times` (a ratio), and only one.")

    def contrast() -> Tensor:
        a, b = _tensor(larger()).double(), _tensor(smaller()).double()
        return a - b if times is None else a / b

    least = float(by if by is not None else times)  # type: ignore[arg-type]  # one of them is a number
    return _by_stages("order", contrast, least, least, None)


def slope(
    x: Sequence[float],
    y: Draw | Tensor | Sequence[float],
    predicted: float,
    within: float,
    *,
    log: Literal["both", "x", "y", "none"] = "both",
) -> Evidence:
    """The slope of y against x is within `within` (absolute) of `predicted`.

    With logarithms of both axes it is the exponent of a power law, with `log="y"` the rate of an
    exponential. `y` is a call that draws one value per x (or rows of them, shape (replicates, len(x))),
    or the values themselves when nothing about them is random.
    """
    across = torch.tensor([float(value) for value in x], dtype=torch.float64)
    axis = across.log() if log in ("both", "x") else across
    lever = (axis - axis.mean()) / ((axis - axis.mean()) ** 2).sum()  # slope = Σ lever·y
    rows: list[Tensor] = []

    def slopes(values: Any) -> Tensor:
        table = _tensor(values).detach().cpu().double().reshape(-1, len(across))
        rows.append(table)
        return (table.log() if log in ("both", "y") else table) @ lever

    least, most = predicted - within, predicted + within
    if callable(y):
        draw = y
        evidence = _by_stages("slope", lambda: slopes(draw()), predicted, least, most)
    else:
        evidence = _certain("slope", float(slopes(y)[0]), predicted, least, most)
    table = torch.cat(rows)
    mean = (table.log().mean(0).exp() if log in ("both", "y") else table.mean(0)).tolist()
    middle, centre = float(axis.mean()), sum(map(math.log, mean) if log in ("both", "y") else mean)
    line = [centre / len(mean) + predicted * (float(a) - middle) for a in axis]
    curve = [math.exp(value) for value in line] if log in ("both", "y") else line
    shown = Plot(
        (
            Series("measured", tuple(across.tolist()), tuple(mean), dots=True),
            Series(f"predicted slope {predicted:g}", tuple(across.tolist()), tuple(curve)),
        ),
        log_x=log in ("both", "x"),
        log_y=log in ("both", "y"),
    )
    return _with_plot(evidence, shown)


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
    values = _tensor(trials).detach().cpu()
    eps = torch.finfo(values.dtype).eps if values.is_floating_point() else 0.0
    values = values.double().flatten()
    if values.isnan().any():
        return _not_a_number("bound")
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


def trained(
    outcomes: Tensor | Sequence[float], *, at_least: float | None = None, at_most: float | None = None
) -> Evidence:
    """Over independent training runs, one outcome each, the typical outcome lies in the region.

    The interval is the sign test's, so that at least 21 runs are needed (train them side by side as one
    batch). Say `at_least`, `at_most` or both.
    """
    values = [float(value) for value in _tensor(outcomes).detach().cpu().double().flatten()]
    if at_least is None and at_most is None:
        raise ValueError("Say `at_least`, `at_most` or both.")
    if any(map(math.isnan, values)):
        return _not_a_number("trained")
    mean, low, high = interval(values, ERROR)
    target = at_least if at_least is not None else at_most
    shown = Plot((Series("runs", tuple(range(1, len(values) + 1)), tuple(values), dots=True),), x="run")
    verdict = _verdict(low, high, at_least, at_most)
    return Evidence(
        rule="trained",
        verdict=verdict,
        measured=mean,
        predicted=target,
        low=low,
        high=high,
        least=at_least,
        most=at_most,
        error=ERROR,
        samples=len(values),
        sees=high - low,
        plots=(shown,),
    )


def _by_stages(rule: Rule, draw: Draw, predicted: float, least: float | None, most: float | None) -> Evidence:
    """Draw by the fixed plan until the interval lies inside or outside the region, or the plan ends."""
    values: list[float] = []
    total, told = 0.0, 0
    verdict: Verdict = "inconclusive"
    for stage in STAGES:
        while len(values) < stage:
            chunk = _tensor(draw()).detach().cpu().double().flatten().tolist()
            values += chunk
            total += math.fsum(chunk)
            if math.isnan(total):
                return _not_a_number(rule)
            if len(values) - told >= _TOLD_EVERY:
                told = len(values)
                tell(Sample(told, STAGES[-1], total / told, None, None, predicted, least, most))
        mean, low, high = interval(values[:stage], ERROR / len(STAGES))
        verdict = _verdict(low, high, least, most)
        tell(Sample(stage, STAGES[-1], mean, low, high, predicted, least, most))
        if verdict != "inconclusive":
            break
    margin = 0.0 if least is None or most is None else (most - least) / 2
    evidence = Evidence(
        rule=rule,
        verdict=verdict,
        measured=mean,
        predicted=predicted,
        low=low,
        high=high,
        least=least,
        most=most,
        error=ERROR,
        samples=stage,
        sees=margin + high - low,
    )
    return evidence if rule == "slope" else _with_plot(evidence, _running(values[:stage], predicted))


def _running(values: list[float], predicted: float) -> Plot:
    """The mean of the first n replicates against n."""
    means, total = [], 0.0
    for n, value in enumerate(values, 1):
        total += value
        means.append(total / n)
    kept = range(0, len(means), max(1, len(means) // 64))
    xs = tuple(float(i + 1) for i in kept)
    measured = Series("running mean", xs, tuple(means[i] for i in kept), dots=True)
    return Plot((measured, Series("predicted", xs, (predicted,) * len(xs))), x="replicates")


def _certain(rule: Rule, value: float, predicted: float, least: float, most: float) -> Evidence:
    """Evidence for a number that nothing random went into: it lies in the region or it does not."""
    if math.isnan(value):
        return _not_a_number(rule)
    return Evidence(
        rule=rule,
        verdict="holds" if least <= value <= most else "refuted",
        measured=value,
        predicted=predicted,
        low=value,
        high=value,
        least=least,
        most=most,
        sees=(most - least) / 2,
    )


def _verdict(low: float, high: float, least: float | None, most: float | None) -> Verdict:
    above = -math.inf if least is None else least
    below = math.inf if most is None else most
    if above <= low and high <= below:
        return "holds"
    return "refuted" if high < above or low > below else "inconclusive"


def _margin(predicted: float, within: Margin) -> float:
    if not isinstance(within, str):
        return float(within)
    if predicted == 0:
        raise ValueError("A share of 0 is 0: give `within` as a distance.")
    return float(within.removesuffix("%")) / 100 * abs(float(predicted))


def _not_a_number(rule: Rule) -> Evidence:
    says = "The measurement is not a number (NaN)."
    return Evidence(rule=rule, verdict="inconclusive", measured=None, predicted=None, says=says)


def _with_plot(evidence: Evidence, plot: Plot) -> Evidence:
    return msgspec.structs.replace(evidence, plots=(plot, *evidence.plots))


def _tensor(value: Any) -> Tensor:
    """`value` as a tensor; Python floats keep their double precision whatever torch's default is."""
    if isinstance(value, Tensor):
        return torch.view_as_real(value) if value.is_complex() else value
    tensor = torch.as_tensor(value)
    return torch.as_tensor(value, dtype=torch.float64) if tensor.is_floating_point() else tensor
