"""Where the faults of one bank are collected."""

from __future__ import annotations

from quiz.errors import Fault

MOST = 100
"""After so many the rest is not told: a file with more is broken as a whole, or hostile."""


class Faults:
    """What is wrong in one file, in the order of finding."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []

    def add(self, line: int, what: str, remedy: str) -> None:
        """Note a fault on `line`, or on the whole file when that is 0."""
        if len(self.found) < MOST:
            self.found.append(Fault(what, remedy, self.file, line))
        elif len(self.found) == MOST:
            self.found.append(
                Fault("More is wrong in this bank.", "Mend these faults first.", self.file, line)
            )

    @property
    def full(self) -> bool:
        """Whether looking for more is of no use."""
        return len(self.found) > MOST


def short(value: str) -> str:
    """`value` on one line and cut to what fits in a message."""
    line = " ".join(value[:200].split())
    return line if len(line) <= 60 else f"{line[:59]}…"
