"""A knob in the learner's hand. No widget here."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from quiz.lab.knob import KnobValue
from quiz.proof.find import Found, KnobInfo, Verifier


class Dial(msgspec.Struct, frozen=True):
    """A knob of a verifier and the value it stands at."""

    verifier: str
    name: str
    info: KnobInfo
    value: KnobValue

    @property
    def choices(self) -> tuple[KnobValue, ...]:
        """What it steps through; its default alone when the script offers nothing else."""
        return self.info.choices or (self.info.default,)

    @property
    def untouched(self) -> bool:
        """Whether it stands where the script has it."""
        return self.value == self.info.default

    @property
    def numbers(self) -> tuple[float, ...]:
        """Its choices, when all of them are numbers."""
        found = tuple(float(choice) for choice in self.choices if not isinstance(choice, str))
        return found if len(found) == len(self.choices) else ()

    @property
    def geometric(self) -> bool:
        """Whether the choices grow by factors, so that a logarithmic axis is apt: 4, 16, 64, 256."""
        values = self.numbers
        if len(values) < 3 or values != tuple(sorted(values)) or values[0] <= 0:
            return False
        return values[-1] / values[0] >= 4 and values[1] - values[0] < (values[-1] - values[-2]) / 1.5

    def turned(self, step: int) -> Dial:
        """The dial `step` choices further, stopping at the ends; from between choices, to the next one."""
        if self.value in self.choices:
            at = min(max(self.choices.index(self.value) + step, 0), len(self.choices) - 1)
            return self.at(self.choices[at])
        here = self.value
        beyond = [
            choice
            for choice in self.choices
            if not isinstance(choice, str) and not isinstance(here, str) and (choice - here) * step > 0
        ]
        return self.at(min(beyond, key=lambda choice: abs(choice - float(here)))) if beyond else self

    def at(self, value: KnobValue) -> Dial:
        """The dial at that value."""
        return msgspec.structs.replace(self, value=value)

    def read(self, value: float) -> KnobValue:
        """`value` in the type of the knob. Raises ValueError when it does not fit."""
        number = int(value) if isinstance(self.info.default, int) and value == int(value) else value
        return self.info.knob().read(self.name, number)


def dials(script: Verifier, experiments: Iterable[Found]) -> list[Dial]:
    """A dial for each knob of `script` that one of the experiments takes, in the order of the script."""
    taken = {name for item in experiments for name in item.knobs}
    known = {name: script.knobs.get(name) or script.knobs.get(name.lower()) for name in sorted(taken)}
    order = list(script.knobs)
    found = [Dial(script.id, name, info, info.default) for name, info in known.items() if info]
    return sorted(found, key=lambda dial: order.index(dial.name) if dial.name in order else len(order))
