"""A question asked out of turn, as an interviewer drills deeper. Its rating counts like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from quiz.bank.model import Question
from quiz.memory.model import Answer, Card, Rating
from quiz.memory.queue import Queue
from quiz.session import Remembers


class Aside:
    """The memory of a session that asks one question once, whether it is due or not.

    There is nothing to undo within it: afterwards the session it came from takes the rating back.
    """

    def __init__(self, question: Question, memory: Remembers) -> None:
        self._memory = memory
        self._waiting: tuple[str, ...] = (question.id,)

    def rate(self, question: str, rating: Rating, answer: Answer) -> Card:
        """Write the rating; after that nothing waits."""
        card = self._memory.rate(question, rating, answer)
        self._waiting = ()
        return card

    def suspend(self, question: str) -> None:
        """Hide it until it is unsuspended."""
        self._memory.suspend(question)
        self._waiting = ()

    def bury(self, question: str) -> None:
        """Hide it until tomorrow."""
        self._memory.bury(question)
        self._waiting = ()

    def undo(self) -> str | None:
        """Nothing."""
        return None

    def redo(self) -> str | None:
        """Nothing."""
        return None

    def queue(self, questions: Sequence[Question], after: str = "") -> Queue:
        """The question, until it is done."""
        return Queue(self._waiting)

    def intervals(self, question: str) -> dict[Rating, timedelta]:
        """As of any question."""
        return self._memory.intervals(question)
