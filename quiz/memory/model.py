"""What is remembered. Plain frozen values: nothing here reads a file, a clock or a scheduler."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Literal, Protocol

import msgspec

Phase = Literal["new", "learning", "review", "relearning"]
Kind = Literal["rate", "cram", "suspend", "unsuspend", "bury", "undo", "redo", "rename"]
ACTIONS: tuple[Kind, ...] = ("rate", "cram", "suspend", "unsuspend", "bury")
"""What a learner does to a question, and may take back."""


class Rating(IntEnum):
    """How well it was known, as in Anki."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Answer(msgspec.Struct, frozen=True):
    """What the learner did before rating."""

    took: float = 0.0
    """Seconds from the question shown to its rating."""
    predicted: float | None = None
    measured: float | None = None
    ticked: tuple[int, ...] = ()
    """Indices of the points said."""


class Item(Protocol):
    """What must be known of a question to queue and to plan it."""

    @property
    def id(self) -> str:
        """The id, stable for ever."""
        ...

    @property
    def deck(self) -> str:
        """The id of its deck."""
        ...

    @property
    def level(self) -> str:
        """`core`, `deep` or `trap`."""
        ...

    @property
    def follow_ups(self) -> Sequence[str]:
        """Ids of the questions that it leads to: its siblings."""
        ...

    @property
    def was(self) -> Sequence[str]:
        """Ids that it had before."""
        ...


class State(msgspec.Struct, frozen=True, array_like=True):
    """What the scheduler knows of one question. Times are UTC milliseconds, days are learner's days."""

    phase: Phase = "new"
    step: int = 0
    """Which of the learning or relearning steps comes next."""
    stability: float = 0.0
    """Days until recall falls to 90%."""
    difficulty: float = 0.0
    """From 1 to 10; 0 when new."""
    due: int = 0
    last: int = 0
    """When it was last reviewed, and on which day."""
    day: int = 0
    reps: int = 0
    lapses: int = 0
    """Times it was forgotten after it had been learnt."""


class Card(msgspec.Struct, frozen=True, array_like=True):
    """All that is remembered of one question: its state, and what the learner or a leech did to it."""

    state: State = State()
    first: int = 0
    """When it was first rated, UTC milliseconds."""
    suspended: bool = False
    leech: bool = False
    """Suspended because it was forgotten too often."""
    buried: int = 0
    """The learner's day on which it stays hidden."""


class Event(msgspec.Struct, frozen=True):
    """One line of the log. It is never changed; what it meant is undone by a later event."""

    id: str
    """Sorts by time and is unique over all devices: see log.py."""
    kind: Kind
    question: str
    at: int
    """UTC milliseconds by the clock of that moment, right or wrong."""
    day: int
    rating: int | None = None
    took: float | None = None
    predicted: float | None = None
    measured: float | None = None
    ticked: str | None = None
    """Indices of ticked points, separated by commas."""
    phase: Phase | None = None
    """What the question was before it was rated."""
    recall: float | None = None
    """The chance of recall that the scheduler gave it, from 0 to 1."""
    model: str | None = None
    """The id of the scheduler's numbers that were in force."""
    target: str | None = None
    """The event that is undone or redone; the former id of a renamed question."""


class Counts(msgspec.Struct, frozen=True):
    """How many questions wait: to be reviewed, in learning steps, and new."""

    due: int = 0
    learning: int = 0
    new: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.due + self.learning + self.new
