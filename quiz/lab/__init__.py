"""The authoring kit: what a verifier script imports.

The measuring functions need torch and are looked up when first named, so that the rest of the program
can read knobs and evidence without importing it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quiz.lab.evidence import Evidence, Heat, Plot, Series
from quiz.lab.exercise import yours
from quiz.lab.guard import guards
from quiz.lab.knob import Knob

if TYPE_CHECKING:
    from quiz.lab.certain import bound, exact
    from quiz.lab.chance import estimate, order, slope, trained
    from quiz.lab.occasion import once, turns
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
    "once",
    "order",
    "slope",
    "trained",
    "turns",
    "yours",
]


_MEASURING = {
    **dict.fromkeys(("exact", "bound"), "certain"),
    **dict.fromkeys(("estimate", "order", "slope", "trained"), "chance"),
    "main": "script",
    "once": "occasion",
    "turns": "occasion",
}
"""Where each function that needs torch is found."""


def __getattr__(name: str) -> Any:
    if name in _MEASURING:
        return getattr(import_module(f"quiz.lab.{_MEASURING[name]}"), name)
    raise AttributeError(f"quiz.lab has no {name!r}")
