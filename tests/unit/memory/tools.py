"""A clock that stands still until it is told to move, and questions of which only the links matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from quiz.memory import Answer, Memory, Rating

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = Rating
SOME = Answer(took=4.5, predicted=256.0, measured=255.1, ticked=(0, 2))


class Clock:
    """The time that a test says it is."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **much: float) -> None:
        self.now += timedelta(**much)

    def back(self, **much: float) -> None:
        self.now -= timedelta(**much)


class Item(msgspec.Struct, frozen=True):
    """As much of a question as the memory looks at."""

    id: str
    follow_ups: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    deck: str = "deck"
    level: str = "core"


def items(*ids: str) -> list[Item]:
    return [Item(id_) for id_ in ids]


def learn(memory: Memory, clock: Clock, question: str) -> None:
    """Rate a question until it is out of its learning steps."""
    while memory.card(question).state.phase != "review":
        memory.rate(question, GOOD, SOME)
        clock.forward(minutes=11)


def dump(memory: Memory) -> dict[str, list[tuple[object, ...]]]:
    """The cache, row by row."""
    return {
        table: memory._db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        for table in ("state", "undone", "names")
    }
