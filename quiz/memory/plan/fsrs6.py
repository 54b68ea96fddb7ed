"""The arithmetic of FSRS 6 on plain numbers, for plans that ask a hundred thousand times what if.

The `fsrs` package rates the learner's answers (see schedule.py); it takes 30 ms to import and 20 µs a step.
These are the same formulas, which a test holds against the package.
"""

from __future__ import annotations

from math import exp
from typing import Final

from quiz.memory.model import Rating

LEAST: Final = 0.001
"""Days: the least stability."""
MOST: Final = 36500.0
"""Days: the greatest that a plan reckons with."""


class Fsrs6:
    """The formulas under one set of parameters. Stabilities are days, difficulties go from 1 to 10."""

    def __init__(self, parameters: tuple[float, ...]) -> None:
        self.w = w = parameters
        self.decay = -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self._growth = exp(w[8])
        self._fall = exp(w[17] * w[18])
        self._ease = self._first_difficulty(Rating.EASY)

    def recall(self, days: float, stability: float) -> float:
        """The chance of recall so many days after the last review, from 0 to 1."""
        return float((1 + self.factor * days / stability) ** self.decay)

    def age(self, recall: float) -> float:
        """Days since the last review over stability, at which the chance is `recall`."""
        return float((recall ** (1 / self.decay) - 1) / self.factor)

    def first(self, rating: int) -> tuple[float, float]:
        """Stability and difficulty after the first answer."""
        return max(self.w[rating - 1], LEAST), min(max(self._first_difficulty(rating), 1.0), 10.0)

    def harder(self, difficulty: float, rating: int) -> float:
        """The difficulty after another answer."""
        w = self.w
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        return min(max(w[7] * self._ease + (1 - w[7]) * moved, 1.0), 10.0)

    def same_day(self, stability: float, rating: int) -> float:
        """The stability after an answer on the day of the last one."""
        w = self.w
        more = exp(w[17] * (rating - 3 + w[18])) * float(stability ** -w[19])
        return max(stability * (more if rating == Rating.AGAIN else max(more, 1.0)), LEAST)

    def recalled(self, stability: float, difficulty: float, recall: float, rating: int = 3) -> float:
        """The stability after recall, when the chance of it was `recall`."""
        w = self.w
        bonus = w[15] if rating == Rating.HARD else w[16] if rating == Rating.EASY else 1.0
        more = self._growth * (11 - difficulty) * stability ** -w[9] * (exp((1 - recall) * w[10]) - 1)
        return max(float(stability * (1 + more * bonus)), LEAST)

    def forgotten(self, stability: float, difficulty: float, recall: float) -> float:
        """The stability after a lapse, when the chance of recall was `recall`."""
        w = self.w
        left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recall) * w[14])
        return max(min(float(left), stability / self._fall), LEAST)

    def _first_difficulty(self, rating: int) -> float:
        return self.w[4] - exp(self.w[5] * (rating - 1)) + 1
