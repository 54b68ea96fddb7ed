"""The file of a memory: opened once, changed one durable step at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from quiz.memory import database, faults, log
from quiz.memory.days import Today, instant, today
from quiz.memory.known import Known
from quiz.memory.model import Event, Kind
from quiz.memory.settings import Settings

_LONG = timedelta(days=300)


class Steps:
    """Opens the file at `path`, or makes it. Methods raise QuizError when it cannot be read or written."""

    def __init__(self, path: Path, now: Callable[[], datetime], settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._now = now
        self._backed_up = 0
        self._reserved = False
        self._notes: list[str] = []
        self._db = database.open_(path, date.fromordinal(self._today().now.day))
        self._known = Known(self._db)
        with faults.told(path):
            self._device = database.device(self._db)

    @property
    def device(self) -> str:
        """The name under which this file writes its events."""
        return self._device

    def notes(self) -> tuple[str, ...]:
        """What the learner should know about the clock and the backups, a sentence each."""
        with faults.told(self.path):
            row = self._db.execute("SELECT at FROM log ORDER BY id DESC LIMIT 1").fetchone()
        return (*self._notes, *_clock(self._today(), row[0] if row else None))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _today(self) -> Today:
        return today(self._now(), self.settings.rollover_hour)

    @contextmanager
    def _step(self) -> Iterator[Today]:
        """One durable change of the file, at one moment."""
        at = self._today()
        with faults.told(self.path):
            self._back_up(at.now.day)
            if not self._reserved:
                database.reserve(self._db, self.path)
                self._reserved = True
            try:
                with database.change(self._db):
                    yield at
            except BaseException:
                self._known.forget()
                raise

    def _event(self, kind: Kind, question: str, at: Today, **more: Any) -> Event:
        id_ = log.next_id(self._db, at.now.at, self._device)
        return Event(id=id_, kind=kind, question=question, at=at.now.at, day=at.now.day, **more)

    def _back_up(self, day: int) -> None:
        """Before the first change of a day, copy the file; a rating does not fail for want of a copy."""
        if self._backed_up == day:
            return
        self._backed_up = day
        if self._db.execute("SELECT max(id) FROM log").fetchone()[0] is None:
            return
        from quiz.memory import backup  # once a day

        try:
            backup.daily(self._db, self.path, date.fromordinal(day))
        except (OSError, sqlite3.OperationalError) as error:
            self._notes.append(f"Today's backup could not be made: {error}.")


def _clock(at: Today, newest: int | None) -> list[str]:
    """What is odd about the clock, seen from the newest event."""
    if newest is None:
        return []
    away = instant(at.now.at) - instant(newest)
    when = f"{instant(newest):%Y-%m-%d}"
    if away < -timedelta(days=1):
        return [
            f"The clock is {(-away).days} days behind your last review ({when}): one of the two is wrong. "
            "Set the clock right. Until then reviews count as made on the day of that last one."
        ]
    if away > _LONG:
        return [
            f"Your last review was {away.days} days ago ({when}). "
            "If that is wrong, set the clock right before you rate."
        ]
    return []
