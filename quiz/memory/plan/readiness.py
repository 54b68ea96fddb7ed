"""How much of the bank will be recalled on a day, with an interval.

The share is the mean of the chances p of recall. The interval is 90 % by the normal approximation from two
sources of variance: which questions will happen to be recalled (Poisson-binomial, Σp(1−p)/n²), and how fast
this learner forgets, which is not known (the spread of the mean over the guesses of `Fading`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import frexp, log2, sqrt

from quiz.memory.plan.fading import Fading
from quiz.memory.plan.model import Readiness, Share
from quiz.memory.plan.trace import Trace

NINE_IN_TEN = 1.6449
"""Standard deviations."""


class _Tally:
    """Sums over some questions."""

    def __init__(self) -> None:
        self.count = 0
        self.recalled = self.variance = 0.0
        self.weight = self.weighed = 0.0
        self.ages: Counter[tuple[int, int]] = Counter()
        """How many, by days since the last review and octave of stability."""

    def add(self, other: _Tally) -> None:
        """Take in those of another one."""
        self.count += other.count
        self.recalled += other.recalled
        self.variance += other.variance
        self.weight += other.weight
        self.weighed += other.weighed
        self.ages.update(other.ages)

    def share(self, fading: Fading) -> Share:
        """The share recalled, and its interval."""
        if not self.count:
            return Share(0.0, 0.0, 0.0, 0.0, 0, 0)
        share = self.recalled / self.count
        reach = NINE_IN_TEN * sqrt(self.variance + _spread(self.ages, fading)) / self.count
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
    shares = {deck: tally.share(fading) for deck, tally in tallies.items()}
    return Readiness(date.fromordinal(day), every.share(fading), shares)


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
            age = days, frexp(stability)[1]
            ages[age] = ages.get(age, 0) + 1
    tally.count, tally.weight = len(traces), sum([trace.weight for trace in traces])
    tally.recalled, tally.variance, tally.weighed, tally.ages = recalled, variance, weighed, Counter(ages)
    return tally


def _spread(ages: Mapping[tuple[int, int], int], fading: Fading) -> float:
    """The variance, over the guesses, of how many are recalled."""
    near: Counter[tuple[int, int]] = Counter()
    for (days, octave), count in ages.items():
        if days > 0:
            near[round(4 * log2(days)), octave] += count  # as near as a guess is worth
    guesses = [guess for guess in fading.guesses if guess.weight > 0.003]
    places = [(2 ** (days / 4), 2 ** (octave - 0.5), count) for (days, octave), count in near.items()]
    found = [(g.weight, sum(count * g.recall(days, s) for days, s, count in places)) for g in guesses]
    whole = sum(weight for weight, _ in found)
    mean = sum(weight * total for weight, total in found) / whole
    return sum(weight * (total - mean) ** 2 for weight, total in found) / whole
