"""The past days as a calendar: a column a week, a row a day of the week, the denser the more was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec
from rich.cells import cell_len

from quiz.proof.shades import SHADES
from quiz.tui.drawing.canvas import Ink, Row

ROWS = 9
"""Lines of a calendar: months, seven days, and the scale."""
_NONE = "·"
_LEVELS = len(SHADES) - 1


class Names(msgspec.Struct, frozen=True):
    """What the days of the week (from Monday) and the months (from January) are called, briefly."""

    days: Sequence[str]
    months: Sequence[str]


def weeks(counts: Mapping[date, int], today: date, columns: int, names: Names) -> list[Row]:
    """The weeks up to that of `today`, as many as fit `columns`; `counts` is what was done on which day."""
    gutter = max(cell_len(name) for name in names.days) + 1
    across = max((columns - gutter) // 2, 1)
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(across - 1, -1, -1)]
    top = max((count for day, count in counts.items() if starts[0] <= day <= today), default=0)
    drawn: list[Row] = [[(" " * gutter + _months(starts, names.months), "axis")]]
    for weekday, name in enumerate(names.days):
        line: Row = [(name + " " * (gutter - cell_len(name)), "axis")]
        for start in starts:
            day = start + timedelta(days=weekday)
            line.append(("  ", "blank") if day > today else _day(counts.get(day, 0), top))
        drawn.append(line)
    drawn.append([(" " * gutter, "blank"), *scale(top)])
    return drawn


def strip(counts: Mapping[date, int], today: date, days: int) -> Row:
    """The last `days` days in one line, a sign each, today last."""
    past = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    top = max((counts.get(day, 0) for day in past), default=0)
    line: Row = []
    for day in past:
        cell, ink = _day(counts.get(day, 0), top)
        line.append((cell[0], ink))
    return line


def scale(top: int) -> Row:
    """What each sign stands for, when at most `top` was done a day."""
    line: Row = [(f"{_NONE} 0", "axis")]
    for level in range(1, _LEVELS + 1):
        counts = [count for count in range(1, top + 1) if _level(count, top) == level]
        if counts:
            ends = str(counts[0]) if counts[0] == counts[-1] else f"{counts[0]}–{counts[-1]}"
            line.append((f"   {SHADES[level]}", "measured"))
            line.append((f" {ends}", "axis"))
    return line


def _day(count: int, top: int) -> tuple[str, Ink]:
    return (SHADES[_level(count, top)] * 2, "measured") if count else (f"{_NONE} ", "axis")


def _level(count: int, top: int) -> int:
    """From 1, for little, to 4, for the most that was done on any day."""
    return -(-count * _LEVELS // max(top, 1))


def _months(starts: Sequence[date], names: Sequence[str]) -> str:
    """The name of each month over its first week; one that would touch the next is left out."""
    heads = [
        (index * 2, names[start.month - 1])
        for index, start in enumerate(starts)
        if index == 0 or starts[index - 1].month != start.month
    ]
    ends = [*(at for at, _ in heads[1:]), len(starts) * 2 + 1]
    line = ""
    for (at, name), end in zip(heads, ends, strict=True):
        if at + cell_len(name) < end:
            line += " " * (at - cell_len(line)) + name
    return line
