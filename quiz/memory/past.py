"""The cards before and after what this session did: taking it back need not fold a long history again."""

from __future__ import annotations

import sqlite3

from quiz.memory.model import Card, Event


class Past:
    """Knows them as long as nobody else writes to the file: another program may bring in earlier events.

    What is known is what folding the log would give, as actions are taken back in the reverse of their order:
    whatever stood before one was done stands when it is the last one again. Inside of a transaction only.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version = 0
        self._cards: dict[Event, tuple[Card, Card]] = {}

    def keep(self, event: Event, before: Card, after: Card) -> None:
        """Remember what an action does to its question."""
        self._valid()[event] = before, after

    def around(self, event: Event) -> tuple[Card, Card] | None:
        """The cards before and after an action, if they are known.

        A step that failed may have left one behind: it counts only for the very event that the log has.
        """
        return self._valid().get(event)

    def forget(self) -> None:
        """To be called when the log was changed other than by a new action, an undo or a redo."""
        self._cards.clear()

    def _valid(self) -> dict[Event, tuple[Card, Card]]:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # another program has written
            self._version = version
            self._cards.clear()
        return self._cards
