"""A column that scrolls; the screen moves it, so that keys mean the same wherever the focus is."""

from __future__ import annotations

from textual.containers import ScrollableContainer


class Pane(ScrollableContainer, can_focus=False, inherit_bindings=False):
    """Scrolls by the keys of its screen and by the wheel."""

    DEFAULT_CSS = "Pane { overflow: hidden auto; scrollbar-size-vertical: 1; width: 1fr; height: 1fr; }"

    def move(self, key: str) -> None:
        """Scroll as `key` asks: a line, a page, or to an end."""
        if key in ("j", "down"):
            self.scroll_relative(y=1, animate=False)
        elif key in ("k", "up"):
            self.scroll_relative(y=-1, animate=False)
        elif key in ("pagedown", "space"):
            self.scroll_page_down(animate=False)
        elif key == "pageup":
            self.scroll_page_up(animate=False)
        elif key == "home":
            self.scroll_home(animate=False)
        elif key == "end":
            self.scroll_end(animate=False)
