"""Where a line may be broken: at spaces, and between Chinese characters but not before their commas."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content

_NOT_FIRST = frozenset("，。、；：？！）」』】》〉”’％…—·,.;:?!)]}%")
_NOT_LAST = frozenset("（「『【《〈“‘([{")


def offsets(line: str, width: int) -> list[int]:
    """Where `line` (without newlines) is cut so that no piece is wider than `width` columns (at least 2).

    Spaces at a cut may hang over. A word wider than the line is cut where the line ends.
    """
    width = max(width, 2)
    cuts: list[int] = []
    start = candidate = column = 0
    before, was_wide = "", False
    for index, char in enumerate(line):
        size = get_character_cell_size(char)
        wide = size == 2
        if before == " " != char or (
            (wide or was_wide) and before not in _NOT_LAST and char not in _NOT_FIRST and char != " "
        ):
            candidate = index
        for cut in (candidate, index):
            if char != " " and column + size > width and cut > start:
                cuts.append(cut)
                column = cell_len(line[cut:index])
                start = cut
        column += size
        before, was_wide = char, wide
    return cuts


def wrap(content: Content, width: int) -> list[Content]:
    """`content` in lines of at most `width` columns."""
    lines: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        plain = line.expand_tabs(4)
        cuts = offsets(plain.plain, width)
        lines.extend(piece.rstrip() for piece in (plain.divide(cuts) if cuts else [plain]))
    return lines
