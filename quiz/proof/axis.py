"""One axis: where a value lies between the ends, and which round values are labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from quiz.proof.words import number


class Axis(msgspec.Struct, frozen=True):
    """From `low` to `high`, by value or by logarithm."""

    low: float
    high: float
    log: bool = False

    def at(self, value: float) -> float | None:
        """Where `value` lies: 0 at the low end, 1 at the high one, at most 1 beyond; None when nowhere."""
        if not math.isfinite(value) or (self.log and value <= 0):
            return None
        low, high = self._scale(self.low), self._scale(self.high)
        return min(max((self._scale(value) - low) / (high - low), -1.0), 2.0)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most `most` (2 or more) round values within the ends, with their labels, ascending."""
        values = self._decades(most) if self.log else []
        if len(values) < 2:
            values = _round_values(self.low, self.high, most)
        return [(value, number(value)) for value in values]

    def _decades(self, most: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        step = max(1, math.ceil((last - first + 1) / most))
        return [10.0**power for power in range(first, last + 1, step)]

    def _scale(self, value: float) -> float:
        return math.log10(value) if self.log else value


def axis(values: Iterable[float], *, log: bool = False, room: float = 0.06) -> Axis:
    """The axis that shows `values`, with a share of `room` at both ends."""
    seen = [value for value in values if math.isfinite(value) and (not log or value > 0)]
    if not seen:
        return Axis(0.0, 1.0) if not log else Axis(1.0, 10.0, log=True)
    low, high = min(seen), max(seen)
    if log:
        low, high = math.log10(low), math.log10(high)
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        half = abs(low) * 0.05 or 0.5
        low, high = low - half, high + half
    edge = (high - low) * room
    low, high = low - edge, high + edge
    if not math.isfinite(high - low):
        return Axis(-1.0, 1.0)
    if log:
        return Axis(10.0 ** max(low, -300.0), 10.0 ** min(high, 300.0), log=True)
    return Axis(low, high)


def _round_values(low: float, high: float, most: int) -> list[float]:
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    step = next((power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough), power * 10)
    first = math.ceil(low / step - 1e-9)
    count = math.floor((high - first * step) / step + 1e-9) + 1
    return [
        round((first + index) * step, 12 - math.floor(math.log10(step)))
        for index in range(min(count, most + 1))
    ]
