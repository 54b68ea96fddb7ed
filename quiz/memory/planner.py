"""Where the plan meets the memory: reads what is needed of the file, and asks the pure functions of `plan`.

What costs more than a few milliseconds (how fast the learner forgets, which floor is best) is looked up once
a day; what was done today counts at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.memory import cards, faults
from quiz.memory.model import Item
from quiz.memory.settings import Model

if TYPE_CHECKING:  # imported where a plan is in force: most who count what is due have none
    from quiz.memory.plan.agenda import Agenda
    from quiz.memory.plan.course import Ways
    from quiz.memory.plan.fading import Fading
    from quiz.memory.plan.goal import Goal
    from quiz.memory.plan.model import Needs, Plan, Readiness, Ready
    from quiz.memory.plan.trace import Trace

Key = tuple[int, "Goal", Model, int]


class Planner:
    """Plans for one learner, whose file lies at `path`.

    `bank` are all questions there are; when empty, those that are asked about. Raises QuizError when the file
    cannot be read.
    """

    def __init__(self, db: sqlite3.Connection, path: Path, bank: Sequence[Item]) -> None:
        self._db, self._path, self._bank = db, path, bank
        self._known: dict[Key, tuple[Fading, float | None]] = {}

    def goal(self, day: int) -> Goal | None:
        """The goal in force on a learner's day."""
        with faults.told(self._path):
            if self._db.execute("SELECT 1 FROM meta WHERE name = 'goal'").fetchone() is None:
                return None
            from quiz.memory.plan.goal import load

            goal = load(self._db)
        return goal if goal and goal.interview >= date.fromordinal(day) else None

    def agenda(self, questions: Sequence[Item], day: int, model: Model) -> Agenda | None:
        """What today is for, when a plan is in force and the interview is not today."""
        goal = self.goal(day)
        if goal is None or goal.interview <= date.fromordinal(day):
            return None
        from quiz.memory.plan.make import agenda

        traces, ways = self._read(self._bank or questions, goal, day, model)
        return agenda(traces, ways, day, self._floor(traces, ways, goal, day, model))

    def plan(self, questions: Sequence[Item], day: int, model: Model) -> Plan | None:
        """The plan in force."""
        goal = self.goal(day)
        if goal is None:
            return None
        from quiz.memory.plan.make import plan

        traces, ways = self._read(questions, goal, day, model)
        return plan(traces, ways, goal, day, self._floor(traces, ways, goal, day, model))

    def needs(self, questions: Sequence[Item], day: int, model: Model) -> Needs | None:
        """What would be needed to meet the goal in force."""
        goal = self.goal(day)
        if goal is None:
            return None
        from quiz.memory.plan.make import needs

        traces, ways = self._read(questions, goal, day, model)
        return needs(traces, ways, goal, day)

    def readiness(self, questions: Sequence[Item], day: int, model: Model) -> Readiness:
        """What will be recalled at the interview, or today without a goal, if nothing more is done."""
        from quiz.memory.plan.goal import Goal
        from quiz.memory.plan.readiness import readiness

        goal = self.goal(day) or Goal(date.fromordinal(day))
        traces, ways = self._read(questions, goal, day, model)
        return readiness(traces, ways.fading, ways.interview)

    def progress(self, questions: Sequence[Item], day: int, model: Model) -> tuple[Ready, ...]:
        """How the readiness grew that `readiness` tells of today."""
        from quiz.memory import log
        from quiz.memory.plan.goal import Goal
        from quiz.memory.plan.progress import progress, spells

        goal = self.goal(day)
        traces, ways = self._read(questions, goal or Goal(date.fromordinal(day)), day, model)
        with faults.told(self._path):
            known = spells(self._db, traces, log.models(self._db))
        return progress(traces, known, ways.fading, day, ways.interview if goal else None)

    def _read(
        self, questions: Sequence[Item], goal: Goal, day: int, model: Model
    ) -> tuple[list[Trace], Ways]:
        """All that the goal is about, and what to reckon with."""
        from quiz.memory.plan import habits
        from quiz.memory.plan.course import Ways
        from quiz.memory.plan.fading import Fading
        from quiz.memory.plan.fsrs6 import Fsrs6
        from quiz.memory.plan.trace import gather

        fsrs = Fsrs6(model.parameters)
        with faults.told(self._path):
            known = habits.load(self._db, fsrs, day)
            held = cards.load_all(self._db)
        some = [question for question in questions if not goal.decks or question.deck in goal.decks]
        key = day, goal, model, len(some)
        if key not in self._known:
            self._known[key] = Fading(known.seen), None
        fading, _ = self._known[key]
        seconds, interview = goal.minutes * 60, goal.interview.toordinal()
        return gather(some, held, day), Ways(interview, seconds, fsrs, fading, known, model.desired_retention)

    def _floor(self, traces: Sequence[Trace], ways: Ways, goal: Goal, day: int, model: Model) -> float:
        from quiz.memory.plan.make import floor_of

        key = day, goal, model, len(traces)
        fading, floor = self._known[key]
        if floor is None:
            floor = floor_of(traces, ways, day)
            self._known[key] = fading, floor
        return floor
