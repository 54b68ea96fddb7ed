"""Learners whose memory is not the scheduler's model, and the seconds they take. For `plan.py`.

The schedulers see only ratings and seconds. What is really remembered lies in a `Mind`.
"""

from __future__ import annotations

from math import exp, log
from random import Random
from typing import Protocol

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.memory.plan.fsrs6 import Fsrs6
from quiz.memory.settings import PARAMETERS

FIRST = (0.3, 0.15, 0.4, 0.15)
"""Mean shares of Again, Hard, Good, Easy among first ratings; each learner has their own around them."""
LATER = (0.12, 0.76, 0.12)
"""Of Hard, Good, Easy when it was recalled."""
SECONDS = (55.0, 42.0, 30.0, 22.0)
"""The median of an answer by its rating; half as long again when the question is new."""


class Mind(Protocol):
    """What one learner really remembers of questions 0, 1, 2, …; days count from 0."""

    def recall(self, question: int, day: int) -> float:
        """The true chance of recall; 0 for a question never met."""
        ...

    def meet(self, question: int, rating: int, day: int) -> None:
        """The first answer."""
        ...

    def answer(self, question: int, rating: int, day: int) -> None:
        """Another answer."""
        ...


class OtherFsrs:
    """FSRS with parameters of its own, and a difficulty and a stability of its own for each question."""

    def __init__(self, luck: Random, questions: int) -> None:
        bounds = zip(PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        w = [min(max(p * exp(luck.gauss(0, 0.25)), low), high) for p, low, high in bounds]
        pace = exp(luck.gauss(0, 0.5))
        w[:4] = sorted(min(max(p * pace, 0.05), 100.0) for p in w[:4])
        w[20] = min(max(PARAMETERS[20] * exp(luck.gauss(0, 0.4)), 0.1), 0.8)
        self._fsrs = Fsrs6(tuple(w))
        self._ease = [exp(luck.gauss(0, 0.4)) for _ in range(questions)]
        self._harder = [luck.gauss(0, 1) for _ in range(questions)]
        self._state: dict[int, tuple[float, float, int]] = {}

    def recall(self, question: int, day: int) -> float:
        if question not in self._state:
            return 0.0
        stability, _, last = self._state[question]
        return self._fsrs.recall(day - last, stability)

    def meet(self, question: int, rating: int, day: int) -> None:
        stability, difficulty = self._fsrs.first(rating)
        difficulty = min(max(difficulty + self._harder[question], 1.0), 10.0)
        self._state[question] = stability * self._ease[question], difficulty, day

    def answer(self, question: int, rating: int, day: int) -> None:
        stability, difficulty, last = self._state[question]
        chance = self._fsrs.recall(day - last, stability)
        if day == last:
            stability = self._fsrs.same_day(stability, rating)
        elif rating == 1:
            stability = self._fsrs.forgotten(stability, difficulty, chance)
        else:
            stability = self._fsrs.recalled(stability, difficulty, chance, rating)
        self._state[question] = stability, self._fsrs.harder(difficulty, rating), day


class AsForetold(OtherFsrs):
    """Forgets just as the scheduler believes."""

    def __init__(self, questions: int) -> None:
        self._fsrs = Fsrs6(PARAMETERS)
        self._ease, self._harder = [1.0] * questions, [0.0] * questions
        self._state = {}


class Exponential:
    """Recall falls as exp(−t/s); every recall on another day lengthens s by the learner's own factor.

    A lapse leaves half of the recalls made before: what was known once is learnt again faster (savings).
    """

    def __init__(self, luck: Random, questions: int) -> None:
        usual = exp(luck.gauss(log(3.5), 0.4))
        self._factor = 1 + exp(luck.gauss(log(1.2), 0.3))
        self._days = [usual * exp(luck.gauss(0, 0.5)) for _ in range(questions)]
        self._state: dict[int, tuple[float, float, int]] = {}

    def recall(self, question: int, day: int) -> float:
        if question not in self._state:
            return 0.0
        start, recalls, last = self._state[question]
        return exp(-(day - last) / (self._days[question] * start * self._factor**recalls))

    def meet(self, question: int, rating: int, day: int) -> None:
        self._state[question] = (0.5, 0.8, 1.0, 2.0)[rating - 1], 0.0, day

    def answer(self, question: int, rating: int, day: int) -> None:
        start, recalls, last = self._state[question]
        if day != last:
            recalls = recalls / 2 if rating == 1 else recalls + 1
        self._state[question] = start, recalls, day


def first_ratings(luck: Random, questions: int) -> list[int]:
    """What this learner makes of each question when it is met."""
    shares = [share * exp(luck.gauss(0, 0.3)) for share in FIRST]
    return luck.choices((1, 2, 3, 4), shares, k=questions)


def rating(luck: Random, chance: float) -> int:
    """How a question is rated that is recalled with that chance."""
    return 1 if luck.random() >= chance else luck.choices((2, 3, 4), LATER)[0]


def seconds(luck: Random, rated: int, new: bool) -> float:
    """How long an answer takes."""
    return SECONDS[rated - 1] * exp(luck.gauss(0, 0.35)) * (1.5 if new else 1.0)
