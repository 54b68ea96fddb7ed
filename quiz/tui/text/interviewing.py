"""What stands around the card of an interview: where one is, how much time is left, what to do now."""

from __future__ import annotations

from textual.content import Content

from quiz.interview.interview import Interview
from quiz.interview.words import minutes
from quiz.text import Language, clean
from quiz.tui.sitting import Sitting
from quiz.tui.text.prose import plain
from quiz.tui.words import say

_HURRY = 60.0
"""Seconds left from which on the time stands out."""
_PATH = 48
"""Columns for a path, so that it fits a window of 60."""


def where(interview: Interview, deck: str, width: int, language: Language) -> Content:
    """The top line, `width` columns wide; `deck` is the title of the present question's deck."""
    asked = interview.answer or interview.current
    right = Content(time(interview, language))
    if interview.running and interview.left < _HURRY:
        right = right.stylize("bold $text-warning")
    left = Content.styled(say("interview.title", language), "bold $primary")
    if asked:
        chain = [one for one in interview.asked if one.chain == asked.chain]
        words = say("interview.place", language, topic=asked.chain + 1, question=chain.index(asked) + 1)
        place = Content.styled(words, "$muted")
        room = width - place.cell_length - right.cell_length - 4
        title = plain(deck).first_line.truncate(max(room, 8), ellipsis=True)
        left = title.stylize("bold $primary") + "  " + place
    gap = max(width - left.cell_length - right.cell_length, 1)
    return Content.assemble(left, " " * gap, right)


def time(interview: Interview, language: Language) -> str:
    """How much time is left, or was used."""
    if interview.phase == "over":
        return say("interview.used", language, time=minutes(interview.used))
    if interview.left < 0:
        return say("interview.over_time", language, time=minutes(-interview.left))
    key = "interview.left" if interview.running or interview.phase == "ready" else "interview.stands"
    return say(key, language, time=minutes(interview.left))


def now(sitting: Sitting, modes: frozenset[str], language: Language) -> tuple[str, str]:
    """What to do now, in two lines."""
    interview = sitting.interview
    if "leaving" in modes:
        return say("interview.leave", language), say("interview.leave_hint", language)
    if "typing" in modes:
        return say("interview.typing", language), say("interview.typing_hint", language)
    match interview.phase:
        case "ready":
            return say("interview.begin", language), say("interview.begin_hint", language)
        case "ask":
            hint = "interview.late" if interview.left < 0 else "interview.aloud"
            return say("interview.finish", language), say(hint, language)
        case "went":
            proposed = interview.proposed()
            how = say(f"do.{proposed}", language) if proposed else ""
            hint = say("interview.proposed", language, how=how) if how else ""
            return say("interview.judge", language), hint
        case "answer":
            at, of = interview.index - interview.chain[0] + 1, len(interview.chain)
            return say("interview.answer", language, at=at, of=of), say("interview.tick_hint", language)
        case "over":
            return _afterwards(sitting, modes, language)


def _afterwards(sitting: Sitting, modes: frozenset[str], language: Language) -> tuple[str, str]:
    """What can be done about the ratings, and where the report lies."""
    if "working" in modes:
        return say("interview.grading", language), ""
    saved = say("interview.saved", language, path=_end(str(sitting.saved))) if sitting.saved else ""
    if "waiting" in modes:
        return say("interview.feed", language, count=sitting.feed.waiting), saved
    if "fed" in modes:
        return say("interview.fed", language, count=sitting.feed.given), saved
    return say("interview.unfed", language), saved


def _end(path: str) -> str:
    """The end of a long path, which says more than its beginning."""
    return clean(path if len(path) <= _PATH else f"…{path[-_PATH + 1 :]}")
