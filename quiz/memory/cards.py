"""The table `state`: the card of every question that something was ever done to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from quiz.memory.log import DamagedError
from quiz.memory.model import Card, State

_STATE = State.__struct_fields__
_OWN = ("first", "suspended", "leech", "buried")
COLUMNS = ("question", *_STATE, *_OWN)
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM state"
_WRITE = f"INSERT OR REPLACE INTO state ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


def load(db: sqlite3.Connection, question: str) -> Card:
    """The card of a question; a new one when there is none."""
    row = db.execute(f"{_SELECT} WHERE question = ?", (question,)).fetchone()
    return _card(row) if row else Card()


def load_all(db: sqlite3.Connection) -> dict[str, Card]:
    """Every card by its question."""
    return {row[0]: _card(row) for row in db.execute(_SELECT)}


def save(db: sqlite3.Connection, question: str, card: Card) -> None:
    """Keep a card, inside the transaction that is open; one that says nothing has no row."""
    if card == Card():
        forget(db, [question])
    else:
        db.execute(_WRITE, row_of(question, card))


def forget(db: sqlite3.Connection, questions: Iterable[str]) -> None:
    """Drop the cards of questions, inside the transaction that is open."""
    db.executemany("DELETE FROM state WHERE question = ?", [(question,) for question in questions])


def row_of(question: str, card: Card) -> tuple[Any, ...]:
    """The card as its row."""
    own = (card.first, int(card.suspended), int(card.leech), card.buried)
    return (question, *msgspec.structs.astuple(card.state), *own)


def _card(row: Sequence[Any]) -> Card:
    """The card of a row. Raises DamagedError when it is none."""
    own = len(_STATE) + 1
    try:
        state = msgspec.convert(row[1:own], State)
        return msgspec.convert((state, *row[own:]), Card, strict=False)
    except msgspec.ValidationError as error:
        raise DamagedError(f"the state of {row[0]!r} makes no sense") from error
