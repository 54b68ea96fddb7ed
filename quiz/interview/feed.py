"""Ratings of an interview go to the memory only when the learner has agreed."""

from __future__ import annotations

from typing import Protocol

from quiz.interview.report import Report
from quiz.memory.model import Answer, Card, Rating


class Rates(Protocol):
    """What is needed of a memory."""

    def rate(self, question: str, rating: Rating, answer: Answer) -> Card: ...  # noqa: D102
    def undo(self) -> str | None: ...  # noqa: D102


class Feed:
    """The ratings that a report suggests, given one after another: each is durable when the next begins."""

    def __init__(self, report: Report) -> None:
        self._ratings = report.rated
        self._given: list[str] = []
        self.leeches: list[str] = []
        """Questions that a rating suspended because they were forgotten too often."""

    @property
    def given(self) -> int:
        """How many were written and still stand."""
        return len(self._given)

    @property
    def waiting(self) -> int:
        """How many are still to be given."""
        return len(self._ratings) - len(self._given)

    def give(self, memory: Rates) -> None:
        """Write all that wait. Raises QuizError when one cannot be written: those before it stand, and the
        same call goes on with it.
        """
        while self.waiting:
            told, rating = self._ratings[len(self._given)]
            card = memory.rate(told.id, rating, told.remembered)
            self._given.append(told.id)
            if card.leech:
                self.leeches.append(told.id)

    def undo(self, memory: Rates) -> bool:
        """Take the last one back, so that it waits again; false when none stands. Raises QuizError."""
        if not self._given:
            return False
        taken = memory.undo()
        if taken != self._given[-1]:
            return taken is not None
        self._given.pop()
        return True
