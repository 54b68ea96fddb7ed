"""Drawings on the screen: inks become the colours of the theme."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quiz.lab.evidence import Evidence
from quiz.tui.drawing import figure as figures
from quiz.tui.drawing import interval
from quiz.tui.drawing.canvas import Ink, Row
from quiz.tui.drawing.figure import Figure


class Inked(Widget, inherit_bindings=False):
    """Draws rows of characters, each run in the colour of its ink."""

    DEFAULT_CSS = """
    Inked { width: 1fr; }
    Inked > .ink--axis { color: $muted; }
    Inked > .ink--region { color: $success; }
    Inked > .ink--interval { color: $secondary; }
    Inked > .ink--predicted { color: $predicted; }
    Inked > .ink--measured { color: $measured; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("ink--axis", "ink--region", "ink--interval", "ink--predicted", "ink--measured")
    }

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)

    def ink(self, text: str, ink: Ink) -> Content:
        """`text` in the colour of `ink`."""
        if ink == "blank":
            return Content(text)
        return Content.styled(text, self.get_visual_style(f"ink--{ink}", partial=True))

    def row(self, row: Row) -> Content:
        """One line."""
        return Content("").join(self.ink(text, ink) for text, ink in row)


class PlotView(Inked):
    """A figure with its legend below."""

    DEFAULT_CSS = "PlotView { height: 14; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._figure = Figure()
        self._names = ("", "")

    @property
    def figure(self) -> Figure:
        """What is drawn now."""
        return self._figure

    def show(self, figure: Figure, interval: str, claim: str) -> None:
        """Draw `figure`; `interval` and `claim` name its bars and edges in the legend."""
        if (figure, (interval, claim)) != (self._figure, self._names):
            self._figure, self._names = figure, (interval, claim)
            self.refresh()

    def render(self) -> Content:
        """The drawing for the present size."""
        width, height = self.content_size
        if width < 12 or height < 5:
            return Content("")
        legend = _legend(self, figures.legend(self._figure, *self._names), width)
        rows = figures.draw(self._figure, width, height - len(legend))
        return Content("\n").join([*map(self.row, rows), *legend])


class IntervalView(Inked):
    """A claim and its measurement on one line."""

    DEFAULT_CSS = "IntervalView { height: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._evidence: Evidence | None = None

    def show(self, evidence: Evidence) -> None:
        """Draw the claim and the measurement of `evidence`."""
        if evidence is not self._evidence:
            self._evidence = evidence
            self.refresh()

    def render(self) -> Content:
        """The line for the present width."""
        width = self.content_size.width
        return self.row(interval.draw(self._evidence, width)) if self._evidence and width > 4 else Content("")

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as there is room."""
        return container.width


def _legend(view: PlotView, entries: list[tuple[str, Ink]], width: int) -> list[Content]:
    lines: list[Content] = []
    for text, ink in entries:
        entry = view.ink(text, ink).truncate(width, ellipsis=True)
        if lines and lines[-1].cell_length + 2 + entry.cell_length <= width:
            lines[-1] = lines[-1] + "  " + entry
        else:
            lines.append(entry)
    return lines
