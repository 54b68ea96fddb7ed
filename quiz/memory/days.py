"""The learner's days: they start at a local hour in the night, not at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import msgspec

from quiz.errors import failure

DAY = 86_400_000
"""Milliseconds."""


class Moment(msgspec.Struct, frozen=True):
    """An instant, in UTC milliseconds, and the number of the learner's day that it lies in."""

    at: int
    day: int


class Today(msgspec.Struct, frozen=True):
    """The learner's day that holds `now`, from `start` up to `end`, UTC milliseconds."""

    now: Moment
    start: int
    end: int


def here() -> datetime:
    """The time now in the time zone of this machine: the clock that a front end hands in."""
    return datetime.now().astimezone()


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970 in UTC. Raises QuizError for a time without a time zone."""
    if moment.tzinfo is None:
        raise failure(f"The time {moment} has no time zone.", "Hand in a clock that has one.")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def instant(ms: int) -> datetime:
    """The UTC time of `ms`."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def today(now: datetime, rollover_hour: int) -> Today:
    """The learner's day that holds `now`, in the time zone of `now`."""
    at = milliseconds(now)
    date_ = (now - timedelta(hours=rollover_hour)).date()

    def start(day: date) -> int:
        return milliseconds(datetime.combine(day, time(rollover_hour), tzinfo=now.tzinfo))

    return Today(Moment(at, date_.toordinal()), start(date_), start(date_ + timedelta(days=1)))
