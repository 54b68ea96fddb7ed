"""Write it yourself: the learner's function in the place of the reference solution."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Solution = TypeVar("Solution", bound=Callable[..., Any])

_learners: dict[str, Any] | None = None


class MissingError(NameError):
    """The learner's program lacks a function that was asked for."""


def take(program: Path) -> None:
    """From now on, in this process, the functions of `program` stand in for the references of that name.

    Raises whatever the program raises when it is run.
    """
    global _learners
    namespace: dict[str, Any] = {"__name__": "learner", "__file__": str(program)}
    exec(compile(program.read_bytes(), str(program), "exec"), namespace)
    _learners = namespace


def yours(reference: Solution) -> Solution:
    """Mark a reference solution as the learner's to write; its signature and docstring are the task.

    While a learner's program is graded, its function of the same name takes the place of the reference, so
    that the checks measure the learner's work. The oracle of a check must not be the reference.
    Raises MissingError if the program has no such function.
    """
    if _learners is None:
        return reference
    own = _learners.get(reference.__name__)
    if not callable(own):
        raise MissingError(f"Your program has no function `{reference.__name__}`.")
    solution: Solution = own
    return solution
