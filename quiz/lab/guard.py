"""What ties a control to the check that it guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Experiment = TypeVar("Experiment", bound=Callable[..., Any])


def guards(*checks: Callable[..., Any]) -> Callable[[Experiment], Experiment]:
    """Mark a control as the guard of `checks`: it repeats their measurement with the mechanism removed.

    >>> def check_a(rng): ...
    >>> @guards(check_a)
    ... def control_without(rng): ...
    >>> control_without.guards
    ('a',)
    """

    def mark(control: Experiment) -> Experiment:
        control.guards = tuple(check.__name__.removeprefix("check_") for check in checks)  # type: ignore[attr-defined]
        return control

    return mark
