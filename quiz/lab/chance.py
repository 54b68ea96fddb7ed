"""Rules for what is drawn at random: `estimate`, `order`, `slope` and `trained`.

Replicates are drawn by a plan fixed beforehand; see interval.py for the interval and its error.
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
from quiz.lab.region import not_a_number, tensor, verdict_on

Draw = Callable[[], Tensor | float]
"""Fresh randomness at each call: one replicate (a number), or several independent ones (a vector)."""

Margin = str | float
"""`"3%"` of the prediction, or an absolute distance from it."""

_TOLD_EVERY = 8  # replicates between two reports to whoever watches


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
        a, b = tensor(larger()).double(), tensor(smaller()).double()
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
        table = tensor(values).detach().cpu().double().reshape(-1, len(across))
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


def trained(
    outcomes: Tensor | Sequence[float], *, at_least: float | None = None, at_most: float | None = None
) -> Evidence:
    """Over independent training runs, one outcome each, the typical outcome lies in the region.

    The interval is the sign test's, so that at least 21 runs are needed (train them side by side as one
    batch). Say `at_least`, `at_most` or both.
    """
    values = [float(value) for value in tensor(outcomes).detach().cpu().double().flatten()]
    if at_least is None and at_most is None:
        raise ValueError("Say `at_least`, `at_most` or both.")
    if any(map(math.isnan, values)):
        return not_a_number("trained")
    mean, low, high = interval(values, ERROR)
    target = at_least if at_least is not None else at_most
    shown = Plot((Series("runs", tuple(range(1, len(values) + 1)), tuple(values), dots=True),), x="run")
    verdict = verdict_on(low, high, at_least, at_most)
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
            chunk = tensor(draw()).detach().cpu().double().flatten().tolist()
            values += chunk
            total += math.fsum(chunk)
            if math.isnan(total):
                return not_a_number(rule)
            if len(values) - told >= _TOLD_EVERY:
                told = len(values)
                tell(Sample(told, STAGES[-1], total / told, None, None, predicted, least, most))
        mean, low, high = interval(values[:stage], ERROR / len(STAGES))
        verdict = verdict_on(low, high, least, most)
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
        return not_a_number(rule)
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


def _margin(predicted: float, within: Margin) -> float:
    if not isinstance(within, str):
        return float(within)
    if predicted == 0:
        raise ValueError("A share of 0 is 0: give `within` as a distance.")
    return float(within.removesuffix("%")) / 100 * abs(float(predicted))


def _with_plot(evidence: Evidence, plot: Plot) -> Evidence:
    return msgspec.structs.replace(evidence, plots=(plot, *evidence.plots))
