"""A grid of braille dots: each character cell is two dots wide and four high."""

from __future__ import annotations

from typing import Literal

Ink = Literal["blank", "axis", "region", "interval", "predicted", "measured"]
"""What a dot stands for. Where several meet in one cell the last of these gives the colour."""

_RANK: dict[Ink, int] = {
    "blank": 0,
    "axis": 1,
    "region": 2,
    "interval": 3,
    "predicted": 4,
    "measured": 5,
}
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # [row][column] of one cell

Row = list[tuple[str, Ink]]
"""One line of characters as runs of one ink."""


class Canvas:
    """`columns` × `rows` characters; dots are counted from the upper left."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.width = 2 * columns
        self.height = 4 * rows
        self._dots = [[0] * columns for _ in range(rows)]
        self._inks: list[list[Ink]] = [["blank"] * columns for _ in range(rows)]
        self._marks: dict[tuple[int, int], str] = {}

    def dot(self, x: int, y: int, ink: Ink) -> None:
        """Set one dot; outside the grid nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height:
            row, column = y // 4, x // 2
            self._dots[row][column] |= _BITS[y % 4][x % 2]
            self._touch(row, column, ink)

    def mark(self, x: int, y: int, char: str, ink: Ink) -> None:
        """Put a whole character on the cell of the dot (x, y), over what is there."""
        if 0 <= x < self.width and 0 <= y < self.height:
            row, column = y // 4, x // 2
            self._marks[row, column] = char
            self._touch(row, column, ink)

    def line(self, start: tuple[int, int], end: tuple[int, int], ink: Ink, *, dash: int = 0) -> None:
        """A straight line; with `dash` that many dots on and as many off."""
        (x, y), (across, down) = start, (end[0] - start[0], end[1] - start[1])
        steps = max(abs(across), abs(down), 1)
        for step in range(steps + 1):
            column = x + round(across * step / steps)
            if dash == 0 or (column // dash) % 2 == 0:
                self.dot(column, y + round(down * step / steps), ink)

    def lines(self) -> list[Row]:
        """The drawing, line by line."""
        drawn: list[Row] = []
        for row in range(self.rows):
            runs: Row = []
            for column in range(self.columns):
                char = self._marks.get((row, column)) or chr(0x2800 + self._dots[row][column])
                ink = self._inks[row][column]
                if char == "\u2800":
                    char, ink = " ", "blank"
                if runs and runs[-1][1] == ink:
                    runs[-1] = (runs[-1][0] + char, ink)
                else:
                    runs.append((char, ink))
            drawn.append(runs)
        return drawn

    def _touch(self, row: int, column: int, ink: Ink) -> None:
        if _RANK[ink] >= _RANK[self._inks[row][column]]:
            self._inks[row][column] = ink
