"""Ratios from interleaved rounds: A B A B …, so that a machine that slows down slows both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median
from typing import TypeVar

T = TypeVar("T")
ROUNDS = int(os.environ.get("ROUNDS", "7"))
"""Fewer only to try out the programs themselves."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what came out in each round, and what should have."""

    what: str
    against: str
    ratios: Sequence[float]
    aim: str
    met: bool
    why: str = ""
    """Said where the aim is missed."""

    @property
    def ratio(self) -> float:
        """The middle one."""
        return median(self.ratios)


def beside(
    what: str, against: str, ours: Sequence[float], rival: Sequence[float], most: float, why: str = ""
) -> Row:
    """Ours over the rival's, round by round; the middle one should be at most `most`."""
    ratios = [one / other for one, other in zip(ours, rival, strict=True)]
    return Row(what, against, ratios, f"≤ {most:g}", median(ratios) <= most, why)


def within(what: str, limit: int, seconds: Sequence[float], why: str = "") -> Row:
    """Seconds over a limit in milliseconds."""
    return beside(what, f"{limit} ms", seconds, [limit / 1000] * len(seconds), 1, why)


def fitted(sizes: Sequence[float], found: Sequence[float]) -> float:
    """The exponent k with which found ≈ c·sizeᵏ, by least squares on the logarithms; all are above 0."""
    return linear_regression([log(size) for size in sizes], [log(one) for one in found]).slope


def growth(
    what: str, unit: str, found: Mapping[int, Sequence[float]], most: float, law: str, why: str = ""
) -> Row:
    """How `found`, by size, grows: an exponent for each round that was run at every size."""
    sizes = sorted(found)
    exponents = [fitted(sizes, row) for row in zip(*(found[size] for size in sizes), strict=False)]
    span = f"{sizes[0]:,} to {sizes[-1]:,} {unit}"
    met = median(exponents) <= most
    return Row(f"growth of {what}: exponent", span, exponents, f"≤ {most:g} ({law})", met, why)


def interleaved(*measures: Callable[[], T], rounds: int = ROUNDS) -> list[list[T]]:
    """What each measure says of itself, in turn, after a warm-up round that does not count."""
    found: list[list[T]] = [[] for _ in measures]
    for turn in range(rounds + 1):
        for measure, kept in zip(measures, found, strict=True):
            said = measure()
            if turn:
                kept.append(said)
    return found


def timed(call: Callable[[], object]) -> Callable[[], float]:
    """A measure of the wall time of `call`."""

    def measure() -> float:
        began = time.perf_counter()
        call()
        return time.perf_counter() - began

    return measure


def process(*command: str, env: Mapping[str, str] | None = None) -> Callable[[], float]:
    """A measure of the wall time of a whole process, which must succeed."""
    words = [sys.executable if word == "python" else word for word in command]
    return timed(lambda: subprocess.run(words, env=env, check=True, capture_output=True))
