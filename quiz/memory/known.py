"""What a session knows of the file without looking again, as long as nobody else writes to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from quiz.memory.model import Card, Event, Item

_NOT_NEW = "SELECT question FROM state WHERE reps > 0 OR suspended = 1 OR buried = ?"


class Known:
    """The cards around what was done, so that taking it back need not fold a long history; what is new.

    The former is what folding would give, as actions are taken back in the reverse of their order: whatever
    stood before one was done stands when it is the last one again. Other programs may bring in earlier ones.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version = 0
        self._cards: dict[str, tuple[Card, Card]] = {}
        self._new: dict[str, Item] | None = None
        self._new_of: tuple[Mapping[str, Item], int] = {}, 0

    def acted(self, event: Event, question: str, before: Card, after: Card) -> None:
        """Take in an action, and what it made of the card of the question of that present id."""
        self._look()
        self._cards[event.id] = before, after
        if event.kind == "unsuspend":  # which may be new again
            self._new = None
        elif self._new:
            self._new.pop(question, None)

    def turned(self, event: Event) -> tuple[Card, Card] | None:
        """The cards before and after an action that is undone or redone, if they are known."""
        self._look()
        self._new = None
        return self._cards.get(event.id)

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
        """To be called when a step failed, and when one was neither an action nor an undo nor a redo."""
        self._cards.clear()
        self._new = None

    def _look(self) -> None:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # another program has written
            self._version = version
            self.forget()
