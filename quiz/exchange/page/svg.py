"""Plots and intervals as inline SVG.

Everything is drawn in `currentColor`, so that it reads on a light page, on a dark one and on paper. Never by
colour alone: what was measured is signs, what was predicted a dashed line, an interval a bar, a claim a band.
Numbers are pixels of a drawing 480 wide, which scales to its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from quiz.exchange.page import words
from quiz.exchange.page.html import escape
from quiz.lab.evidence import Evidence, Plot, Series
from quiz.proof.axis import Axis, axis
from quiz.text import width as cells

WIDTH = 480
_LETTER = 6.2  # the width of one narrow letter at the font size of labels
_HIGH = 190  # of the frame that holds the curves
_LINE = 18  # of the legend

_SIGNS = ("disc", "ring", "square", "frame", "diamond", "cross")
"""One sign a cloud of points, so that several are told apart without colour."""


def framed(inner: str, high: float, says: str) -> str:
    """A drawing of that height, with words for those who do not see it."""
    return (
        f'<svg class="drawing" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(says)}" '
        f'viewBox="0 0 {WIDTH} {_n(high)}" width="{WIDTH}" height="{_n(high)}" fill="none" '
        f'stroke="currentColor" font-size="11" font-family="sans-serif">{inner}</svg>'
    )


def interval(evidence: Evidence, says: str) -> str:
    """The claim as a band, the prediction as a dashed line, the measurement as a disc on its interval.

    Empty when there is no number, or nothing but rounding between measured and predicted.
    """
    ends = [evidence.measured, evidence.predicted, evidence.low, evidence.high, evidence.least, evidence.most]
    known = [end for end in ends if end is not None and math.isfinite(end)]
    if evidence.measured is None or not known or (evidence.rule == "exact" and evidence.verdict == "holds"):
        return ""
    across = axis(known, room=0.15)

    def at(value: float | None, otherwise: float) -> float:
        share = None if value is None else across.at(value)
        return otherwise if share is None else min(max(12 + share * (WIDTH - 24), 0), WIDTH)

    parts = [f'<path d="M0 26H{WIDTH}"/>', *_ticks_across(across, 12, WIDTH - 24, 26)]
    if evidence.least is not None or evidence.most is not None:
        left, right = at(evidence.least, 0), at(evidence.most, WIDTH)
        parts.append(_band(left, 8, right - left, 36))
        ends_drawn = [x for x, end in ((left, evidence.least), (right, evidence.most)) if end is not None]
        parts += (f'<path d="M{_n(x)} 8v36"/>' for x in ends_drawn)
    if evidence.low is not None and evidence.high is not None:
        low, high = _n(at(evidence.low, 0)), _n(at(evidence.high, WIDTH))
        parts.append(f'<path stroke-width="4" d="M{low} 26H{high}"/>')
    if evidence.predicted is not None and across.at(evidence.predicted) is not None:
        expected = _n(at(evidence.predicted, 0))
        parts.append(f'<path stroke-dasharray="4 3" stroke-width="2" d="M{expected} 4v44"/>')
    parts.append(_sign("disc", at(evidence.measured, WIDTH), 26, 4.5))
    return framed("".join(parts), 66, says)


def plot(plot: Plot, evidence: Evidence, says: str) -> str:
    """Measured against predicted on a pair of axes, under a legend.

    Over replicates the claim is a band and the last interval a bar, as on the screen.
    """
    claimed = evidence.rule in ("estimate", "order") and plot == next(iter(evidence.plots), None)
    edges = [edge for edge in (evidence.least, evidence.most) if edge is not None] if claimed else []
    ends = [end for end in (evidence.low, evidence.high) if end is not None] if claimed else []
    bar = (float(evidence.samples), *ends) if len(ends) == 2 else None
    across = axis(
        [x for one in plot.series for x in one.x] + ([bar[0]] if bar else []), log=plot.log_x, room=0.02
    )
    up = axis([y for one in plot.series for y in one.y] + ends + edges, log=plot.log_y)
    labels = [(value, text) for value, text in up.ticks(5) if up.at(value) is not None]
    left = 10 + _LETTER * max((cells(text) for _, text in labels), default=1)
    top = 20.0 if plot.y else 8.0
    frame = _Frame(across, up, left, top, WIDTH - left - 12, _HIGH)
    parts = [f'<path d="M{_n(left)} {_n(top)}v{_HIGH}H{WIDTH - 12}"/>']
    parts += (
        f'<path d="M{_n(left - 4)} {_n(frame.y(value))}h4"/>'
        + _words(text, left - 6, frame.y(value) + 4, "end")
        for value, text in labels
    )
    parts += _ticks_across(across, left, frame.wide, top + _HIGH)
    parts += _claim(frame, edges, evidence)
    if bar and frame.holds(bar[0], bar[1]) and frame.holds(bar[0], bar[2]):
        parts.append(
            f'<path stroke-width="4" stroke-opacity=".5" d="M{_n(frame.x(bar[0]))} {_n(frame.y(bar[1]))}'
            f'V{_n(frame.y(bar[2]))}"/>'
        )
    entries = [*_curves(frame, plot.series, parts)]
    if bar:
        entries.append((_key_bar, words.INTERVAL))
    if edges:
        entries.append((_key_band, words.CLAIM))
    if plot.y:
        parts.append(_words(plot.y, 0, 12, "start"))
    below = top + _HIGH + 18
    if plot.x:
        parts.append(_words(plot.x, WIDTH - 12, below + 12, "end"))
        below += 14
    drawn, high = _legend(entries, left, below + 8)
    return framed("".join(parts) + drawn, high, says)


class _Frame:
    """Where values lie in the rectangle that holds the curves."""

    def __init__(self, across: Axis, up: Axis, left: float, top: float, wide: float, high: float) -> None:
        self.across, self.up = across, up
        self.left, self.top, self.wide, self.high = left, top, wide, high

    def holds(self, x: float, y: float) -> bool:
        """Whether the point has a place."""
        right, above = self.across.at(x), self.up.at(y)
        return right is not None and above is not None and 0 <= right <= 1 and 0 <= above <= 1

    def x(self, value: float) -> float:
        """Across, clamped to the frame."""
        return self.left + min(max(self.across.at(value) or 0.0, 0.0), 1.0) * self.wide

    def y(self, value: float) -> float:
        """Down, clamped to the frame."""
        return self.top + (1 - min(max(self.up.at(value) or 0.0, 0.0), 1.0)) * self.high


def _claim(frame: _Frame, edges: Sequence[float], evidence: Evidence) -> Iterator[str]:
    """The band where the claim holds, open on the side where it has no end."""
    if not edges:
        return
    top = frame.top if evidence.most is None else frame.y(evidence.most)
    bottom = frame.top + frame.high if evidence.least is None else frame.y(evidence.least)
    yield _band(frame.left, top, frame.wide, bottom - top)
    for edge in edges:
        yield f'<path stroke-dasharray="1 4" d="M{_n(frame.left)} {_n(frame.y(edge))}h{_n(frame.wide)}"/>'


def _curves(frame: _Frame, series: Sequence[Series], parts: list[str]) -> Iterator[tuple[str, str]]:
    """Draw each series into `parts`; its key and its name for the legend."""
    signs = iter(_SIGNS)
    for one in series:
        points = [(x, y) for x, y in zip(one.x, one.y, strict=False) if frame.holds(x, y)]
        if not one.dots:
            line = " ".join(f"{_n(frame.x(x))},{_n(frame.y(y))}" for x, y in points)
            parts.append(f'<polyline stroke-width="1.5" stroke-dasharray="6 4" points="{line}"/>')
            yield _key_line, one.name
            continue
        sign = next(signs, "disc")
        size = 3.5 if len(points) <= 30 else 2
        parts += (_sign(sign, frame.x(x), frame.y(y), size) for x, y in points)
        yield _sign(sign, 8, -4, 3.5), one.name


_key_line = '<path stroke-width="1.5" stroke-dasharray="6 4" d="M0 -4h16"/>'
_key_bar = '<path stroke-width="4" stroke-opacity=".5" d="M8 -9v10"/>'
_key_band = '<path fill="currentColor" fill-opacity=".12" stroke-dasharray="1 4" d="M0 -9h16v10h-16z"/>'


def _legend(entries: Sequence[tuple[str, str]], left: float, top: float) -> tuple[str, float]:
    """The legend from `top` down, and the height of the whole drawing."""
    drawn, x, y = "", left, top + 12
    for key, name in entries:
        wide = 22 + _LETTER * cells(name) + 14
        if x > left and x + wide > WIDTH:
            x, y = left, y + _LINE
        drawn += f'<g transform="translate({_n(x)} {_n(y)})">{key}{_words(name, 22, 0, "start")}</g>'
        x += wide
    return drawn, y + 8


def _ticks_across(across: Axis, left: float, wide: float, y: float) -> Iterator[str]:
    free = 0.0
    for value, text in across.ticks(6):
        share = across.at(value)
        if share is None or not 0 <= share <= 1:
            continue
        x = left + share * wide
        yield f'<path d="M{_n(x)} {_n(y)}v4"/>'
        half = _LETTER * cells(text) / 2
        middle = min(max(x, half), WIDTH - half)
        if middle - half >= free:
            free = middle + half + 6
            yield _words(text, middle, y + 17 if y > 30 else y + 34, "middle")


def _sign(sign: str, x: float, y: float, size: float) -> str:
    full = 'fill="currentColor" stroke="none"'
    box = f'x="{_n(x - size)}" y="{_n(y - size)}" width="{_n(2 * size)}" height="{_n(2 * size)}"'
    match sign:
        case "disc" | "ring":
            style = f" {full}" if sign == "disc" else ""
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}"{style}/>'
        case "square" | "frame":
            return f"<rect {box}{f' {full}' if sign == 'square' else ''}/>"
        case "diamond":
            return f'<path {full} d="M{_n(x)} {_n(y - size)}l{size} {size}l-{size} {size}l-{size} -{size}z"/>'
        case _:
            corner, side = f"{_n(x - size)} {_n(y - size)}", _n(2 * size)
            return f'<path d="M{corner}l{side} {side}m0 -{side}l-{side} {side}"/>'


def _band(x: float, y: float, wide: float, high: float) -> str:
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(wide, 1))}" height="{_n(max(high, 1))}" '
        'fill="currentColor" fill-opacity=".12" stroke="none"/>'
    )


def _words(text: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="currentColor" stroke="none">'
        f"{escape(text)}</text>"
    )


def _n(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
