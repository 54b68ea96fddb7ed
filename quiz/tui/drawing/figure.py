"""A figure: measured against predicted on a pair of axes, drawn with braille dots.

Never by colour alone: what was measured is a line of dots or `●`, what was predicted a dashed line,
an interval a bar, and the edges of the claim dotted lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from rich.cells import cell_len, set_cell_size

from quiz.lab.evidence import Evidence, Plot
from quiz.lab.progress import Sample
from quiz.proof.axis import Axis, axis
from quiz.text import clean
from quiz.tui.drawing.canvas import Canvas, Ink, Row

_SIGNS = ("●", "○", "◆", "◇", "▲", "△")
"""One sign a cloud of points, so that several are told apart without colour."""


class Curve(msgspec.Struct, frozen=True):
    """Points to draw, as a line or as single signs."""

    name: str
    points: tuple[tuple[float, float], ...]
    measured: bool


class Figure(msgspec.Struct, frozen=True):
    """What is drawn. `bars` are intervals (x, low, high).

    `edges` bound the claim, at any x; `limits` are lines that bound it where it depends on x. With `ticks`
    the axis across is labelled there, and nowhere else.
    """

    curves: tuple[Curve, ...] = ()
    bars: tuple[tuple[float, float, float], ...] = ()
    edges: tuple[float, ...] = ()
    limits: tuple[tuple[tuple[float, float], ...], ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False


def from_plot(plot: Plot) -> Figure:
    """The figure of a plot that came with the evidence."""
    curves = tuple(
        Curve(one_line(series.name), tuple(zip(series.x, series.y, strict=False)), series.dots)
        for series in plot.series
    )
    return Figure(curves, x=one_line(plot.x), y=one_line(plot.y), log_x=plot.log_x, log_y=plot.log_y)


def one_line(words: str) -> str:
    """Words of a script, safe to draw and on one line."""
    return " ".join(clean(words).split())


def from_samples(samples: Sequence[Sample], names: tuple[str, str, str]) -> Figure:
    """The running mean so far and its shrinking interval, against the claim.

    `names` are those of the measured curve, of the predicted one and of the axis across.
    """
    measured, predicted, across = names
    drawn = Curve(measured, tuple((float(sample.n), sample.measured) for sample in samples), measured=True)
    figure = Figure((drawn,), x=across, bars=_bars(samples))
    last = samples[-1] if samples else None
    if last is None or last.predicted is None:
        return figure
    ends = tuple((float(sample.n), last.predicted) for sample in (samples[0], last))
    edges = tuple(edge for edge in (last.least, last.most) if edge is not None)
    return msgspec.structs.replace(
        figure, curves=(drawn, Curve(predicted, ends, measured=False)), edges=edges
    )


def with_claim(figure: Figure, samples: Sequence[Sample], evidence: Evidence) -> Figure:
    """`figure` over replicates, with the interval after each stage and the edges of the claim."""
    edges = tuple(edge for edge in (evidence.least, evidence.most) if edge is not None)
    bars = {n: (n, low, high) for n, low, high in _bars(samples)}
    if evidence.low is not None and evidence.high is not None:
        bars[float(evidence.samples)] = (float(evidence.samples), evidence.low, evidence.high)
    return msgspec.structs.replace(figure, bars=tuple(bars.values()), edges=edges)


def draw(figure: Figure, columns: int, rows: int) -> list[Row]:
    """`figure` in `rows` lines of `columns` characters, axes and their labels included."""
    xs = [x for curve in figure.curves for x, _ in curve.points]
    ys = [y for curve in figure.curves for _, y in curve.points]
    ys += [end for _, low, high in figure.bars for end in (low, high)]
    ys += [y for line in figure.limits for _, y in line]
    across = axis([*xs, *(x for x, _ in figure.ticks)], log=figure.log_x, room=0.02)
    up = axis([*ys, *figure.edges], log=figure.log_y)
    titled = bool(figure.x) and rows >= 7
    body_rows = max(rows - 2 - titled, 2)
    labels = {_row(up, value, body_rows): text for value, text in up.ticks(max(2, body_rows // 3))}
    gutter = max((cell_len(text) for text in labels.values()), default=1)
    body = Canvas(max(columns - gutter - 1, 4), body_rows)
    _plot(body, figure, across, up)
    drawn: list[Row] = []
    for row, line in enumerate(body.lines()):
        label = labels.get(row, "")
        drawn.append([(f"{label:>{gutter}}{'┤' if label else '│'}", "axis"), *line])
    ticks = list(figure.ticks) or across.ticks(max(2, body.columns // 12))
    drawn.append([(" " * gutter + "└" + _ruler(across, ticks, body.columns), "axis")])
    drawn.append([(" " * (gutter + 1) + _labels(across, ticks, body.columns), "axis")])
    if titled:
        drawn.append(
            [
                (
                    " " * max(0, columns - cell_len(figure.x))
                    + set_cell_size(figure.x, min(cell_len(figure.x), columns)),
                    "axis",
                )
            ]
        )
    if figure.y and rows > 4:
        drawn[0] = _titled(drawn[0], figure.y, columns)
    return drawn


def legend(figure: Figure, interval: str, claim: str) -> list[tuple[str, Ink]]:
    """The sign and the name of everything drawn; `interval` and `claim` name the bars and the edges."""
    signs = iter(_SIGNS)
    entries: list[tuple[str, Ink]] = []
    for curve in figure.curves:
        sign = next(signs, "●") if curve.measured else "╌"
        entries.append((f"{sign} {curve.name}", "measured" if curve.measured else "predicted"))
    if figure.bars:
        entries.append((f"┃ {interval}", "interval"))
    if figure.edges or figure.limits:
        entries.append((f"┈ {claim}", "region"))
    return entries


def _plot(body: Canvas, figure: Figure, across: Axis, up: Axis) -> None:
    def place(x: float, y: float) -> tuple[int, int] | None:
        right, top = across.at(x), up.at(y)
        if right is None or top is None:
            return None
        return round(right * (body.width - 1)), round((1 - top) * (body.height - 1))

    for edge in figure.edges:
        if (above := up.at(edge)) is not None:
            row = round((1 - above) * (body.height - 1))
            for column in range(0, body.width, 4):
                body.dot(column, row, "region")
    for line in figure.limits:
        for start, end in pairwise(spot for point in line if (spot := place(*point))):
            body.line(start, end, "region", dash=1)
    for x, low, high in figure.bars:
        ends = place(x, low), place(x, high)
        if ends[0] and ends[1]:
            body.line(ends[0], ends[1], "interval")
    signs = iter(_SIGNS)
    for curve in figure.curves:
        places = [spot for point in curve.points if (spot := place(*point))]
        if not curve.measured:
            for start, end in pairwise(places):
                body.line(start, end, "predicted", dash=3)
            continue
        sign = next(signs, "●")
        crowded = len(places) > body.columns // 2
        for spot in places:
            if crowded:
                body.dot(*spot, "measured")
                body.dot(spot[0], spot[1] + 1, "measured")
            else:
                body.mark(*spot, sign, "measured")


def _bars(samples: Sequence[Sample]) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        (float(sample.n), sample.low, sample.high)
        for sample in samples
        if sample.low is not None
        and sample.high is not None
        and math.isfinite(sample.low)
        and math.isfinite(sample.high)
    )


def _row(up: Axis, value: float, rows: int) -> int:
    return round((1 - (up.at(value) or 0.0)) * (rows * 4 - 1)) // 4


def _column(across: Axis, value: float, columns: int) -> int:
    return min(columns - 1, max(0, round((across.at(value) or 0.0) * (columns * 2 - 1)) // 2))


def _ruler(across: Axis, ticks: list[tuple[float, str]], columns: int) -> str:
    at = {_column(across, value, columns) for value, _ in ticks}
    return "".join("┬" if column in at else "─" for column in range(columns))


def _labels(across: Axis, ticks: list[tuple[float, str]], columns: int) -> str:
    line = [" "] * columns
    free = 0
    for value, text in ticks:
        start = min(max(_column(across, value, columns) - len(text) // 2, 0), columns - len(text))
        if start >= free:
            line[start : start + len(text)] = text
            free = start + len(text) + 1
    return "".join(line)


def _titled(row: Row, title: str, columns: int) -> Row:
    """`row` with the name of the upright axis over its right end, where it is free."""
    words = set_cell_size(title, min(cell_len(title), columns // 2))
    text, ink = row[-1]
    if ink == "blank" and len(text) > cell_len(words):
        return [*row[:-1], (text[: len(text) - cell_len(words)], "blank"), (words, "axis")]
    return row
