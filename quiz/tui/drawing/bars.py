"""Counts as upright bars, one a day."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from quiz.tui.drawing.canvas import Ink, Row
from quiz.tui.text.figures import number

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WIDEST = 3  # columns of a bar


def bars(
    values: Sequence[float], columns: int, rows: int, ticks: Sequence[tuple[int, str]], ink: Ink
) -> list[Row]:
    """`values` (0 or more) in `rows` lines of at most `columns` characters, axis and labels included.

    `ticks` name some of the bars, by their index; a name that does not fit is left out. A bar is never
    so low that it cannot be seen, unless its value is 0.
    """
    top = max((*values, 0.0)) or 1.0
    body = max(rows - 2, 1)
    labels = {0: number(top), body - 1: ""} if body > 1 else {0: number(top)}
    gutter = max(cell_len(label) for label in labels.values())
    room = max(columns - gutter - 1, 1)
    shown = values[:room]
    slot = max(room // max(len(shown), 1), 1)
    slot = min(slot, _WIDEST + 1)
    width = max(slot - 1, 1)
    least = 1 / 8  # of a row: what is seen of a bar that is not 0
    heights = [max(value / top * body, least) if value > 0 else 0.0 for value in shown]
    drawn: list[Row] = []
    for row in range(body):
        label = labels.get(row, "")
        line: Row = [(f"{label:>{gutter}}{'┤' if label else '│'}", "axis")]
        above = body - 1 - row  # whole rows below this one
        text = "".join(_cell(height, above) * width + " " * (slot - width) for height in heights)
        drawn.append([*line, (text, ink)])
    starts = {index * slot: name for index, name in ticks if index < len(shown)}
    ruler = "".join("┴" if column in starts else "─" for column in range(slot * len(shown)))
    drawn.append([(f"{'0':>{gutter}}└{ruler}", "axis")])
    drawn.append([(" " * (gutter + 1) + _names(starts, room), "axis")])
    return drawn


def _cell(height: float, above: int) -> str:
    """What of a bar `height` rows high is in the row that has `above` rows below it."""
    return _EIGHTHS[min(max(round((height - above) * 8), 0), 8)]


def _names(starts: dict[int, str], room: int) -> str:
    line = ""
    for start, name in sorted(starts.items()):
        if cell_len(line) <= start and start + cell_len(name) <= room:
            line += " " * (start - cell_len(line)) + name + " "
    return line.rstrip()
