"""A heat map as inline SVG: the larger an entry, the more ink, with the ends of the scale in numbers."""

from __future__ import annotations

import math

from quiz.exchange.page.html import escape
from quiz.exchange.page.svg import WIDTH, framed
from quiz.lab.evidence import Heat
from quiz.proof.shades import levels, shrink
from quiz.proof.words import number

_MOST = 40  # rows or columns; larger matrices are averaged in blocks
_STEPS = 12
_LARGEST_CELL = 26


def heat(matrix: Heat, says: str) -> str:
    """One square an entry, rows from top to bottom; an entry that is no number is a cross.

    Squares of one shade are one path: a drawing of a thousand entries stays small.
    """
    shown = shrink(matrix, _MOST, _MOST)
    columns = max((len(row) for row in shown.rows), default=0)
    if not columns:
        return ""
    low, high = levels(shown)
    cell = min(_LARGEST_CELL, (WIDTH - 2) // columns)
    shades: dict[int, str] = {}
    crosses = ""
    for row, values in enumerate(shown.rows):
        for column, value in enumerate(values):
            x, y = 1 + column * cell, 18 + row * cell
            if math.isnan(value):
                crosses += f"M{x + 3} {y + 3}l{cell - 6} {cell - 6}m0 {6 - cell}l{6 - cell} {cell - 6}"
            elif step := _step(value, low, high):
                shades[step] = shades.get(step, "") + f"M{x} {y}h{cell}v{cell}h-{cell}z"
    below = 18 + len(shown.rows) * cell
    drawn = "".join(
        f'<path stroke="none" fill="currentColor" fill-opacity="{step / _STEPS:.2f}" d="{path}"/>'
        for step, path in sorted(shades.items())
    )
    drawn += f'<rect x="1" y="18" width="{columns * cell}" height="{below - 18}" stroke-opacity=".5"/>'
    drawn += f'<path d="{crosses}"/>' if crosses else ""
    return framed(_title(matrix.title) + drawn + _scale(matrix, low, high, below + 10), below + 28, says)


def _step(value: float, low: float, high: float) -> int:
    """How much ink, from 0 to `_STEPS`."""
    if math.isinf(value):
        return _STEPS if value > 0 else 0
    share = (value - low) / (high - low) if high > low and math.isfinite(high - low) else 0.5
    return round(min(max(share, 0.0), 1.0) * _STEPS)


def _title(title: str) -> str:
    return f'<text x="1" y="12" fill="currentColor" stroke="none" font-weight="bold">{escape(title)}</text>'


def _scale(matrix: Heat, low: float, high: float, y: int) -> str:
    """From the least shade to the greatest, then the names of the axes."""
    least = number(low, 3)
    start = 8 + 6.2 * len(least)
    squares = "".join(
        f'<rect x="{start + index * 12:.0f}" y="{y}" width="12" height="10" fill="currentColor" '
        f'fill-opacity="{index / 4:.2f}" stroke-opacity=".5"/>'
        for index in range(5)
    )
    axes = ", ".join(part for part in (matrix.y and f"↓ {matrix.y}", matrix.x and f"→ {matrix.x}") if part)
    said = f"{number(high, 3)}   {axes}"
    texts = (
        f'<text x="{x:.0f}" y="{y + 9}" fill="currentColor" stroke="none">{escape(text)}</text>'
        for x, text in ((1, least), (start + 66, said))
    )
    return squares + "".join(texts)
