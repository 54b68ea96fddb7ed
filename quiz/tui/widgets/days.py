"""The past days on Home: a calendar where there is room for one, else the last weeks in one line."""

from __future__ import annotations

from functools import partial

from rich.cells import cell_len

from quiz.memory.stats import Calendar
from quiz.text import Language
from quiz.tui.drawing.canvas import Row
from quiz.tui.drawing.weeks import strip
from quiz.tui.text import calendar as calendars
from quiz.tui.widgets.drawn import Drawn
from quiz.tui.words import say

_WEEKS = (4, 2)  # in the one line, as there is room


class Days(Drawn):
    """On which days something was rated, and how many in a row."""

    DEFAULT_CSS = "Days { margin: 0 2 1 2; max-width: 84; }"

    def tell(self, calendar: Calendar, language: Language, *, tall: bool) -> None:
        """Show the days up to now; a whole calendar where the window is `tall` enough."""
        self.display = bool(calendar.days)
        self.show(partial(_month if tall else _line, calendar, language))


def _line(calendar: Calendar, language: Language, columns: int) -> list[Row]:
    today = calendars.today(calendar)
    streak = _streak(calendar, language)
    for weeks in _WEEKS:
        name = say("home.weeks", language, weeks=weeks)
        if cell_len(name) + 7 * weeks + cell_len(streak) + 4 <= columns:
            break
    past = strip(calendars.counts(calendar), today, 7 * weeks)
    return [[(f"{name}  ", "axis"), *past, (f"  {streak}", "axis")]]


def _month(calendar: Calendar, language: Language, columns: int) -> list[Row]:
    rows = calendars.drawn(calendar, columns, language)
    return [*rows[:-1], [*rows[-1], (f"   {_streak(calendar, language)}", "axis")]]


def _streak(calendar: Calendar, language: Language) -> str:
    done = {day.day: day.reviews for day in calendar.days}.get(calendar.today, 0)
    today = say("home.done_today", language, done=done)
    return f"{today} · {say('home.streak', language, days=calendar.streak)}" if calendar.streak else today
