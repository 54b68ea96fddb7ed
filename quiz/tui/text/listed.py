"""A question on one line, as Browse lists it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from quiz.memory.standing import Standing
from quiz.text import Language
from quiz.tui.browsing import Entry, Proved
from quiz.tui.text.marks import Mark
from quiz.tui.text.prose import plain, prose
from quiz.tui.text.table import Column, row
from quiz.tui.words import say

PLACES = {
    "due": "place.due",
    "learning": "place.learning",
    "new": "place.new",
    "later": "place.later",
    "suspended": "place.suspended",
    "buried": "place.buried",
}
PROVED = {
    "holds": "proved.holds",
    "failed": "proved.failed",
    "stale": "proved.stale",
    "not_run": "proved.not_run",
    "cited": "proved.cited",
}
LEVELS = {"core": "level.core", "deep": "level.deep", "trap": "level.trap"}

_SIGNS: dict[Proved, tuple[str, str]] = {
    "holds": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "stale": ("⟳", "$text-warning"),
    "not_run": ("○", "$muted"),
    "cited": ("§", "$muted"),
}
_LONGEST = 400  # characters of a prompt that are looked at: no terminal shows more on a line

_WIDE = (Column(0), Column(2), Column(22), Column(8), Column(14), Column(16))
_MIDDLE = (Column(0), Column(2), Column(6), Column(12), Column(13))
_NARROW = (Column(0), Column(2), Column(12), Column(2))


def columns(room: int) -> tuple[Column, ...]:
    """The columns for `room` columns of the terminal: the prompt, a gap, then what fits of the rest."""
    return _WIDE if room >= 96 else _MIDDLE if room >= 64 else _NARROW


def heads(room: int, language: Language) -> Content:
    """The line above the list."""
    keys = {
        len(_WIDE): ("browse.ask", "", "browse.deck", "browse.level", "browse.place", "browse.proved"),
        len(_MIDDLE): ("browse.ask", "", "browse.level", "browse.place", "browse.proved"),
        len(_NARROW): ("browse.ask", "", "browse.place", ""),
    }[len(columns(room))]
    return row([say(key, language) if key else "" for key in keys], columns(room), room).stylize("$muted")


def listed(entry: Entry, deck: Callable[[str], str], room: int, language: Language) -> Content:
    """`entry` on one line of `room` columns; `deck` gives the title of a deck."""
    shape = columns(room)
    ask = prose(entry.question.ask.in_(language)[:_LONGEST].strip()).first_line
    mark, place = proved(entry, language), placed(entry.standing, language)
    level = Content.styled(say(LEVELS[entry.question.level], language), "$muted")
    if shape is _WIDE:
        title = plain(deck(entry.question.deck)).first_line.truncate(21, ellipsis=True)
        return row([ask, "", title, level, place, mark.content], shape, room)
    if shape is _MIDDLE:
        return row([ask, "", level, place, mark.content], shape, room)
    return row([ask, "", place, Content.styled(mark.sign, mark.style)], shape, room)


def proved(entry: Entry, language: Language) -> Mark:
    """What is known of the proofs of `entry`."""
    sign, style = _SIGNS[entry.proved]
    if entry.proved in ("holds", "failed"):
        return Mark(sign, f"{entry.held}/{entry.of}", style)
    return Mark(sign, say(PROVED[entry.proved], language), style)


def placed(standing: Standing, language: Language) -> Content:
    """Where a question stands, in a word or two."""
    if standing.place == "later":
        return Content(say("place.in_days", language, days=standing.days))
    if standing.place == "suspended":
        key = "place.leech" if standing.leech else "place.suspended"
        return Content.styled(say(key, language), "$text-warning")
    if standing.place == "buried":
        return Content.styled(say("place.buried", language), "$text-warning")
    words = say(PLACES[standing.place], language)
    return Content.styled(words, "$muted" if standing.place == "new" else "bold $accent")
