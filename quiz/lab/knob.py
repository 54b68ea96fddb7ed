"""A parameter of a verifier that the learner may turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KnobValue = int | float | str


@dataclass(frozen=True, slots=True)
class Knob:
    """A default and the values worth trying, as `D_K = Knob(64, [16, 64, 256], "query width")`.

    A check takes a knob as the default of a keyword argument; the runner puts the chosen value there.
    `choices` are what the screen steps through; any other number from the smallest choice to the
    largest is accepted too. Knobs that are words accept their choices only.
    """

    default: KnobValue
    choices: Sequence[KnobValue] = ()
    says: str = ""

    def read(self, name: str, given: KnobValue) -> KnobValue:
        """`given` in the type of the default. Raises ValueError with the remedy when it does not fit."""
        if isinstance(self.default, str):
            if given not in self.choices:
                raise ValueError(f"{name} is one of {', '.join(map(str, self.choices))}, not {given!r}.")
            return given
        kind = type(self.default)
        try:
            value = kind(given)
            if value != float(given):
                raise ValueError
        except (ValueError, OverflowError):
            wanted = "whole number" if kind is int else "number"
            raise ValueError(f"{name} takes a {wanted}, not {given!r}.") from None
        numbers = [choice for choice in self.choices if not isinstance(choice, str)]
        if numbers and not min(numbers) <= value <= max(numbers):
            raise ValueError(f"{name} goes from {min(numbers)} to {max(numbers)}, not {value}.")
        return value
