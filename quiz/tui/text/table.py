"""Rows whose columns line up, also with Chinese characters of two columns each."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.content import Content


class Column(msgspec.Struct, frozen=True):
    """`width` columns of the terminal; 0 takes what the others leave."""

    width: int
    right: bool = False


def row(cells: Sequence[Content | str], columns: Sequence[Column], room: int) -> Content:
    """`cells` in one line of `room` columns; what does not fit is cut with `…`."""
    rest = max(room - sum(column.width for column in columns), 4)
    parts = []
    for cell, column in zip(cells, columns, strict=True):
        width = column.width or rest
        text = Content(cell) if isinstance(cell, str) else cell
        text = text.first_line.truncate(width, ellipsis=True)
        blank = Content.blank(width - text.cell_length) if text.cell_length < width else Content("")
        parts.append(blank + text if column.right else text + blank)
    return Content("").join(parts)
