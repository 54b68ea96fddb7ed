"""The append-only log: one row for each thing the learner did, in the order in which it was done.

An event's id is a time in milliseconds and the device's name. The time runs ahead of the clock where it must
(a clock set back, two events in a millisecond), so ids of one file always rise: sorting by id replays the
log, and logs of two machines merge by union.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import isfinite
from typing import Any

import msgspec

from quiz.memory.model import Answer, Event
from quiz.memory.settings import Model, name_of

COLUMNS = Event.__struct_fields__
_INSERT = f"INSERT INTO log ({', '.join(COLUMNS)}, crc) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
_SELECT = f"SELECT {', '.join(COLUMNS)}, crc FROM log"

STANDING = "kind = 'rate' AND id NOT IN (SELECT event FROM undone)"
"""The condition in SQL of ratings that were not taken back."""


class DamagedError(Exception):
    """A row of the log is not what was written."""


def next_id(db: sqlite3.Connection, at: int, device: str) -> str:
    """An id later than every one in the log, and not before `at` (UTC milliseconds)."""
    (newest,) = db.execute("SELECT max(id) FROM log").fetchone()
    return f"{max(at, time_of(newest) + 1 if newest else 0):015d}-{device}"


def time_of(event: str) -> int:
    """The milliseconds in an event's id."""
    return int(event.partition("-")[0])


def told(answer: Answer) -> dict[str, Any]:
    """What the learner did, as an event keeps it; a number that is none is left out."""

    def number(value: float | None) -> float | None:
        return float(value) if value is not None and isfinite(value) else None

    return {
        "took": number(answer.took),
        "predicted": number(answer.predicted),
        "measured": number(answer.measured),
        "ticked": ",".join(map(str, answer.ticked)) or None,
    }


def append(db: sqlite3.Connection, event: Event) -> None:
    """Write one event, inside the transaction that is open."""
    row = msgspec.structs.astuple(event)
    db.execute(_INSERT, (*row, crc(row)))


def crc(row: Sequence[Any]) -> int:
    """The checksum of a row; columns that a later version adds do not change it while they are empty."""
    values = list(row)
    while values and values[-1] is None:
        values.pop()
    return zlib.crc32(_json()(values).encode())


@cache
def _json() -> Callable[[Any], str]:
    from json import JSONEncoder  # the first screen reads no event

    return JSONEncoder(check_circular=False).encode  # no value of a row holds another


def read(db: sqlite3.Connection, questions: Sequence[str] = ()) -> Iterator[Event]:
    """Every event in order, or only those of `questions` under these very ids. Raises DamagedError."""
    if questions:
        marks = ", ".join("?" * len(questions))
        rows = db.execute(f"{_SELECT} WHERE question IN ({marks}) ORDER BY id", tuple(questions))
    else:
        rows = db.execute(f"{_SELECT} ORDER BY id")
    for row in rows:
        event = decode(row)
        if event is None:
            raise DamagedError(f"event {row[0]!r} does not match its checksum")
        yield event


def find(db: sqlite3.Connection, event: str) -> Event | None:
    """The event of that id, if it is here. Raises DamagedError."""
    row = db.execute(f"{_SELECT} WHERE id = ?", (event,)).fetchone()
    if row is None:
        return None
    found = decode(row)
    if found is None:
        raise DamagedError(f"event {event!r} does not match its checksum")
    return found


def decode(row: Sequence[Any]) -> Event | None:
    """The event of a row of `log`, or nothing when it is not what was written."""
    *values, stored = row
    return Event(*values) if crc(values) == stored else None


def keep_model(db: sqlite3.Connection, model: Model) -> str:
    """Write the scheduler's numbers where a rating can refer to them; their id."""
    db.execute("INSERT OR IGNORE INTO model VALUES (?, ?)", (model.id, model.json.decode()))
    return model.id


def fitted(db: sqlite3.Connection) -> tuple[float, ...] | None:
    """The parameters of FSRS that were fitted to this learner, if any are in force. Raises DamagedError."""
    row = db.execute("SELECT value FROM meta WHERE name = 'parameters'").fetchone()
    if row is None:
        return None
    try:
        return msgspec.json.decode(row[0], type=tuple[float, ...])
    except (ValueError, msgspec.MsgspecError) as error:
        raise DamagedError("the fitted parameters make no sense") from error


def keep_fitted(db: sqlite3.Connection, parameters: tuple[float, ...] | None) -> None:
    """Put parameters in force, or the usual ones again, inside the transaction that is open."""
    db.execute("DELETE FROM meta WHERE name = 'parameters'")
    if parameters:
        text = msgspec.json.encode(parameters).decode()
        db.execute("INSERT INTO meta VALUES ('parameters', ?)", (text,))


def models(db: sqlite3.Connection) -> dict[str, Model]:
    """The scheduler's numbers by id. Raises DamagedError."""
    found = {}
    for id_, text in db.execute("SELECT id, json FROM model ORDER BY id"):
        if name_of(text.encode()) != id_:
            raise DamagedError(f"the settings {id_!r} do not match their id")
        found[id_] = msgspec.json.decode(text, type=Model)
    return found
