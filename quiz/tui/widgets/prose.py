"""Styled text that wraps as Chinese and English both need, with a hanging indent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quiz.tui.text.wrap import wrap

_ITEM = re.compile(r"(?:•|\d{1,2}\.) ")


class Prose(Widget):
    """`body` in as many lines as it needs, beginning after `lead` and keeping clear of it below.

    Each of the `tails` follows it, whole wherever a line has room for it: a mark such as `✓ holds`.
    """

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(
        self,
        body: Content | str = "",
        lead: Content | str = "",
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._body = _content(body)
        self._lead = _content(lead)
        self._tails: tuple[Content, ...] = ()
        self._wrapped: tuple[int, Content] | None = None

    @property
    def plain(self) -> str:
        """All its words, without styles or line breaks of the screen."""
        return self._lead.plain + "  ".join(part.plain for part in (self._body, *self._tails) if part)

    def show(
        self, body: Content | str, lead: Content | str | None = None, tails: Sequence[Content | None] = ()
    ) -> None:
        """Show other words."""
        after = tuple(tail for tail in tails if tail)
        lead = self._lead if lead is None else _content(lead)
        body = _content(body)
        same = len(after) == len(self._tails) and all(map(Content.is_same, after, self._tails))
        if same and body.is_same(self._body) and lead.is_same(self._lead):
            return
        self._body, self._lead, self._tails, self._wrapped = body, lead, after, None
        self.clear_cached_dimensions()
        self.refresh(layout=True)

    def render(self) -> Content:
        """The lines for the present width."""
        return self._lines(self.content_size.width or 80)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines needed at `width`."""
        return self._lines(width).plain.count("\n") + 1 if self._body or self._lead or self._tails else 0

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The longest line, unwrapped."""
        longest = max((line.cell_length for line in self._body.split("\n", allow_blank=True)), default=0)
        return self._lead.cell_length + longest + sum(tail.cell_length + 2 for tail in self._tails)

    def _lines(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = (width, _hang(self._lead, self._body, self._tails, width))
        return self._wrapped[1]


def _hang(lead: Content, body: Content, tails: Sequence[Content], width: int) -> Content:
    indent = lead.cell_length
    if indent > width // 2:
        return Content("\n").join([line for part in (lead, body, *tails) for line in wrap(part, width)])
    if not body and tails:
        body, *tails = tails
    lines: list[Content] = []
    for paragraph in body.split("\n", allow_blank=True):
        item = _ITEM.match(paragraph.plain)
        inner = indent + (cell_len(item[0]) if item else 0)
        first, *rest = (
            wrap(paragraph, width - inner) if not item else _item(paragraph, item.end(), width - inner)
        )
        before = lead if not lines else Content.blank(indent)
        lines.append(before + first)
        lines.extend(Content.blank(inner) + line for line in rest)
    for tail in tails:
        if lines[-1].cell_length + 2 + tail.cell_length <= width:
            lines[-1] += "  " + tail
        else:
            lines.extend(Content.blank(indent) + line for line in wrap(tail, width - indent))
    return Content("\n").join(lines)


def _item(paragraph: Content, end: int, width: int) -> list[Content]:
    first, *rest = wrap(paragraph[end:], width)
    return [paragraph[:end] + first, *rest]


def _content(text: Content | str) -> Content:
    return Content(text) if isinstance(text, str) else text
