"""What the parts of the runner say to one another, besides the messages that everyone sees.

A run reports in JSON as Python writes it, one object a line: unlike strict JSON it has words for
infinity and NaN, and a heat map of masked scores needs them.
"""

from __future__ import annotations

import json

import msgspec

from quiz.proof.limits import Limits
from quiz.proof.messages import Failure, Job, Progress, Result


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The process has torch imported."""


class Start(msgspec.Struct, frozen=True, tag="start"):
    """Run `job`; the write ends of its two pipes, evidence and prints, come along."""

    run: int
    job: Job
    limits: Limits


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Kill every process of a run. Harmless when it has ended."""

    run: int


class Started(msgspec.Struct, frozen=True, tag="started"):
    """The run has a process of its own."""

    run: int


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The run's processes are gone; `code` is its exit status, or minus the signal that killed it."""

    run: int
    code: int


class Plan(msgspec.Struct, frozen=True, tag="plan"):
    """The functions that the run will call, in this order, for each seed in turn."""

    functions: tuple[str, ...]


Request = Start | Kill
Reply = Ready | Started | Ended
Report = Plan | Progress | Result | Failure

CHANNEL_LOST = 74
"""Exit status of a run that could not write to its evidence pipe."""

BROKEN = 70
"""Exit status of a run in which the runner's own code failed."""


def write(report: Report) -> bytes:
    """`report` as one line."""
    return json.dumps(msgspec.to_builtins(report)).encode() + b"\n"


def read(line: bytes) -> Report:
    """The report in `line`. Raises ValueError when it is none."""
    try:
        report: Report = msgspec.convert(json.loads(line), Report)
        return report
    except (RecursionError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
