"""What came out: a table, the survivors in full, the rate; for people and for programs."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import msgspec

from tests.mutation.explained import Explained
from tests.mutation.operators import Mutant
from tests.mutation.run import Subject

ENOUGH = 0.98
"""Share of the mutants not explained that must be caught."""


class Survivor(msgspec.Struct, frozen=True):
    """A mutant that nothing noticed."""

    line: int
    function: str
    mutation: str


class Row(msgspec.Struct, frozen=True):
    """One script."""

    verifier: str
    mutants: int
    caught: int
    explained: int
    survivors: tuple[Survivor, ...]
    how: dict[str, int]
    """How many were caught by a verdict, by an exception, by a crash, by the clock."""
    seconds: float
    """Time of the unchanged script."""
    faults: tuple[str, ...]
    """Experiments of the unchanged script that do not pass: its mutants were not run."""


class Report(msgspec.Struct, frozen=True):
    """The whole run."""

    verifiers: tuple[Row, ...]
    mutants: int
    caught: int
    explained: int
    rate: float
    """Share caught of those not explained."""
    stale: tuple[Explained, ...]
    seconds: float
    day: str = ""
    """When it was, as 2026-12-01."""

    @property
    def good(self) -> bool:
        """Whether enough was caught, and nothing else is wrong."""
        return self.rate >= ENOUGH and not self.stale and not any(row.faults for row in self.verifiers)


def survivors(subject: Subject) -> list[Mutant]:
    """Its mutants that nothing noticed."""
    return [
        subject.mutants[n] for n, outcome in sorted(subject.outcomes.items()) if outcome.how == "survived"
    ]


def report(
    subjects: Sequence[Subject],
    entries: Sequence[Explained],
    stale: Sequence[Explained],
    seconds: float,
    day: str = "",
) -> Report:
    """The report on scripts that were measured."""
    rows = tuple(_row(subject, entries) for subject in subjects)
    mutants, caught, explained = (
        sum(getattr(row, name) for row in rows) for name in ("mutants", "caught", "explained")
    )
    rate = caught / (mutants - explained) if mutants > explained else 1.0
    return Report(rows, mutants, caught, explained, rate, tuple(stale), seconds, day)


def _row(subject: Subject, entries: Sequence[Explained]) -> Row:
    alive = survivors(subject)
    explained = [mutant for mutant in alive if any(entry.covers(subject.id, mutant) for entry in entries)]
    unexplained = [Survivor(m.line, m.function, m.change) for m in alive if m not in explained]
    how: dict[str, int] = {}
    for outcome in subject.outcomes.values():
        how[outcome.how] = how.get(outcome.how, 0) + 1
    return Row(
        verifier=subject.id,
        mutants=len(subject.outcomes),
        caught=len(subject.outcomes) - len(alive),
        explained=len(explained),
        survivors=tuple(unexplained),
        how=how,
        seconds=subject.seconds,
        faults=tuple(subject.faults),
    )


def written(report: Report) -> str:
    """The report for people."""
    width = max([len(row.verifier) for row in report.verifiers] + [len("verifier")])
    lines = [f"{'verifier':{width}}  mutants  caught  explained  survivors     rate  seconds"]
    for row in report.verifiers:
        counted = row.mutants - row.explained
        rate = f"{row.caught / counted:8.1%}" if counted else "       –"
        lines.append(
            f"{row.verifier:{width}}  {row.mutants:7}  {row.caught:6}  {row.explained:9}  "
            f"{len(row.survivors):9} {rate}  {row.seconds:7.2f}"
        )
    for row in report.verifiers:
        if row.survivors:
            lines += ["", f"{row.verifier}: nobody notices"]
            lines += [f"  line {item.line}, {item.function}: {item.mutation}" for item in row.survivors]
        if row.faults:
            lines += ["", f"{row.verifier}: fails as it stands, so its mutants were not run"]
            lines += [f"  {fault}" for fault in row.faults]
    if report.stale:
        lines += ["", "explained.yaml: nothing left to explain"]
        lines += [f"  {entry.verifier}: {entry.mutation}" for entry in report.stale]
    counted = report.mutants - report.explained
    lines += [
        "",
        f"{report.caught} of {counted} mutants caught, {report.rate:.2%} "
        f"(at least {ENOUGH:.0%} is asked); {report.explained} explained; {report.seconds:.0f} s",
    ]
    return "\n".join(lines)


class ProgressLine:
    """How far the run is and when it will be done, on a terminal only."""

    def __init__(self, work: float) -> None:
        """`work` is the total, in any unit."""
        self._work, self._done, self._alive = max(work, 1e-9), 0.0, 0
        self._begun, self._told = time.monotonic(), 0.0

    def step(self, work: float, survived: bool) -> None:
        """That much more is done."""
        self._done += work
        self._alive += survived
        now = time.monotonic()
        if sys.stderr.isatty() and now - self._told > 0.2:
            self._told = now
            left = (now - self._begun) * (self._work / self._done - 1)
            share = self._done / self._work
            print(
                f"\r{share:5.1%}  {self._alive} survive  {left:4.0f} s left ",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def clear(self) -> None:
        """Leave an empty line for what comes next."""
        if sys.stderr.isatty():
            print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
