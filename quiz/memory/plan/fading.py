"""How fast this learner forgets, as far as the log tells.

The scheduler's curve is that of many learners; one may forget faster, and along another shape. Here the
chance of recall after t days, when the scheduler's stability is S, is (1 + f·t/s)^−decay, where s is
scale·S^power days and f makes it 0.9 at t = s. A small decay has a flat tail (FSRS), a large one is nearly
exponential; a power below 1 says that stabilities differ less than the scheduler thinks. Each point of a grid
is a guess; its weight is a prior as wide as learners differ, times the likelihood of what was and was not
recalled (Bayes). Plans go by the mean guess; how far the guesses disagree is a part of the interval around a
readiness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, log, log2

import msgspec

SCALES = tuple(2 ** (k / 2) for k in range(-6, 5))
DECAYS = (0.1, 0.1542, 0.25, 0.45, 0.9, 2.5)
POWERS = (0.1, 0.3, 0.5, 0.7, 0.9, 1.1)
USUAL, SPREAD = (1.0, 0.5, 1.0), (0.7, 1.1, 0.5)
"""The prior of scale, decay and power: a middle, and a standard deviation (of the first two's logarithms).

The middle decay is that of FSRS 4.5 and 5, between the flat tail of FSRS 6 and exponential forgetting."""
_UNLIKELY = 7.0
"""Guesses this far below the best, as a logarithm, are left out."""
_SURE = 0.01
"""No single answer is taken for more certain than this: slips happen."""


class Seen(msgspec.Struct, frozen=True):
    """A review at least a day after the last one: what the scheduler knew, and what happened."""

    days: int
    stability: float
    recalled: bool


class Guess(msgspec.Struct, frozen=True):
    """One way of forgetting, and its weight among all."""

    weight: float
    scale: float
    decay: float
    power: float

    def recall(self, days: float, stability: float) -> float:
        """The chance of recall so many days after the last review."""
        return float((1 + fall(self.decay) * days * stability**-self.power / self.scale) ** -self.decay)


class Fading:
    """The mean guess, which plans go by, and the guesses behind it."""

    def __init__(self, seen: Iterable[Seen] = ()) -> None:
        self.guesses = _weighed(_counted(seen))
        guesses = self.guesses
        self._decay = exp(sum(g.weight * log(g.decay) for g in guesses))
        self._power = sum(g.weight * g.power for g in guesses)
        self._rate = fall(self._decay) / exp(sum(g.weight * log(g.scale) for g in guesses))

    def recall(self, days: float, stability: float) -> float:
        """The chance of recall so many days after the last review, by the scheduler's stability."""
        if days <= 0:
            return 1.0
        return float((1 + self._rate * days * stability**-self._power) ** -self._decay)

    def stability(self, days: float, recall: float) -> float:
        """The stability at which the chance of recall after so many days (at least one) is `recall`."""
        lost = max(recall, 1e-6) ** (-1 / self._decay) - 1
        return float((self._rate * days / max(lost, 1e-9)) ** (1 / self._power))


def fall(decay: float) -> float:
    """The factor f with which (1 + f)^−decay is 0.9."""
    return float(0.9 ** (-1 / decay) - 1)


def _counted(seen: Iterable[Seen]) -> dict[tuple[int, int], list[int]]:
    """How many were forgotten and recalled, by half octaves of days and stability."""
    counts: dict[tuple[int, int], list[int]] = {}
    for one in seen:
        key = round(2 * log2(one.days)), round(2 * log2(one.stability))
        counts.setdefault(key, [0, 0])[one.recalled] += 1
    return counts


def _weighed(counts: Mapping[tuple[int, int], list[int]]) -> tuple[Guess, ...]:
    """The guesses that what was seen leaves, by their posterior weight."""
    points = [(2 ** (days / 2), 2 ** (stability / 2), *n) for (days, stability), n in counts.items()]
    scores = []
    for power in POWERS:
        shrunk = [(days * stability**-power, bad, good) for days, stability, bad, good in points]
        for decay in DECAYS:
            for scale in SCALES:
                score = _prior(scale, decay, power)
                if score < -_UNLIKELY:
                    continue
                rate = fall(decay) / scale
                for age, bad, good in shrunk:
                    chance = min(max((1 + rate * age) ** -decay, _SURE), 1 - _SURE)
                    score += good * log(chance) + bad * log(1 - chance)
                scores.append((score, scale, decay, power))
    best = max(scores)[0]
    kept = [(exp(score - best), *rest) for score, *rest in scores if score > best - _UNLIKELY]
    total = sum(weight for weight, *_ in kept)
    return tuple(Guess(weight / total, *rest) for weight, *rest in kept)


def _prior(scale: float, decay: float, power: float) -> float:
    """The logarithm of the weight of a guess before anything was seen."""
    far = (log(scale / USUAL[0]), log(decay / USUAL[1]), power - USUAL[2])
    return -sum((x / spread) ** 2 for x, spread in zip(far, SPREAD, strict=True)) / 2
