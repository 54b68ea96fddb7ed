"""The authoring kit: what a verifier script imports.

The measuring functions need torch and are looked up when first named, so that the rest of the program
can read knobs and evidence without importing it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quiz.lab.evidence import Evidence, Heat, Plot, Series
from quiz.lab.exercise import yours
from quiz.lab.guard import guards
from quiz.lab.knob import Knob

if TYPE_CHECKING:
    from quiz.lab.measure import bound, estimate, exact, order, slope, trained
    from quiz.lab.script import main

__all__ = [
    "Evidence",
    "Heat",
    "Knob",
    "Plot",
    "Series",
    "bound",
    "estimate",
    "exact",
    "guards",
    "main",
    "order",
    "slope",
    "trained",
    "yours",
]


def __getattr__(name: str) -> Any:
    if name == "main":
        from quiz.lab.script import main

        return main
    if name in __all__:
        from quiz.lab import measure

        return getattr(measure, name)
    raise AttributeError(f"quiz.lab has no {name!r}")
