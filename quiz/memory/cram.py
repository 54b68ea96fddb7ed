"""Cramming: every question once, the weakest first, and the schedule left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from quiz.memory.model import Answer, Card, Item, Rating
from quiz.memory.queue import Queue
from quiz.memory.store import Memory

Line = tuple[str, ...]


class Cram:
    """Takes the place of a `Memory` in a session; answers are written down, due dates stay.

    A question rated Again comes back at the end; any other rating finishes it. Undo reaches back to the
    start of the cramming, so that it never takes back a rating that counts.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._line: Line | None = None
        self._past: list[Line] = []
        self._future: list[Line] = []

    def rate(self, question: str, rating: Rating, answer: Answer) -> Card:
        """Write the answer down, and go on along the line."""
        self._memory.cram(question, rating, answer)
        self._step(question, (question,) if rating == Rating.AGAIN else ())
        return Card()

    def suspend(self, question: str) -> None:
        """Hide a question until it is unsuspended."""
        self._memory.suspend(question)
        self._step(question)

    def bury(self, question: str) -> None:
        """Hide a question until tomorrow."""
        self._memory.bury(question)
        self._step(question)

    def undo(self) -> str | None:
        """Take back the last step of this cramming; its question."""
        return self._turn(self._past, self._future, self._memory.undo)

    def redo(self) -> str | None:
        """Do again what was taken back last; its question."""
        return self._turn(self._future, self._past, self._memory.redo)

    def queue(self, questions: Sequence[Item], after: str = "") -> Queue:
        """What is left of the line."""
        if self._line is None:
            self._line = self._weakest_first(questions)
        return Queue(order=self._line, due=self._line)

    def intervals(self, question: str) -> dict[Rating, timedelta]:
        """Nothing: cramming moves no due date."""
        return {}

    def _weakest_first(self, questions: Sequence[Item]) -> Line:
        """All that are not suspended, by their chance of recall; new ones, which were never known, last."""
        cards = self._memory.cards()
        known = [item.id for item in questions if not cards.get(item.id, Card()).suspended]
        chance = {id_: self._memory.recall(id_) if id_ in cards else None for id_ in known}
        return tuple(sorted(known, key=lambda id_: 2.0 if (p := chance[id_]) is None else p))

    def _step(self, question: str, again: Line = ()) -> None:
        line = self._line or ()
        self._past.append(line)
        self._future.clear()
        self._line = tuple(id_ for id_ in line if id_ != question) + again

    def _turn(self, back: list[Line], forth: list[Line], act: Callable[[], str | None]) -> str | None:
        if not back or self._line is None:
            return None
        question = act()
        if question is not None:
            forth.append(self._line)
            self._line = back.pop()
        return question
