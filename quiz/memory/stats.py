"""What the log shows: how much was done, how much was recalled, what comes."""

from __future__ import annotations

import sqlite3
from datetime import date
from math import sqrt

import msgspec

from quiz.memory.days import DAY, Today
from quiz.memory.log import STANDING

_DAYS = f"SELECT day, count(*), sum(min(took, :most)) FROM log WHERE {STANDING} GROUP BY day ORDER BY day"
_DUE = f"""
SELECT max(0, (due - :start) / {DAY}) AS ahead, count(*) FROM state WHERE reps > 0 AND suspended = 0
GROUP BY ahead HAVING ahead < :days
"""
_HARDEST = """
SELECT question, lapses, difficulty FROM state WHERE reps > 0 AND (lapses > 0 OR difficulty > 5)
ORDER BY lapses DESC, difficulty DESC, question LIMIT 10
"""
_LONGEST = 600.0
"""Seconds that one answer counts at most: who leaves the screen open is not studying."""

FORECAST = 30
"""Days looked ahead."""

BINS = (0.0, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Borders between which foretold chances of recall are compared with what happened."""
_BIN = " + ".join(f"(recall >= {border})" for border in BINS[1:-1])
_REVIEWS = f"""
SELECT {_BIN} AS bin, count(*), sum(rating > 1), sum(recall) FROM log
WHERE phase = 'review' AND {STANDING} GROUP BY bin ORDER BY bin
"""


class Studied(msgspec.Struct, frozen=True):
    """One of the learner's days on which something was rated."""

    day: str
    """ISO date."""
    reviews: int
    minutes: float


class Calibration(msgspec.Struct, frozen=True):
    """Reviews with a foretold chance of recall between two borders: its mean, and what happened."""

    foretold: float
    recalled: float
    reviews: int

    @property
    def likely(self) -> tuple[float, float]:
        """Between which ends the true share lies, nine times in ten."""
        return likely(self.recalled, self.reviews)


class Hard(msgspec.Struct, frozen=True):
    """A question that is forgotten again and again, or keeps being rated as hard (difficulty 1 to 10)."""

    question: str
    lapses: int
    difficulty: float


class Calendar(msgspec.Struct, frozen=True):
    """The days on which something was rated, and the one that it is now."""

    today: str
    """ISO date of the learner's day."""
    streak: int
    """Days in a row up to today, or to yesterday when today is still open."""
    days: tuple[Studied, ...]


class Stats(msgspec.Struct, frozen=True):
    """What `quiz stats --json` prints."""

    today: str
    """ISO date of the learner's day."""
    reviews: int
    minutes: float
    days: int
    """Days with a review."""
    streak: int
    """Days in a row up to today, or to yesterday when today is still open."""
    retention: float | None
    """Share recalled among reviews of what had been learnt (learning steps left out)."""
    retention_of: int
    """How many such reviews there were."""
    forecast: tuple[int, ...]
    """Questions due today (with those overdue), tomorrow, …: `FORECAST` days."""
    calendar: tuple[Studied, ...]
    calibration: tuple[Calibration, ...]
    hardest: tuple[Hard, ...]


def calendar(db: sqlite3.Connection, today: Today) -> Calendar:
    """On which days something was rated, oldest first."""
    rows = db.execute(_DAYS, {"most": _LONGEST}).fetchall()
    return _calendar(rows, today)


def stats(db: sqlite3.Connection, today: Today) -> Stats:
    """Everything the log and the states show at that moment."""
    rows = db.execute(_DAYS, {"most": _LONGEST}).fetchall()
    studied = _calendar(rows, today)
    reviews = db.execute(_REVIEWS).fetchall()
    seen, recalled = sum(count for _, count, *_ in reviews), sum(good for *_, good, _ in reviews)
    return Stats(
        today=studied.today,
        reviews=sum(count for _, count, _ in rows),
        minutes=round(sum(took or 0.0 for *_, took in rows) / 60, 1),
        days=len(rows),
        streak=studied.streak,
        retention=round(recalled / seen, 4) if seen else None,
        retention_of=seen,
        forecast=forecast(db, today),
        calendar=studied.days,
        calibration=tuple(
            Calibration(round(foretold / count, 4), round(good / count, 4), count)
            for bin_, count, good, foretold in reviews
            if bin_ is not None  # the chance was not written down
        ),
        hardest=tuple(Hard(name, lapses, round(hard, 2)) for name, lapses, hard in db.execute(_HARDEST)),
    )


def likely(share: float, of: int) -> tuple[float, float]:
    """Between which ends a share seen in `of` cases truly lies, nine times in ten: Wilson's interval."""
    if of == 0:
        return 0.0, 1.0
    z = 1.6449 / sqrt(of)
    middle = (share + z * z / 2) / (1 + z * z)
    reach = z / (1 + z * z) * sqrt(share * (1 - share) + z * z / 4)
    return min(share, max(0.0, middle - reach)), max(share, min(1.0, middle + reach))


def _calendar(rows: list[tuple[int, int, float | None]], today: Today) -> Calendar:
    days = tuple(
        Studied(date.fromordinal(day).isoformat(), count, round((took or 0.0) / 60, 1))
        for day, count, took in rows
    )
    streak = _streak({day for day, *_ in rows}, today.now.day)
    return Calendar(date.fromordinal(today.now.day).isoformat(), streak, days)


def _streak(days: set[int], today: int) -> int:
    last = today if today in days else today - 1
    length = 0
    while last - length in days:
        length += 1
    return length


def forecast(db: sqlite3.Connection, today: Today, days: int = FORECAST) -> tuple[int, ...]:
    """How many fall due today (with those overdue), tomorrow, …: so many days."""
    found = dict(db.execute(_DUE, {"start": today.start, "days": days}).fetchall())
    return tuple(found.get(ahead, 0) for ahead in range(days))
