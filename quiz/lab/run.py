"""Run a verifier's checks and controls in this process."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import msgspec
import torch

from quiz.lab.evidence import Evidence
from quiz.lab.knob import Knob, KnobValue
from quiz.lab.occasion import begin, number, seed_torch

Kind = Literal["check", "control"]


@dataclass(frozen=True, slots=True)
class Experiment:
    """One `check_…` or `control_…` function of a verifier."""

    name: str
    kind: Kind
    function: Callable[..., Any]
    knobs: Mapping[str, Knob]
    claim: str


class NoEvidenceError(TypeError):
    """An experiment returned something else than evidence; the message says what."""


def load(path: Path, text: bytes | None = None) -> ModuleType:
    """The verifier at `path`, run under a name of its own; `text` is what it holds, if that was read already.

    It is compiled afresh: a cached one may be older than the text by less than a second. Raises what the
    script raises.
    """
    module = ModuleType(f"verifier_{path.stem}")
    module.__file__ = str(path)
    code = compile(path.read_bytes() if text is None else text, str(path), "exec")
    sys.modules[module.__name__] = module  # where dataclasses look for their module
    exec(code, vars(module))
    return module


def experiments(module: ModuleType) -> Iterator[Experiment]:
    """The checks and controls of `module`, in the order in which they are written."""
    for name, function in vars(module).items():
        prefix, _, rest = name.partition("_")
        if prefix not in ("check", "control") or not rest or not inspect.isfunction(function):
            continue
        knobs = {
            parameter.name: parameter.default
            for parameter in inspect.signature(function).parameters.values()
            if isinstance(parameter.default, Knob)
        }
        kind: Kind = "check" if prefix == "check" else "control"
        yield Experiment(rest, kind, function, knobs, inspect.cleandoc(function.__doc__ or ""))


def settings(experiment: Experiment, given: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
    """The value of each of its knobs: the given one or the default. Raises ValueError on a bad value."""
    return {
        name: knob.read(name, given[name]) if name in given else knob.default
        for name, knob in experiment.knobs.items()
    }


def measure(
    experiment: Experiment,
    knobs: Mapping[str, KnobValue],
    *,
    verifier: str,
    seed: int,
    device: str = "cpu",
) -> Evidence:
    """What `experiment` measures. Its random numbers depend on verifier, name and seed alone.

    Everything is float64 on `device` unless the script says otherwise. Raises NoEvidenceError when the
    function returns anything but evidence, and whatever it raises itself.
    """
    begin(verifier, seed, device)
    stream = f"{verifier}::{experiment.kind}::{experiment.name}::{seed}"
    seed_torch(number(f"{stream}::torch"), device)  # modules draw their weights from the global generator
    torch.set_default_dtype(torch.float32 if device == "mps" else torch.float64)
    # A device given that way sees every single operation; the processor is where they go anyway.
    with nullcontext() if device == "cpu" else torch.device(device):
        rng = torch.Generator(device).manual_seed(number(stream))
        evidence = experiment.function(rng, **knobs)
    if not isinstance(evidence, Evidence):
        got = type(evidence).__name__
        raise NoEvidenceError(f"{experiment.kind}_{experiment.name} returned {got}, and no evidence.")
    return _believable(evidence)


def _believable(evidence: Evidence) -> Evidence:
    """`evidence`, but no verdict rests on what is not a number."""
    numbers = (evidence.measured, evidence.predicted, evidence.low, evidence.high)
    if not any(isinstance(number, float) and math.isnan(number) for number in numbers):
        return evidence
    says = "The measurement is not a number (NaN)."
    return msgspec.structs.replace(evidence, verdict="inconclusive", measured=None, says=says)


def passed(kind: Kind, evidence: Evidence) -> bool:
    """A check passes when its claim holds, a control when its claim is refuted."""
    return evidence.verdict == ("holds" if kind == "check" else "refuted")
