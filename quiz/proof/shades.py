"""A matrix as shades: darker and denser is larger, with the ends of the scale in numbers."""

from __future__ import annotations

import math

from quiz.lab.evidence import Heat

SHADES = " ░▒▓█"


def levels(heat: Heat) -> tuple[float, float]:
    """The least and the greatest finite entry; (0, 1) when there is none."""
    seen = [value for row in heat.rows for value in row if math.isfinite(value)]
    return (min(seen), max(seen)) if seen else (0.0, 1.0)


def shade(value: float, low: float, high: float) -> int:
    """Which of `SHADES` stands for `value`; -1 when it is not a number."""
    if math.isnan(value):
        return -1
    share = (value - low) / (high - low) if high > low and math.isfinite(high - low) else 0.5
    if math.isinf(value):
        share = 1.0 if value > 0 else 0.0
    return round(min(max(share, 0.0), 1.0) * (len(SHADES) - 1))


def shrink(heat: Heat, columns: int, rows: int) -> Heat:
    """`heat` with blocks averaged so that it has at most `columns` × `rows` entries."""
    height = len(heat.rows)
    width = max((len(row) for row in heat.rows), default=0)
    if width <= columns and height <= rows:
        return heat
    across, down = max(1, -(-width // max(columns, 1))), max(1, -(-height // max(rows, 1)))
    blocks = tuple(
        tuple(
            _mean([value for row in heat.rows[top : top + down] for value in row[left : left + across]])
            for left in range(0, width, across)
        )
        for top in range(0, height, down)
    )
    return Heat(blocks, heat.title, heat.x, heat.y)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan
