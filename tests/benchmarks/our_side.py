"""Seconds of our steps on a home: `python -m tests.benchmarks.our_side HOME WORDS STEP…` prints JSON."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from quiz.bank.load import load
from quiz.memory import Answer, Memory, Rating, here, stats
from quiz.memory.days import today
from quiz.memory.plan.fading import Fading
from quiz.memory.plan.goal import Goal
from quiz.memory.plan.make import plan
from quiz.memory.plan.readiness import readiness
from quiz.memory.settings import Settings
from quiz.search import Index
from tests.benchmarks.harness import timed
from tests.benchmarks.learners import COPIES, own

YEAR = 365
FORTNIGHT = timedelta(days=14)


class Side:
    """Each step gives the seconds of every time that it was done."""

    def __init__(self, home: Path, words: str) -> None:
        decks = load([home / "decks" / "big" / "questions"], cache=home / "cache").decks
        self._questions = [question for deck in decks for question in deck.questions]
        self._memory = Memory(home / "memory.db", here)
        self._words = words
        self._day = date.today().toordinal()

    def rate(self) -> list[float]:
        """Ratings of questions met before."""
        names = [question.id for question in self._questions[: len(self._questions) // 2]]
        found = [self._answer(name) for name in random.sample(names, 201)]
        return found[1:]  # the first of a day makes a backup

    def undo(self) -> list[float]:
        """Undoing them."""
        return _times(self._memory.undo, 21)

    def search(self) -> list[float]:
        """As Browse does, once all words are folded."""
        index = Index(self._questions)
        index.grow(len(self._questions))
        return _times(lambda: index.find(self._words), 9)

    def own_search(self) -> list[float]:
        """The same over the program's own questions, so many copies of them that they are as many."""
        questions = own() * COPIES
        index = Index(questions)
        index.grow(len(questions))
        return _times(lambda: index.find(self._words), 9)

    def first_search(self) -> list[float]:
        """The words are folded within it."""
        return _times(lambda: Index(self._questions).find(self._words), 3)

    def year(self) -> list[float]:
        """How many fall due on each day of a year."""
        db, now = self._memory._db, today(here(), 4)
        return _times(lambda: stats.forecast(db, now, YEAR), 9)

    def stats(self) -> list[float]:
        """Everything that `quiz stats` shows."""
        return _times(self._memory.stats, 5)

    def readiness(self) -> list[float]:
        """The reckoning alone, while nothing is known of how fast the learner forgets: with all guesses."""
        (traces, ways), guesses = self._read(), Fading()
        return _times(lambda: readiness(traces, guesses, ways.interview), 9)

    def whole_readiness(self) -> list[float]:
        """With what it reads, as the first screen does."""
        return _times(lambda: self._memory.readiness(self._questions), 3)

    def plan(self) -> list[float]:
        """A plan of half an hour a day for a fortnight."""
        traces, ways = self._read()
        return _times(lambda: plan(traces, ways, self._goal(), self._day), 1)

    def _goal(self) -> Goal:
        return Goal(date.today() + FORTNIGHT)

    def _read(self) -> tuple:
        planner = self._memory._planner
        return planner._read(self._questions, self._goal(), self._day, Settings().model)

    def _answer(self, name: str) -> float:
        self._memory.intervals(name)  # shown before one is chosen; Anki's queue brings its own along
        return timed(lambda: self._memory.rate(name, Rating.GOOD, Answer(12.0)))()


def _times(call: Callable[[], object], times: int) -> list[float]:
    measure = timed(call)
    return [measure() for _ in range(times)]


if __name__ == "__main__":
    home, words, *steps = sys.argv[1:]
    side = Side(Path(home), words)
    print(json.dumps({name: getattr(side, name)() for name in steps}))
