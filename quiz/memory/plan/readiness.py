"""How much of the bank will be recalled on a day, with an interval.

The share is the mean of the chances p of recall. The interval is 90 % by the normal approximation from two
sources of variance: which questions will happen to be recalled (Poisson-binomial, Σp(1−p)/n²), and how fast
this learner forgets, which is not known (the spread of the mean over the guesses of `Fading`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import frexp, sqrt

from quiz.memory.plan.fading import Fading
from quiz.memory.plan.model import Readiness, Share
from quiz.memory.plan.trace import Trace

NINE_IN_TEN = 1.6449
"""Standard deviations."""


class _Doubt:
    """How far the likelier guesses of how fast the learner forgets are from each other."""

    def __init__(self, fading: Fading) -> None:
        self._guesses = [guess for guess in fading.guesses if guess.weight > 0.003]
        whole = sum(guess.weight for guess in self._guesses)
        self._shares = [guess.weight / whole for guess in self._guesses]
        self._chances: dict[tuple[int, int], list[float]] = {}

    def variance(self, ages: Mapping[tuple[int, int], int]) -> float:
        """Of how many are recalled, over the guesses; `ages` are how many of each, as in `_Tally`."""
        totals = [0.0] * len(self._guesses)
        for age, count in ages.items():
            totals = [total + count * p for total, p in zip(totals, self._recall(age), strict=True)]
        mean = sum(share * total for share, total in zip(self._shares, totals, strict=True))
        return sum(share * (t - mean) ** 2 for share, t in zip(self._shares, totals, strict=True))

    def _recall(self, age: tuple[int, int]) -> list[float]:
        """The chance of recall at that age by each guess."""
        if age not in self._chances:
            days, stability = (2 ** (octave - 0.5) for octave in age)
            self._chances[age] = [guess.recall(days, stability) if age[0] else 1.0 for guess in self._guesses]
        return self._chances[age]


class _Tally:
    """Sums over some questions."""

    def __init__(self) -> None:
        self.count = 0
        self.recalled = self.variance = 0.0
        self.weight = self.weighed = 0.0
        self.ages: Counter[tuple[int, int]] = Counter()
        """How many, by the octaves of days since the last review (0: none) and of stability."""

    def add(self, other: _Tally) -> None:
        """Take in those of another one."""
        self.count += other.count
        self.recalled += other.recalled
        self.variance += other.variance
        self.weight += other.weight
        self.weighed += other.weighed
        self.ages.update(other.ages)

    def share(self, doubt: _Doubt) -> Share:
        """The share recalled, and its interval."""
        if not self.count:
            return Share(0.0, 0.0, 0.0, 0.0, 0, 0)
        share = self.recalled / self.count
        reach = NINE_IN_TEN * sqrt(self.variance + doubt.variance(self.ages)) / self.count
        low, high = max(0.0, share - reach), min(1.0, share + reach)
        return Share(share, low, high, self.weighed / self.weight, self.count, self.ages.total())


def readiness(traces: Sequence[Trace], fading: Fading, day: int) -> Readiness:
    """The share of `traces` recalled on a learner's day, as their states are."""
    decks: dict[str, list[Trace]] = {}
    for trace in traces:
        decks.setdefault(trace.deck, []).append(trace)
    tallies = {deck: _tally(some, fading, day) for deck, some in decks.items()}
    every = _Tally()
    for tally in tallies.values():
        every.add(tally)
    doubt = _Doubt(fading)
    shares = {deck: tally.share(doubt) for deck, tally in tallies.items()}
    return Readiness(date.fromordinal(day), every.share(doubt), shares)


def _tally(traces: Sequence[Trace], fading: Fading, day: int) -> _Tally:
    """The sums over some questions."""
    tally = _Tally()
    recall = fading.recall
    recalled = variance = weighed = 0.0
    ages: dict[tuple[int, int], int] = {}
    for trace in traces:
        stability = trace.stability
        if stability:
            days = day - trace.day
            chance = recall(days, stability)
            recalled += chance
            variance += chance * (1 - chance)
            weighed += trace.weight * chance
            age = days.bit_length(), frexp(stability)[1]
            ages[age] = ages.get(age, 0) + 1
    tally.count, tally.weight = len(traces), sum([trace.weight for trace in traces])
    tally.recalled, tally.variance, tally.weighed, tally.ages = recalled, variance, weighed, Counter(ages)
    return tally
