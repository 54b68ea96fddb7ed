"""What an interview measures and grades while the answers of a chain are read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from quiz.errors import QuizError
from quiz.text import clean
from quiz.tui.screens.room import Room
from quiz.tui.sitting import Sitting
from quiz.tui.widgets.interview_card import InterviewCard

if TYPE_CHECKING:
    from quiz.proof.messages import Job


class InterviewWork(Room):
    """The half of an interview that runs programs, and keeps what comes of it."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._waiting: list[tuple[str, Job]] = []
        """What is still to be measured or graded, the running one first."""

    @property
    def card(self) -> InterviewCard:
        """What is shown."""
        return self.query_one(InterviewCard)

    @property
    def working(self) -> bool:
        """Whether something is still to come, so that the report is not final."""
        return bool(self._waiting)

    def tell(self) -> None:
        """Bring everything but the card up to date."""

    def measure(self) -> None:
        """Measure what was foretold in the chain, and grade what was written."""
        idle = not self._waiting
        self._waiting.extend(self.sitting.jobs())
        if idle and self._waiting:
            self.run_worker(self._work(), exit_on_error=False)

    def save(self) -> None:
        """Keep the report as it stands; in the end tell why not, if it cannot be."""
        if self.sitting.interview.phase == "over":
            self.attempt(lambda: self.sitting.save(self.language))
        else:
            with suppress(QuizError):
                self.sitting.save(self.language)

    def attempt(self, step: Callable[[], object]) -> bool:
        """Whether `step` was made; if it failed the learner is told."""
        try:
            step()
        except QuizError as error:
            self.quiz.complain(error)
            return False
        return True

    async def _work(self) -> None:
        try:
            prover = await self.quiz.warmth.begin()
            while self._waiting:
                question, job = self._waiting[0]
                async with aclosing(prover.run(job)) as messages:  # type: ignore[type-var]
                    async for message in messages:
                        self.sitting.hear(question, job, message)
                        self.card.tell()
                del self._waiting[0]
        except Exception as error:  # the process did not start: the report says what was not measured
            self._waiting.clear()
            self.notify(clean(str(error)), severity="error", markup=False)
        if self.sitting.interview.phase == "over":
            self.save()
            await self.card.show(self.language, fresh=False)
            self.tell()
