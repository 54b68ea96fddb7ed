"""A script with line numbers and syntax colours; the function that is talked about is marked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from quiz.text import clean
from quiz.tui.text.wrap import wrap
from quiz.tui.widgets.pane import Pane

_MOST = 4_000
"""Lines beyond this many are not shown: no script that reads like a worked example is so long."""


class Listing(Widget, inherit_bindings=False):
    """The lines themselves, wrapped under their numbers."""

    DEFAULT_CSS = "Listing { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._lines: list[Content] = []
        self._first = self._last = 0
        self._drawn: tuple[int, Content, list[int]] | None = None

    def show(self, lines: list[Content]) -> None:
        """Show other lines."""
        self._lines = lines
        self._redraw()

    def mark(self, first: int, last: int) -> None:
        """Mark the lines from `first` to `last`, counted from 1."""
        if (first, last) != (self._first, self._last):
            self._first, self._last = first, last
            self._redraw()

    def row(self, line: int) -> int:
        """On which row of the widget `line` begins."""
        starts = self._draw(self.content_size.width or 80)[1]
        return starts[min(max(line, 1), len(starts)) - 1] if starts else 0

    def render(self) -> Content:
        """The listing for the present width."""
        return self._draw(self.content_size.width or 80)[0]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows needed at `width`."""
        return self._draw(width)[0].plain.count("\n") + 1 if self._lines else 0

    def _redraw(self) -> None:
        self._drawn = None
        self.clear_cached_dimensions()
        self.refresh(layout=True)

    def _draw(self, width: int) -> tuple[Content, list[int]]:
        if self._drawn is None or self._drawn[0] != width:
            rows: list[Content] = []
            starts: list[int] = []
            for number, line in enumerate(self._lines, 1):
                starts.append(len(rows))
                marked = self._first <= number <= self._last
                gutter = Content.styled(
                    f"{'▌' if marked else ' '}{number:>3} ", "$accent" if marked else "$muted"
                )
                indent = len(line.plain) - len(line.plain.lstrip(" "))
                indent = indent if indent < width // 2 else 0
                first, *rest = wrap(line[indent:], max(width - 7 - indent, 10)) or [Content("")]
                rows.append(gutter + " " * indent + first)
                rows.extend(Content(" " * (5 + indent) + "↪ ") + piece for piece in rest)
            self._drawn = width, Content("\n").join(rows), starts
        return self._drawn[1], self._drawn[2]


class ScriptView(Pane):
    """Scrolls through a script; it is coloured once it can be read."""

    DEFAULT_CSS = "ScriptView { padding: 0 1; background: $surface; }"

    def compose(self) -> ComposeResult:
        """The listing."""
        yield Listing()

    def show(self, text: str) -> None:
        """Show another script."""
        safe = "\n".join(clean(text).expandtabs(4).split("\n")[:_MOST])
        self._listing.show(Content(safe).split("\n", allow_blank=True))
        self.call_after_refresh(self._colour, safe)

    def go_to(self, first: int, last: int) -> None:
        """Mark the lines from `first` to `last` and bring them into view."""
        self._listing.mark(first, last)
        self.call_after_refresh(self._bring, first)

    @property
    def _listing(self) -> Listing:
        return self.query_one(Listing)

    def _bring(self, line: int) -> None:
        row = self._listing.row(line)
        self.scroll_to_region(Region(0, max(row - 2, 0), 1, self.size.height), animate=False, immediate=True)

    def _colour(self, text: str) -> None:
        """The import of the colours is not free, and the script can be read without."""
        from quiz.tui.text.code import coloured

        if self.is_attached:
            self._listing.show(coloured(text).split("\n", allow_blank=True))


def extent(text: str, line: int) -> tuple[int, int]:
    """The first and the last line of the function whose `def` stands on `line`, its decorators included."""
    lines = text.split("\n")
    first = last = min(max(line, 1), len(lines))
    while first > 1 and lines[first - 2].startswith("@"):
        first -= 1
    for number in range(last + 1, len(lines) + 1):
        words = lines[number - 1]
        if words[:1].strip():
            break
        if words.strip():
            last = number
    return first, last
