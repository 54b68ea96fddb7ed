"""What passes between whoever wants a proof and the process that runs it: one JSON object a line."""

from __future__ import annotations

import msgspec

from quiz.lab.evidence import Evidence
from quiz.lab.knob import KnobValue
from quiz.lab.progress import Sample


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Some experiments of one verifier, at given knobs, once for each seed."""

    verifier: str
    """`attention/scale_by_sqrt_dk`"""
    path: str
    seal: str = ""
    """The hash of the only text that may run (`proof.seal`); empty where the script may be edited."""
    names: tuple[str, ...] = ()
    """Names of checks and controls, without the prefix; empty for all."""
    knobs: dict[str, KnobValue] = {}
    seeds: tuple[int, ...] = (0,)
    device: str = "cpu"
    answer: str = ""
    """The path of a learner's program that the verifier grades; empty for its own solution."""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """A measurement is on its way."""

    name: str
    sample: Sample


class Result(msgspec.Struct, frozen=True, kw_only=True, tag="result"):
    """An experiment has run to its end."""

    id: str
    """`verifier::name`"""
    kind: str
    """`check` or `control`"""
    evidence: Evidence
    passed: bool
    seconds: float
    seed: int
    knobs: dict[str, KnobValue]
    torch: str = ""
    """The version of torch that it ran on."""


class Failure(msgspec.Struct, frozen=True, kw_only=True, tag="failure"):
    """An experiment, or the whole script when `name` is empty, gave no evidence."""

    verifier: str
    name: str
    what: str
    """What happened, as a sentence for the learner."""
    details: str = ""
    """The end of the traceback or of what the script printed."""
    seed: int = 0


Message = Progress | Result | Failure
