"""What `quiz verify` says: a line for each experiment, a progress bar, and the report for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
import msgspec

from quiz.commands.language import spoken
from quiz.commands.output import say
from quiz.lab.knob import KnobValue
from quiz.proof.messages import Failure, Job, Message, Progress, Result
from quiz.proof.select import Chosen
from quiz.text import clean
from quiz.told import told


class Line(msgspec.Struct, kw_only=True, omit_defaults=False):
    """One experiment over all its seeds; its numbers are the first failed seed's, else the first seed's."""

    id: str
    kind: str
    verdict: str = "inconclusive"
    passed: bool = False
    measured: float | None = None
    predicted: float | None = None
    low: float | None = None
    high: float | None = None
    seconds: float = 0.0
    seed: int = 0
    knobs: dict[str, KnobValue] = {}
    message: str = ""
    seeds: int = 0
    seeds_passed: int = 0


class Summary(msgspec.Struct, frozen=True):
    """How many experiments passed and failed, and how long the whole took (s)."""

    passed: int
    failed: int
    seconds: float


class Outcome(msgspec.Struct, frozen=True):
    """What `quiz verify --json` prints."""

    checks: list[Line]
    summary: Summary


class Report:
    """Collects messages as they come, prints a verifier's lines when it is done, and sums up."""

    def __init__(self, chosen: Sequence[Chosen], seeds: int, *, quiet: bool) -> None:
        self._lines = {
            (item.verifier.id, found.name): Line(id=f"{item.verifier.id}::{found.name}", kind=found.kind)
            for item in chosen
            for found in item.experiments
        }
        self._language = spoken()
        self._seeds = seeds
        self._quiet = quiet
        self._bar = click.progressbar(
            length=len(self._lines) * seeds,
            label=told("proving", self._language),
            file=sys.stderr,
            show_pos=True,
            hidden=quiet,
        )
        if not sys.stderr.isatty():
            self._bar.hidden = True

    def add(self, job: Job, message: Message) -> None:
        """Take in one message of a job."""
        match message:
            case Result():
                self._result(self._lines[job.verifier, message.id.partition("::")[2]], message)
            case Failure(name=""):
                for name in job.names:
                    line = self._lines[job.verifier, name]
                    if line.seeds < self._seeds:
                        self._failure(line, message)
            case Failure():
                self._failure(self._lines[job.verifier, message.name], message)
            case Progress():
                pass

    def finish(self, seconds: float) -> Outcome:
        """Print what has not been printed, and give the outcome."""
        self._bar.render_finish()
        lines = list(self._lines.values())
        for line in lines:
            if line.seeds < self._seeds:  # its script gave up before the last seed
                self._print(line)
        good = sum(line.passed for line in lines)
        summary = Summary(good, len(lines) - good, round(seconds, 3))
        if not self._quiet:
            say(f"{summary.passed} passed, {summary.failed} failed in {seconds:.1f} s.")
        return Outcome(lines, summary)

    def _result(self, line: Line, result: Result) -> None:
        if line.seeds == 0 or (line.passed and not result.passed):
            evidence = result.evidence
            line.verdict, line.measured, line.predicted = (
                evidence.verdict,
                evidence.measured,
                evidence.predicted,
            )
            line.low, line.high, line.message = evidence.low, evidence.high, evidence.says
            line.seed, line.knobs = result.seed, result.knobs
        line.passed = result.passed and (line.passed or line.seeds == 0)
        line.seconds += result.seconds
        self._count(line, result.passed)

    def _failure(self, line: Line, failure: Failure) -> None:
        line.passed = False
        line.verdict, line.seed = "inconclusive", failure.seed
        line.message = clean(f"{told(failure.what, self._language)} {failure.details}".strip())
        self._count(line, False)

    def _count(self, line: Line, passed: bool) -> None:
        line.seeds += 1
        line.seeds_passed += passed
        if line.seeds == self._seeds:
            self._print(line)
        self._bar.update(1)

    def _print(self, line: Line) -> None:
        if self._quiet:
            return
        if not self._bar.hidden:
            click.echo("\r\x1b[K", nl=False, err=True)  # the bar makes room and is drawn again below
        mark = click.style("ok  ", fg="green") if line.passed else click.style("FAIL", fg="red", bold=True)
        numbers = f"measured {_number(line.measured)}, predicted {_number(line.predicted)}, {line.verdict}"
        seeds = f", {line.seeds_passed}/{line.seeds} seeds" if self._seeds > 1 else ""
        click.echo(f"{mark} {line.kind:7} {line.id}: {told(numbers + seeds, self._language)}")
        if line.message and not line.passed:
            for text in line.message.splitlines():
                click.echo(f"     {text}")


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.4g}"
