"""Ratios from interleaved rounds: A B A B …, so that a machine that slows down slows both."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds of ours and of the rival, and what their ratio should be."""

    what: str
    against: str
    ours: Sequence[float]
    rival: Sequence[float]
    aim: str
    met: Callable[[float], bool]
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Ours over the rival's, round by round."""
        return [ours / rival for ours, rival in zip(self.ours, self.rival, strict=True)]

    @property
    def ratio(self) -> float:
        """The middle one."""
        return median(self.ratios)


def interleaved(
    ours: Callable[[], float], rival: Callable[[], float], rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Seconds that each reports of itself, in turn, after a warm-up round that does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for measure, kept in zip((ours, rival), times, strict=True):
            seconds = measure()
            if turn:
                kept.append(seconds)
    return times


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
