"""Logs of several machines become one by union; the state is what the union means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from quiz.memory import database, log
from quiz.memory.check import write
from quiz.memory.model import Event
from quiz.memory.replay import replay


def unknown(db: sqlite3.Connection, events: Iterable[Event]) -> list[Event]:
    """Those that the log does not have, in order. Raises DamagedError."""
    known = {row[0] for row in db.execute("SELECT id FROM log")}
    return sorted((event for event in events if event.id not in known), key=lambda event: event.id)


def merge(db: sqlite3.Connection, new: Sequence[Event], models: Mapping[str, str]) -> str:
    """Enter events that are not in the log yet, in the open transaction; the name to write under from now on.

    `models` are the scheduler's numbers as JSON by their id, all that the events refer to among them.
    """
    db.executemany("INSERT OR IGNORE INTO model VALUES (?, ?)", models.items())
    for event in new:
        log.append(db, event)
    write(db, replay(log.read(db), log.models(db)))
    device = database.device(db)
    if any(event.id.endswith(f"-{device}") for event in new):
        # A copy of this file is in use elsewhere, or it is an old copy itself: two must not use one name.
        return database.rename_device(db)
    return device
