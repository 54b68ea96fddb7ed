"""What the log tells of this learner: seconds an answer takes, first ratings, and what was recalled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from quiz.memory.log import STANDING
from quiz.memory.plan.fading import Seen
from quiz.memory.plan.fsrs6 import Fsrs6

_LAST = f"""
SELECT question, day, phase, rating, min(took, 600.0), recall FROM log
WHERE {STANDING} ORDER BY id DESC LIMIT 4000
"""
"""The latest answers: older ones tell of another learner. Whoever leaves the screen open is not studying."""
_PRIOR = 10
"""How many answers what is assumed beforehand counts for."""


class Answered(msgspec.Struct, frozen=True):
    """One rating that stands, as far as plans look at it."""

    question: str
    day: int
    phase: str
    rating: int
    seconds: float | None
    recall: float | None
    """What was foretold."""


class Pace(msgspec.Struct, frozen=True):
    """Seconds it takes to learn a question, and to go through one that is, or is not, recalled."""

    new: float = 90.0
    recalled: float = 30.0
    forgotten: float = 85.0


class Habits(msgspec.Struct, frozen=True):
    """Everything that plans take from the log."""

    pace: Pace = Pace()
    first: tuple[float, float, float, float] = (0.25, 0.15, 0.45, 0.15)
    """Shares of Again, Hard, Good and Easy among first ratings."""
    seen: tuple[Seen, ...] = ()
    spent: float = 0.0
    """Seconds studied today."""


def load(db: sqlite3.Connection, fsrs: Fsrs6, day: int) -> Habits:
    """The learner's habits on that day, from the latest answers."""
    rows = db.execute(_LAST).fetchall()
    return habits([Answered(*row) for row in reversed(rows)], fsrs, day)


def habits(answers: Iterable[Answered], fsrs: Fsrs6, day: int) -> Habits:
    """What `answers`, oldest first, tell on that day."""
    usual = Habits()
    sums = [seconds * _PRIOR for seconds in msgspec.structs.astuple(usual.pace)]
    counts = [_PRIOR] * 3
    first = [share * _PRIOR for share in usual.first]
    seen: list[Seen] = []
    last: dict[str, tuple[int, int]] = {}  # its last day, and how the seconds of its steps are counted
    spent = 0.0
    for one in answers:
        before, sort = last.get(one.question, (one.day, 0))
        if one.phase == "new":
            sort = 0
            first[one.rating - 1] += 1
        elif one.phase == "review":
            sort = 1 if one.rating > 1 else 2
        if one.phase in ("new", "review") and one.seconds is not None:
            counts[sort] += 1
        sums[sort] += one.seconds or 0.0
        spent += (one.seconds or 0.0) * (one.day == day)
        days = one.day - before
        if days > 0 and one.recall is not None and 0 < one.recall < 1:
            seen.append(Seen(days, days / fsrs.age(one.recall), one.rating > 1))
        last[one.question] = max(one.day, before), sort
    pace = Pace(*(total / count for total, count in zip(sums, counts, strict=True)))
    shares = tuple(share / sum(first) for share in first)
    return Habits(pace, shares, tuple(seen), spent)  # type: ignore[arg-type]
