"""A series: one check measured at every choice of one knob. No widget here."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from quiz.lab.evidence import Evidence
from quiz.lab.knob import KnobValue
from quiz.proof.messages import Job, Message, Progress, Result
from quiz.tui.dial import Dial
from quiz.tui.drawing.figure import Curve, Figure, one_line
from quiz.tui.proving import Bench, Trial
from quiz.tui.text.figures import number

_DECADE = 8.0  # from this ratio of largest to smallest on, values are drawn on a logarithmic axis


class Spot(msgspec.Struct, frozen=True):
    """What came of one choice; no evidence when it failed."""

    value: KnobValue
    evidence: Evidence | None
    passed: bool


class Sweep(msgspec.Struct, frozen=True):
    """A check or control along the choices of a knob, as far as it has been measured."""

    trial: str
    dial: Dial
    spots: tuple[Spot, ...] = ()

    @property
    def of(self) -> int:
        """How many choices there are."""
        return len(self.dial.choices)

    @property
    def passed(self) -> int:
        """At how many it came out as it must."""
        return sum(spot.passed for spot in self.spots)

    def took(self, job: Job, message: Message) -> Sweep:
        """The series with what `message` of `job` says."""
        if isinstance(message, Progress) or self.of == len(self.spots):
            return self
        evidence = message.evidence if isinstance(message, Result) else None
        passed = isinstance(message, Result) and message.passed
        spot = Spot(job.knobs[self.dial.name], evidence, passed)
        return msgspec.structs.replace(self, spots=(*self.spots, spot))


def sweep_jobs(bench: Bench, trial: Trial, dial: Dial, seed: int) -> Iterator[Job]:
    """One job for each choice of `dial`; the other knobs stay where they are."""
    script = bench.scripts[trial.verifier]
    for value in dial.choices:
        yield Job(
            verifier=trial.verifier,
            path=script.path,
            seal=script.seal,
            names=(trial.found.name,),
            knobs=bench.knobs(trial.verifier) | {dial.name: value},
            seeds=(seed,),
        )


def figure(sweep: Sweep, measured: str, predicted: str) -> Figure:
    """Measured and predicted against the knob, with intervals; the names are those of the two curves.

    Axes are logarithmic where the choices, and what was measured, grow by factors. A knob that is a word
    has its choices side by side.
    """
    places = dict(zip(sweep.dial.choices, _places(sweep.dial), strict=True))
    found = [(places[spot.value], spot.evidence) for spot in sweep.spots if spot.evidence]
    found.sort(key=lambda spot: spot[0])

    def line(end: str) -> tuple[tuple[float, float], ...]:
        points = [(x, getattr(evidence, end)) for x, evidence in found]
        return tuple((x, y) for x, y in points if y is not None and math.isfinite(y))

    curves = Curve(measured, line("measured"), measured=True), Curve(predicted, line("predicted"), False)
    ends = (
        (x, evidence.low, evidence.high)
        for x, evidence in found
        if evidence.low is not None and evidence.high is not None
    )
    ys = [y for curve in curves for _, y in curve.points]
    limits = tuple(edge for edge in (line("least"), line("most")) if edge)
    log_x = sweep.dial.geometric
    above = [y for curve in (*limits, line("low")) for _, y in curve]
    log_y = log_x and bool(ys) and min([*ys, *above]) > 0 and max(ys) / min(ys) >= _DECADE
    return Figure(
        curves,
        bars=tuple(bar for bar in ends if all(map(math.isfinite, bar))),
        limits=limits,
        ticks=tuple((place, one_line(_label(value))[:12]) for value, place in places.items()),
        x=one_line(sweep.dial.name),
        log_x=log_x,
        log_y=log_y,
    )


def _places(dial: Dial) -> tuple[float, ...]:
    return dial.numbers or tuple(float(index) for index in range(len(dial.choices)))


def _label(value: KnobValue) -> str:
    return value if isinstance(value, str) else number(value)
