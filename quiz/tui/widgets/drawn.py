"""A drawing that is made anew for each width."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size

from quiz.tui.drawing.canvas import Row
from quiz.tui.widgets.inked import Inked

Draw = Callable[[int], list[Row]]
"""The lines for so many columns."""


class Drawn(Inked):
    """Shows what `draw` gives; as high as that."""

    DEFAULT_CSS = "Drawn { height: auto; }"

    def __init__(self, draw: Draw = lambda _: [], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw

    def show(self, draw: Draw) -> None:
        """Draw something else."""
        self._draw = draw
        self.clear_cached_dimensions()
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines needed at `width`."""
        return len(self._draw(width)) if width > 0 else 0

    def render(self) -> Content:
        """The lines for the present width."""
        width = self.content_size.width
        return Content("\n").join(self.row(row).truncate(width) for row in self._draw(width))
