"""The past days in words and signs, as Home and Stats show them."""

from __future__ import annotations

from datetime import date

from quiz.memory.stats import Calendar
from quiz.text import Language
from quiz.tui.drawing import weeks
from quiz.tui.drawing.canvas import Row
from quiz.tui.words import say

_MOST_WEEKS = 53


def drawn(calendar: Calendar, columns: int, language: Language) -> list[Row]:
    """The calendar in `columns` columns, a year at most."""
    names = weeks.Names(say("calendar.days", language).split(), say("calendar.months", language).split())
    return weeks.weeks(counts(calendar), today(calendar), min(columns, 4 + 2 * _MOST_WEEKS), names)


def counts(calendar: Calendar) -> dict[date, int]:
    """How many questions were rated on each day."""
    return {date.fromisoformat(day.day): day.reviews for day in calendar.days}


def today(calendar: Calendar) -> date:
    """The learner's day."""
    return date.fromisoformat(calendar.today)
