"""What the learner wants: to know these decks on that day, for so many minutes a day. The only thing kept."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import msgspec

from quiz.errors import Fault, QuizError
from quiz.memory.log import DamagedError

LONGEST = 731
"""Days: two years. Who plans further ahead has mistyped the year."""
_KEY = "goal"


class DayError(QuizError):
    """The day of the interview is none that can be planned for."""


class Goal(msgspec.Struct, frozen=True):
    """Kept in the table `meta`, so that it is as durable as a rating and lies in every backup."""

    interview: date
    minutes: float = 30.0
    """Minutes a day."""
    decks: tuple[str, ...] = ()
    """Ids of decks; all when there is none."""


def sensible(goal: Goal, today: date) -> Goal:
    """The goal itself. Raises DayError when its day has come or is more than two years off."""
    day = f"{goal.interview:%Y-%m-%d}"
    if goal.interview == today:
        raise _wrong(
            "The interview is today: there is no day left to plan.", "`quiz review` asks what is due."
        )
    if goal.interview < today:
        raise _wrong(f"The interview on {day} is over.", f"Name a day after {today:%Y-%m-%d}.")
    if goal.interview > today + timedelta(days=LONGEST):
        raise _wrong(f"The interview on {day} is more than two years away.", "Is the year right?")
    return goal


def _wrong(what: str, remedy: str) -> DayError:
    return DayError(Fault(what, remedy))


def load(db: sqlite3.Connection) -> Goal | None:
    """The goal that is kept, if there is one. Raises DamagedError when it cannot be read."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_KEY,)).fetchone()
    if row is None:
        return None
    try:
        return msgspec.json.decode(row[0], type=Goal)
    except (msgspec.MsgspecError, ValueError) as error:
        raise DamagedError("the goal of the plan makes no sense") from error


def save(db: sqlite3.Connection, goal: Goal | None) -> None:
    """Keep a goal, or none, inside the transaction that is open."""
    if goal is None:
        db.execute("DELETE FROM meta WHERE name = ?", (_KEY,))
    else:
        text = msgspec.json.encode(goal).decode()
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, text))
