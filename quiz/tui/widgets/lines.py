"""A long list of which only the lines in sight are drawn; the screen moves it, and is told what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

_SIGN = 2  # columns in front of each line, for the sign of the chosen one


class Lines(ScrollView, can_focus=False, inherit_bindings=False):
    """`count` lines, one of them chosen; `draw` gives the line of an index for so many columns."""

    DEFAULT_CSS = """
    Lines { height: 1fr; width: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; padding: 0 1; }
    Lines > .lines--here {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--here"}

    class Clicked(Message):
        """A line was clicked, and is chosen; `again` when it was chosen before."""

        def __init__(self, lines: Lines, *, again: bool) -> None:
            super().__init__()
            self.lines = lines
            self.again = again

        @property
        def control(self) -> Lines:
            """The list, so that its id selects the handler."""
            return self.lines

    def __init__(self, draw: Callable[[int, int], Content], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self.count = 0
        self.at = 0
        """The chosen line; 0 too when there is none."""

    @property
    def room(self) -> int:
        """How many columns there are for a line."""
        return max(self.scrollable_content_region.width - _SIGN, 1)

    def show(self, count: int, at: int = 0) -> None:
        """Show `count` other lines, with the line `at` chosen."""
        self.count = count
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.at = min(max(at, 0), max(count - 1, 0))
        self._bring_into_sight()
        self.refresh()

    def choose(self, at: int) -> None:
        """Choose the line `at`, or the nearest one there is."""
        before, self.at = self.at, min(max(at, 0), max(self.count - 1, 0))
        if before != self.at:
            self.refresh_line(before)
            self.refresh_line(self.at)
            self._bring_into_sight()

    def move(self, key: str) -> None:
        """Choose another line as `key` asks: the next one, one a page away, or the first or last."""
        page = max(self.scrollable_content_region.height - 1, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": page, "space": page, "pageup": -page}
        ends = {"home": -self.count, "end": self.count}
        self.choose(self.at + (steps | ends).get(key, 0))

    def render_line(self, y: int) -> Strip:
        """The line in row `y` of what is in sight."""
        width = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        here = index == self.at
        style = self.get_visual_style("lines--here") if here and self.count else self.visual_style
        if not 0 <= index < self.count:
            return Strip.blank(width, style.rich_style)
        drawn = self._draw(index, self.room)
        # The chosen line keeps to the two colours of the cursor: on it others may not be readable.
        line = Content(f"› {drawn.plain}") if here else Content("  ") + drawn
        strip = Visual.to_strips(self, line, width, 1, style, pad=True)[0]
        return strip.crop_extend(0, width, style.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the mouse."""
        event.stop()
        spot = event.get_content_offset(self)
        index = self.scroll_offset.y + spot.y if spot else self.count
        if index < self.count:
            again = index == self.at
            self.choose(index)
            self.post_message(self.Clicked(self, again=again))

    def on_resize(self, event: events.Resize) -> None:
        """What is chosen stays in sight."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        width = self.scrollable_content_region.width
        self.scroll_to_region(Region(0, self.at, width, 1), animate=False, force=True)
