"""The learner's days: they start at a local hour in the night, not at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import msgspec

from quiz.errors import failure

DAY = 86_400_000
"""Milliseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


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
    return (moment - _EPOCH) // _MILLISECOND


def instant(ms: int) -> datetime:
    """The UTC time of `ms`."""
    return _EPOCH + timedelta(milliseconds=ms)


def today(now: datetime, rollover_hour: int) -> Today:
    """The learner's day that holds `now`, in the time zone of `now`."""
    at = milliseconds(now)
    day = (now - timedelta(hours=rollover_hour)).date()
    return Today(Moment(at, day.toordinal()), *_bounds(day, now.tzinfo, rollover_hour))


@lru_cache(maxsize=4)
def _bounds(day: date, zone: tzinfo | None, rollover_hour: int) -> tuple[int, int]:
    """When the learner's day `day` begins and ends, UTC milliseconds."""
    hour = time(rollover_hour, tzinfo=zone)
    start, end = (datetime.combine(date_, hour) for date_ in (day, day + timedelta(days=1)))
    return milliseconds(start), milliseconds(end)
