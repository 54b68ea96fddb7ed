"""How far an interview has come, and the way back: all of it but who asks what.

Every step can be taken back, to the first question; the time that has run by then has run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from quiz.interview.model import Asked, Check, Plan
from quiz.interview.steps import Phase, Stand, Steps
from quiz.interview.watch import Watch


class Held:
    """What was asked and answered so far. Before a step, `_step` is called."""

    def __init__(self, plan: Plan, clock: Callable[[], float], chance: Random) -> None:
        self.plan = plan
        self.phase: Phase = "ready"
        self._watch = Watch(clock)
        self._chance = chance
        self._steps = Steps()
        self._asked: list[Asked] = []
        self._began = 0.0
        self._shown = 0

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every question so far, in order."""
        return tuple(self._asked)

    @property
    def current(self) -> Asked | None:
        """The question that is being asked, or was just answered."""
        return self._asked[-1] if self.phase in ("ask", "went") else None

    @property
    def answer(self) -> Asked | None:
        """The question whose answer may be shown now; None until its chain has ended."""
        return self._asked[self._shown] if self.phase == "answer" else None

    @property
    def index(self) -> int:
        """Where `answer` stands among `asked`."""
        return self._shown

    @property
    def chain(self) -> tuple[int, ...]:
        """The questions of the present chain, as places in `asked`."""
        last = self._asked[-1].chain if self._asked else 0
        return tuple(index for index, one in enumerate(self._asked) if one.chain == last)

    @property
    def left(self) -> float:
        """Seconds left; below zero when the present question runs over."""
        return self.plan.minutes * 60 - self.used

    @property
    def used(self) -> float:
        """Seconds spent on questions."""
        return self._watch.used

    @property
    def running(self) -> bool:
        """Whether the clock runs."""
        return self._watch.running

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._steps.made

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return self._steps.taken_back

    def undo(self) -> bool:
        """Take back the last step: an end, an answer passed, a judgement, an answer given; false when there
        is none. All is as if it had not been made, but for the time, which has run on.
        """
        return self._go_to(self._steps.back(self._stand()))

    def redo(self) -> bool:
        """Make again the step that was taken back last; false when another was made since."""
        return self._go_to(self._steps.forth(self._stand()))

    def measure(self, id: str, value: float) -> None:
        """Take in what was measured for the prediction of that question, once its chain has ended."""
        for index in self._closed(id):
            self._put(index, measured=value)

    def grade(self, id: str, check: Check) -> None:
        """Take in how the program of that question came out in one more check, or in the same once more."""
        for index in self._closed(id):
            others = (one for one in self._asked[index].checks if one.claim != check.claim)
            self._put(index, checks=(*others, check))

    def _closed(self, id: str) -> Sequence[int]:
        """Where that question stands, when it is asked and its chain has ended."""
        ended = self._asked[: self._stand().closed]
        return [index for index, one in enumerate(ended) if one.question.id == id]

    def _step(self) -> None:
        self._steps.make(self._stand())

    def _time(self) -> None:
        """The clock runs while a question is before the learner."""
        self._watch.run(self.phase in ("ask", "went"))

    def _put(self, index: int, **changes: object) -> None:
        self._asked[index] = msgspec.structs.replace(self._asked[index], **changes)

    def _stand(self) -> Stand:
        return Stand(
            phase=self.phase,
            asked=tuple(self._asked),
            shown=self._shown,
            began=self._began,
            chance=self._chance.getstate(),
        )

    def _go_to(self, stand: Stand | None) -> bool:
        if stand is None:
            return False
        self.phase, self._asked = stand.phase, list(stand.asked)
        self._shown, self._began = stand.shown, stand.began
        self._chance.setstate(stand.chance)
        self._time()
        return True
