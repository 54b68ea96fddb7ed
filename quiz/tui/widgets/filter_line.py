"""The filters of Browse on one line, each with the key that changes it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.style import Style

from quiz.text import Language
from quiz.tui.browsing import FACETS, Facet, Wanted
from quiz.tui.text.listed import LEVELS, PLACES, PROVED
from quiz.tui.text.prose import plain
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.widgets.prose import Prose
from quiz.tui.words import say

NAMES: dict[Facet, str] = {
    "deck": "browse.deck",
    "level": "browse.level",
    "proved": "browse.proved",
    "place": "browse.place",
}
_WIDEST = 14  # columns of a value


class FilterLine(Prose, Clickable, inherit_bindings=False):  # in this order: styles come from the first
    """What is wanted of each facet, and how many questions that leaves."""

    def tell(
        self,
        wanted: Wanted,
        picking: Facet | None,
        counts: tuple[int, int],
        deck: Callable[[str], str],
        language: Language,
    ) -> None:
        """Bring it up to date; `counts` are those that are left and all, `picking` is the open filter."""
        parts = []
        for key, facet in enumerate(FACETS, 1):
            value = wanted.of(facet)
            name = plain(value_name(facet, value, deck, language)).first_line
            part = Content.assemble(
                (f"{key} ", "bold $accent"),
                (f"{say(NAMES[facet], language)} ", "bold" if facet == picking else "$muted"),
                name.truncate(_WIDEST, ellipsis=True).stylize("bold" if value else ""),
                "▾" if facet == picking else "",
            )
            parts.append(part.stylize(Style.from_meta({CLICKED: f"filter({key})"})))
        left, of = counts
        count = Content.styled(say("browse.count", language, left=left, of=of), "$muted")
        self.show(Content("  ").join(parts), tails=(count,))


def value_name(facet: Facet, value: str, deck: Callable[[str], str], language: Language) -> str:
    """A value of a facet as the learner reads it; `deck` gives the title of a deck."""
    if not value:
        return say("browse.all", language)
    if facet == "deck":
        return deck(value)
    keys = {"level": LEVELS, "proved": PROVED, "place": PLACES}[facet]
    return say(keys[value], language)
