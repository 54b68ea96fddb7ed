"""What was taken back and what was renamed: the tables `undone` and `names`, kept in step with the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

import msgspec

from quiz.memory import cards, log
from quiz.memory.model import ACTIONS, Card, Event
from quiz.memory.replay import folded, renamed

_LAST = f"""
SELECT id FROM log
WHERE kind IN ({", ".join(repr(kind) for kind in ACTIONS)}) AND id NOT IN (SELECT event FROM undone)
ORDER BY id DESC LIMIT 1
"""


def undoable(db: sqlite3.Connection) -> Event | None:
    """The last action that still stands."""
    row = db.execute(_LAST).fetchone()
    return log.find(db, row[0]) if row else None


def redoable(db: sqlite3.Connection) -> Event | None:
    """The action taken back last, if nothing new was done since."""
    row = db.execute("SELECT event FROM undone WHERE lost = 0 ORDER BY turn DESC LIMIT 1").fetchone()
    return log.find(db, row[0]) if row else None


def turn(db: sqlite3.Connection, event: Event) -> None:
    """Enter an undo or a redo."""
    if event.kind == "undo":
        db.execute("INSERT OR REPLACE INTO undone VALUES (?, ?, 0)", (event.target, event.id))
    else:
        db.execute("DELETE FROM undone WHERE event = ?", (event.target,))


def settle(db: sqlite3.Connection) -> None:
    """Something new was done: what is undone now stays so."""
    db.execute("UPDATE undone SET lost = 1 WHERE lost = 0")


def now_called(db: sqlite3.Connection, question: str) -> str:
    """The present id of a question."""
    row = db.execute("SELECT question FROM names WHERE old = ?", (question,)).fetchone()
    return str(row[0]) if row else question


def names_of(db: sqlite3.Connection, question: str) -> list[str]:
    """A question's present id and every former one."""
    former = db.execute("SELECT old FROM names WHERE question = ? ORDER BY old", (question,))
    return [question, *(row[0] for row in former)]


def rename(db: sqlite3.Connection, old: str, new: str) -> None:
    """Enter that `old` is called `new`; its card has to be folded again."""
    names = dict(db.execute("SELECT old, question FROM names").fetchall())
    renamed(names, old, new)
    db.execute("DELETE FROM names")
    db.executemany("INSERT INTO names VALUES (?, ?)", names.items())


def unadopted(db: sqlite3.Connection, names: Mapping[str, str], live: Collection[str]) -> dict[str, str]:
    """What the log does not know yet of `names` (old -> new) in a bank whose questions are `live`.

    A former id that is in use is that question's own again: it takes its history back, or, when the name it
    gave way to is no longer used, all of that one's history.
    """
    known = db.execute("SELECT old, question FROM names ORDER BY old").fetchall()
    found = {old if now in live else now: old for old, now in known if old in live}
    for old, new in names.items():
        logged = db.execute("SELECT 1 FROM log WHERE question = ? LIMIT 1", (old,)).fetchone()
        if logged and old not in live and now_called(db, old) != new:
            found[old] = new
    return found


def ratings(db: sqlite3.Connection) -> list[Event]:
    """Every rating that stands, in order, under the present id of its question. Raises DamagedError."""
    gone = {row[0] for row in db.execute("SELECT event FROM undone")}
    names = dict(db.execute("SELECT old, question FROM names").fetchall())
    return [
        msgspec.structs.replace(event, question=names.get(event.question, event.question))
        for event in log.read(db)
        if event.kind == "rate" and event.id not in gone
    ]


def refold(db: sqlite3.Connection, question: str) -> Card:
    """Make the card of an id again from its events; none when it is a former id. In the open transaction."""
    if now_called(db, question) != question:
        cards.forget(db, [question])
        return Card()
    models = log.models(db)
    gone = {row[0] for row in db.execute("SELECT event FROM undone")}
    events = log.read(db, names_of(db, question))
    card = folded((event for event in events if event.kind in ACTIONS and event.id not in gone), models)
    cards.save(db, question, card)
    return card
