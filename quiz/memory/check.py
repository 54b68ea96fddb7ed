"""Whether the cache says what the log says, and its repair."""

from __future__ import annotations

import sqlite3

import msgspec

from quiz.memory import cards, database, log
from quiz.memory.log import DamagedError
from quiz.memory.replay import Meaning, replay


class Report(msgspec.Struct, frozen=True):
    """What was found, and repaired, in a memory whose log is whole."""

    events: int
    questions: int
    repaired: tuple[str, ...] = ()
    """Questions whose cached state was not what the log says, and now is."""
    undone: int = 0
    """Entries about undone steps and renamed questions that were put right."""

    @property
    def said(self) -> str:
        """What was found, in a sentence."""
        seen = f"{self.events} events of {self.questions} questions"
        if not (self.repaired or self.undone):
            return f"{seen}: all is well."
        names = ", ".join(self.repaired[:5]) + (", …" if len(self.repaired) > 5 else "")
        parts = [f"{len(self.repaired)} states ({names})"] if self.repaired else []
        parts += [f"{self.undone} entries about undone steps and names"] if self.undone else []
        return f"{seen}: repaired {' and '.join(parts)} from the log."


def check(db: sqlite3.Connection) -> Report:
    """Verify file and log, and make the cache say what the log says. Raises DamagedError or sqlite3.Error."""
    with database.change(db):
        _repair_indices(db)
        events = list(log.read(db))
        meaning = replay(events, log.models(db))
        before = _rows(db)
        write(db, meaning)
        after = _rows(db)
    wrong = {row[0] for row in before["state"] ^ after["state"]}
    others = sum(len({row[0] for row in before[name] ^ after[name]}) for name in ("undone", "names"))
    return Report(len(events), len(meaning.cards), tuple(sorted(map(str, wrong))), others)


def write(db: sqlite3.Connection, meaning: Meaning) -> None:
    """Make the cache anew from what the log means, inside the transaction that is open."""
    for table in ("state", "undone", "names"):
        db.execute(f"DELETE FROM {table}")
    for question, card in meaning.cards.items():
        cards.save(db, question, card)
    undone = [(event, by, int(lost)) for event, (by, lost) in meaning.undone.items()]
    db.executemany("INSERT INTO undone VALUES (?, ?, ?)", undone)
    db.executemany("INSERT INTO names VALUES (?, ?)", meaning.names.items())


def _repair_indices(db: sqlite3.Connection) -> None:
    """Indices are made again when they do not match their table; anything worse is damage."""
    if _sound(db):
        return
    db.execute("REINDEX")
    if not _sound(db):
        raise DamagedError(db.execute("PRAGMA integrity_check (1)").fetchone()[0])


def _sound(db: sqlite3.Connection) -> bool:
    return bool(db.execute("PRAGMA integrity_check (1)").fetchone()[0] == "ok")


def _rows(db: sqlite3.Connection) -> dict[str, set[tuple[object, ...]]]:
    """The cache as it is."""
    return {
        name: set(db.execute(f"SELECT * FROM {name}").fetchall()) for name in ("state", "undone", "names")
    }
