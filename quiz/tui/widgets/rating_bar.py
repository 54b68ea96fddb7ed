"""The four ratings with the time until each brings the question back; before the answer, how to see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from textual.content import Content
from textual.style import Style

from quiz.memory.model import Rating
from quiz.text import Language
from quiz.tui.text.figures import span
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.words import say

NAMES = {
    Rating.AGAIN: "rating.again",
    Rating.HARD: "rating.hard",
    Rating.GOOD: "rating.good",
    Rating.EASY: "rating.easy",
}


class RatingBar(Clickable, inherit_bindings=False):
    """Two lines above the footer."""

    DEFAULT_CSS = """
    RatingBar { dock: bottom; height: 2; width: 1fr; padding: 0 1; margin-bottom: 1; background: $surface; }
    RatingBar > .rating--key { color: $accent; text-style: bold; }
    RatingBar > .rating--suggested { color: $success; text-style: bold underline; }
    RatingBar > .rating--words { color: $muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rating--key", "rating--suggested", "rating--words"}

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._lines = (Content(""), Content(""))

    @property
    def plain(self) -> str:
        """What it says."""
        return "\n".join(line.plain for line in self._lines)

    def tell(self, first: str, second: str = "") -> None:
        """Show plain words."""
        self._lines = (Content(first), Content.styled(second, "$muted"))
        self.refresh()

    def rate(
        self,
        intervals: Mapping[Rating, timedelta],
        suggested: Rating | None,
        reason: str,
        language: Language,
    ) -> None:
        """Show the ratings; `suggested` is marked, and `reason` says why."""
        key, words = (self.get_visual_style(f"rating--{part}", partial=True) for part in ("key", "words"))
        chosen = self.get_visual_style("rating--suggested", partial=True)
        entries = []
        for rating, name in NAMES.items():
            label = Content.assemble(
                Content.styled(str(int(rating)), key),
                " ",
                Content.styled(say(name, language), chosen if rating == suggested else ""),
                "◂" if rating == suggested else "",
                " ",
                Content.styled(span(intervals[rating], language), words),
            )
            entries.append(label.stylize(Style.from_meta({CLICKED: f"rate({int(rating)})"})))
        self._lines = (Content("   ").join(entries), Content.styled(reason, words))
        self.refresh()

    def render(self) -> Content:
        """The lines, cut to the present width."""
        width = self.content_size.width
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in self._lines)
