"""The state machine of a mock interview.

A front end shows what `phase` says, and calls the method for the key that was pressed; a call that does not
fit the phase does nothing. Nothing of an answer can be had before its chain has ended: `answer` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random

import msgspec

from quiz.bank.model import Question
from quiz.interview.drill import MOST, Pool
from quiz.interview.held import Held
from quiz.interview.model import Asked, Plan, Went
from quiz.memory.model import Card

Likely = Callable[[Question, str], Collection[int]]
"""The points of a question that a typed answer probably makes."""

NEARLY = 60.0
"""Seconds left below which no other question begins."""
WRITING = 300.0
"""Seconds that should be left for a program."""
LEAST, LONGEST = 5, 180
"""Minutes between which the learner may choose on the screen."""


class Interview(Held):
    """Asks questions of `questions` in chains until the time is out or nothing is left.

    `clock` counts seconds; `chance` is seeded with `plan.seed`; `cards` is what is remembered. `likely` reads
    typed answers, and `writable` says whether a verifier can grade a program here.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        plan: Plan,
        cards: Mapping[str, Card],
        clock: Callable[[], float],
        chance: Random,
        *,
        likely: Likely | None = None,
        writable: Callable[[str], bool] = lambda _: True,
    ) -> None:
        super().__init__(plan, clock, chance)
        self._pool = Pool(questions, plan.level, cards)
        self._likely = likely
        self._writable = writable

    @property
    def empty(self) -> bool:
        """Whether there is nothing to ask at all."""
        return not self._pool.questions

    def lengthen(self, minutes: int) -> None:
        """Before the start, take more time, or less."""
        if self.phase == "ready":
            wanted = min(max(self.plan.minutes + minutes, LEAST), LONGEST)
            self.plan = msgspec.structs.replace(self.plan, minutes=wanted)

    def begin(self) -> None:
        """Start the clock and ask the first question."""
        if self.phase == "ready":
            self._open()

    def choose(self, index: int) -> None:
        """Choose an option."""
        if self.phase == "ask" and 0 <= index < len(self._asked[-1].question.options):
            self._say(chosen=index)

    def predict(self, value: float | None) -> None:
        """Foretell the number, or no longer."""
        if self.phase == "ask" and self._asked[-1].question.predict:
            self._say(predicted=value)

    def write(self, answer: str) -> None:
        """Take in the answer as typed so far."""
        if self.phase == "ask":
            self._say(written=answer)

    def keep_program(self, path: str) -> None:
        """Take in where the program of a whiteboard question lies."""
        if self.phase == "ask" and self._asked[-1].whiteboard:
            self._say(program=path)

    def finish(self) -> None:
        """The answer is given."""
        if self.phase == "ask":
            self._step()
            self._put(-1, took=max(0.0, self.used - self._began))
            self.phase = "went"

    def proposed(self) -> Went | None:
        """How it probably went, told from a typed answer; nothing when none was typed."""
        if self.phase != "went" or not self._asked[-1].question.points:
            return None
        asked = self._asked[-1]
        if self._likely is None or not asked.written.strip():
            return None
        share = len(self.likely(asked)) / len(asked.question.points)
        return "well" if share >= 0.75 else "partly" if share >= 0.4 else "stuck"

    def likely(self, asked: Asked) -> frozenset[int]:
        """The points that its typed answer probably makes."""
        if self._likely is None or not asked.written.strip():
            return frozenset()
        return frozenset(self._likely(asked.question, asked.written))

    def judge(self, went: Went) -> None:
        """Say how it went; then the next question of the chain comes, or the answers of all of it."""
        if self.phase != "went":
            return
        self._step()
        self._put(-1, went=went)
        deeper = None
        if len(self.chain) < MOST and self.left >= NEARLY:
            seen = {one.question.id for one in self._asked}
            deeper = self._pool.follow_up(self._asked[-1].question, went, seen, self._chance)
        if deeper:
            self._ask(deeper, self._asked[-1].chain)
        else:
            self.phase = "answer"
            self._show(self.chain[0])
            self._time()

    def tick(self, index: int) -> None:
        """Tick a point of the answer that is shown as said, or take the tick away."""
        if self.answer and 0 <= index < len(self.answer.question.points):
            self._put(self._shown, ticked=self.answer.ticked ^ {index})

    def go_on(self) -> None:
        """To the next answer of the chain, then to the next topic, then to the report."""
        if self.phase != "answer":
            return
        self._step()
        if self._shown + 1 < len(self._asked):
            self._show(self._shown + 1)
        elif self.left >= NEARLY:
            self._open()
        else:
            self._end()

    def leave(self) -> None:
        """End it here; a question that was not answered counts as not asked."""
        if self.phase == "over":
            return
        if self.phase != "ready":
            self._step()
        if self.phase == "ask":
            del self._asked[-1]
        self._end()

    def _open(self) -> None:
        """Open the next topic, if there is one."""
        visited = [one.question.deck for one in self._asked if self._is_opening(one)]
        seen = {one.question.id for one in self._asked}
        topic = self._asked[-1].chain + 1 if self._asked else 0
        aboard = self._whiteboard if topic else lambda question: not self._whiteboard(question)
        opening = self._pool.opening(seen, visited, self._chance, aboard)
        if opening:
            self._ask(opening, topic)
        else:
            self._end()

    def _is_opening(self, asked: Asked) -> bool:
        return next(one for one in self._asked if one.chain == asked.chain) is asked

    def _whiteboard(self, question: Question) -> bool:
        """Whether it would go to the whiteboard now: one question of an interview does, with time for it."""
        return (
            bool(question.exercise)
            and not any(one.whiteboard for one in self._asked)
            and self.left >= min(WRITING, self.plan.minutes * 30)
            and self._writable(question.exercise)
        )

    def _ask(self, question: Question, chain: int) -> None:
        self._asked.append(Asked(question=question, chain=chain, whiteboard=self._whiteboard(question)))
        self.phase = "ask"
        self._began = self.used
        self._time()

    def _show(self, index: int) -> None:
        self._shown = index
        self._put(index, shown=True)

    def _end(self) -> None:
        self.phase = "over"
        self._time()

    def _say(self, **changes: object) -> None:
        """Change the present answer."""
        before = self._asked[-1]
        self._put(-1, **changes)
        if self._asked[-1] != before:
            self._steps.differ()
