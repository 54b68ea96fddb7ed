"""What a session knows of the file without looking again, as long as nobody else writes to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import msgspec

from quiz.memory.model import Card, Event, Item

_NOT_NEW = "SELECT question FROM state WHERE reps > 0 OR suspended = 1 OR buried = ?"


class Deed(msgspec.Struct, frozen=True):
    """An action, the present id of its question, and the card of that before it and after it."""

    event: Event
    question: str
    before: Card
    after: Card


class Known:
    """What the session itself did, so that taking it back need not search and fold the log; what is new.

    Deeds are taken back in the reverse of their order: whatever stood before one was done stands when it is
    the last one again. Other programs may bring in others, earlier ones too: all is forgotten then.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version = 0
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        self._new: dict[str, Item] | None = None
        self._new_of: tuple[Mapping[str, Item], int] = {}, 0

    def did(self, deed: Deed) -> None:
        """Take in something new that was done."""
        self._look()
        self._done.append(deed)
        self._undone.clear()
        if deed.event.kind == "unsuspend":  # which may be new again
            self._new = None
        elif self._new and deed.after != deed.before:
            self._new.pop(deed.question, None)

    def undone(self) -> Deed | None:
        """What is taken back now: the last action that stands, if it is known."""
        return self._turn(self._done, self._undone)

    def redone(self) -> Deed | None:
        """What is done again now: the action that was taken back last, if it is known."""
        return self._turn(self._undone, self._done)

    def new(self, by_id: Mapping[str, Item], day: int) -> Mapping[str, Item]:
        """Those of `by_id` that were never rated and are not hidden on that learner's day, in their order."""
        self._look()
        of, at = self._new_of
        if self._new is None or of is not by_id or at != day:
            seen = {row[0] for row in self._db.execute(_NOT_NEW, (day,))}
            self._new = {id_: item for id_, item in by_id.items() if id_ not in seen}
            self._new_of = by_id, day
        return self._new

    def forget(self) -> None:
        """To be called when a step failed, and after one that neither is a deed nor takes one back."""
        self._done.clear()
        self._undone.clear()
        self._new = None

    def _turn(self, deeds: list[Deed], others: list[Deed]) -> Deed | None:
        self._look()
        if not deeds:
            self.forget()
            return None
        self._new = None
        deed = deeds.pop()
        others.append(deed)
        return deed

    def _look(self) -> None:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # another program has written
            self._version = version
            self.forget()
