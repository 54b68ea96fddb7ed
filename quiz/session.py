"""One study session: ask, answer, rate, next. No screen in it.

A front end shows what `current` and `phase` say, and calls the method for the key that was pressed; a call
that does not fit the phase does nothing, as a key pressed too late should.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from quiz.bank.model import Question
from quiz.memory.model import Answer, Card, Counts, Rating
from quiz.memory.queue import Queue
from quiz.suggest import Suggestion, suggest

if TYPE_CHECKING:
    from quiz.match import Match

__all__ = ["Phase", "Remembers", "Session", "Suggestion"]

Phase = Literal["ask", "answer", "done"]


class Remembers(Protocol):
    """What a session needs of a memory; `Memory` is one, `Cram` another."""

    def rate(self, question: str, rating: Rating, answer: Answer) -> Card: ...  # noqa: D102
    def undo(self) -> str | None: ...  # noqa: D102
    def redo(self) -> str | None: ...  # noqa: D102
    def suspend(self, question: str) -> None: ...  # noqa: D102
    def bury(self, question: str) -> None: ...  # noqa: D102
    def queue(self, questions: Sequence[Question], after: str = "") -> Queue: ...  # noqa: D102
    def intervals(self, question: str) -> dict[Rating, timedelta]: ...  # noqa: D102


class Session:
    """Leads through what is due and new among `questions`.

    Every method that changes something writes it durably first: when it raises QuizError, the session stays
    on the same question, with all that was typed and ticked, and the same call may be tried again.
    """

    current: Question | None = None
    phase: Phase = "done"
    counts: Counts = Counts()
    ticked: frozenset[int] = frozenset()
    written: str = ""
    """What the learner typed as an answer; it is not kept after the rating."""
    predicted: float | None = None
    measured: float | None = None
    chosen: int | None = None
    leech: str | None = None
    """The question that the last rating suspended because it was forgotten too often."""
    opens: int | None = None
    """When nothing is left: when the next learning step falls due today, UTC milliseconds."""

    def __init__(
        self,
        questions: Sequence[Question],
        memory: Remembers,
        now: Callable[[], datetime],
        steps: list[Rating | None] | None = None,
    ) -> None:
        self.steps: list[Rating | None] = [] if steps is None else steps
        """What was done and still stands: ratings, and None for each suspension or burial. Sessions between
        whose questions one goes to and fro share it.
        """
        self._undone: list[Rating | None] = []
        self._questions = questions
        self._by_id = {question.id: question for question in questions}
        self._memory = memory
        self._now = now
        self._last = ""
        self._next()

    @property
    def ratings(self) -> list[Rating]:
        """Those given in this session that still stand."""
        return [rating for rating in self.steps if rating]

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions it leads through."""
        return tuple(self._by_id)

    def predict(self, value: float) -> None:
        """Foretell the number that the proof will measure, before the answer is shown."""
        if self.phase == "ask":
            self.predicted = value

    def write(self, answer: str) -> None:
        """Take in the answer as typed so far, before the true one is shown."""
        if self.phase == "ask":
            self.written = answer

    def choose(self, index: int) -> None:
        """Choose an option of a choice question, before the answer is shown."""
        if self.phase == "ask" and self.current and 0 <= index < len(self.current.options):
            self.chosen = index

    def reveal(self) -> None:
        """Show the answer."""
        if self.phase == "ask":
            self.phase = "answer"

    def tick(self, index: int) -> None:
        """Tick a point as said, or take the tick away."""
        if self.phase == "answer" and self.current and 0 <= index < len(self.current.points):
            self.ticked ^= {index}

    def measure(self, value: float) -> None:
        """Take in what the proof measured for the prediction."""
        if self.phase == "answer":
            self.measured = value

    def rate(self, rating: Rating) -> None:
        """Write the rating and go on to the next question."""
        if self.phase != "answer" or self.current is None:
            return
        card = self._memory.rate(self.current.id, rating, self._answer())
        self.leech = self.current.id if card.leech else None
        self._last = self.current.id
        self._made(rating)

    def undo(self) -> bool:
        """Take back the last step, also one of an earlier session, and ask its question again."""
        question = self._memory.undo()
        if question is None:
            return False
        self._undone.append(self.steps.pop() if self.steps else None)
        self.leech = None
        if question in self._by_id:
            self._queue()
            self._show(self._by_id[question])
        else:
            self._next()
        return True

    def redo(self) -> bool:
        """Do again what was taken back last, and go on."""
        question = self._memory.redo()
        if question is None:
            return False
        self.steps.append(self._undone.pop() if self._undone else None)
        self._last = question
        self._next()
        return True

    def suspend(self) -> None:
        """Hide this question until it is unsuspended, and go on."""
        if self.current:
            self._memory.suspend(self.current.id)
            self._made(None)

    def bury(self) -> None:
        """Hide this question until tomorrow, and go on."""
        if self.current:
            self._memory.bury(self.current.id)
            self._made(None)

    def refresh(self) -> None:
        """Look again for something to do, when nothing was left: a learning step may have fallen due."""
        if self.phase == "done":
            self._next()

    def revise(self, questions: Sequence[Question]) -> None:
        """Take the questions as they were edited; the present one stays as far as it has been answered."""
        self._questions = questions
        self._by_id = {question.id: question for question in questions}
        if self.current is None or self.current.id not in self._by_id:
            self._next()
            return
        self.current = self._by_id[self.current.id]
        self.ticked = frozenset(index for index in self.ticked if index < len(self.current.points))
        if self.chosen is not None and self.chosen >= len(self.current.options):
            self.chosen = None

    def intervals(self) -> dict[Rating, timedelta]:
        """How long until this question comes back, for each rating."""
        return self._memory.intervals(self.current.id) if self.current else {}

    def suggestion(self) -> Suggestion | None:
        """The rating that ticks and prediction speak for, once the answer is shown; see suggest.py."""
        if self.phase != "answer" or self.current is None:
            return None
        return suggest(self.current, self.ticked, self.chosen, self.predicted, self.measured)

    def likely(self) -> tuple[Match, ...]:
        """The points that the typed answer probably makes, once the true one is shown; not ticked yet."""
        if self.phase != "answer" or self.current is None or not self.written:
            return ()
        from quiz.match import propose  # only who types waits for it

        return propose(self.written, [point.text for point in self.current.points], self.current.ask)

    def _answer(self) -> Answer:
        took = max(0.0, (self._now() - self._since).total_seconds())
        return Answer(took, self.predicted, self.measured, tuple(sorted(self.ticked)))

    def _queue(self) -> Queue:
        queue = self._memory.queue(self._questions, self._last)
        self.counts = queue.counts
        self.opens = queue.opens
        return queue

    def _made(self, step: Rating | None) -> None:
        """A step was written: go on."""
        self.steps.append(step)
        self._undone.clear()
        self._next()

    def _next(self) -> None:
        following = self._queue().next
        self._show(self._by_id[following] if following else None)

    def _show(self, question: Question | None) -> None:
        self.current = question
        self.phase = "ask" if question else "done"
        self.ticked = frozenset()
        self.written = ""
        self.predicted = self.measured = self.chosen = None
        self._since = self._now()
