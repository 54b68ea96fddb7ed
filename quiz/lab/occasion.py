"""A measurement that several experiments judge is made once.

A training run that one check calls right and another check's control calls wrong need not be made twice: each
verdict keeps its own error, whether they look at the same runs or not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from itertools import count
from typing import Any, TypeVar

import torch

Measuring = TypeVar("Measuring", bound=Callable[..., Any])

_LARGE = 1 << 24
"""Bytes above which a result is not kept but measured again, with the same random numbers."""

_occasion = ""
"""Which verifier runs, on which seed and device; empty when none does."""


def begin(verifier: str, seed: int, device: str) -> None:
    """Measurements belong to this verifier on this seed from now on."""
    global _occasion
    _occasion = f"{verifier}::{seed}::{device}"


def number(text: str) -> int:
    """A seed for random numbers, from 0 to 2⁶³ − 1, that depends on `text` alone."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


def seed_torch(seed: int, device: str) -> None:
    """Seed the generator from which torch draws by itself, for modules and functions that are given none."""
    if device == "cpu":
        torch.default_generator.manual_seed(seed)  # the next line notes a traceback for each kind of device
    else:
        torch.manual_seed(seed)


def once(measuring: Measuring) -> Measuring:
    """Mark a function `(rng, …)` whose result is the same for every experiment of a run that asks for it.

    Its random numbers depend on the seed, on its name and on what it is given (numbers, words, functions),
    not on who asks first; what it returns must not be changed. Tensors of more than 16 MiB are not kept:
    they are made again, and are the same. Raises TypeError for other arguments.
    """
    made: dict[tuple[str, str], Any] = {}

    @wraps(measuring)
    def measured(rng: torch.Generator, *given: Any, **named: Any) -> Any:
        if not _occasion:
            return measuring(rng, *given, **named)
        words = [_word(value) for value in given]
        words += [f"{name}={_word(value)}" for name, value in sorted(named.items())]
        key = (_occasion, ", ".join(words))
        if key in made:
            return made[key]
        for old in [old for old in made if old[0] != _occasion]:
            del made[old]
        stream = f"{_occasion}::{measuring.__name__}({key[1]})"
        own = torch.Generator(rng.device).manual_seed(number(stream))
        with torch.random.fork_rng(devices=[]):  # what comes after does not depend on who asked first
            seed_torch(number(f"{stream}::torch"), rng.device.type)
            found = measuring(own, *given, **named)
        if _bytes(found) <= _LARGE:
            made[key] = found
        return found

    return measured  # type: ignore[return-value]


def _bytes(value: Any) -> int:
    """Of the tensors in it."""
    if isinstance(value, torch.Tensor):
        return value.nbytes
    return sum(map(_bytes, value)) if isinstance(value, tuple | list) else 0


def turns(
    measuring: Callable[..., Any], rng: torch.Generator, *given: Any, **named: Any
) -> Callable[[], Any]:
    """What `estimate` and its like call for replicates: `measuring(rng, 1, …)`, then `measuring(rng, 2, …)`.

    If those, or what they draw by, are measured `@once`, other experiments look at the same turns.
    """
    numbers = count(1)
    return lambda: measuring(rng, next(numbers), *given, **named)


def _word(value: Any) -> str:
    if isinstance(value, bool | int | float | str | None):
        return repr(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_word, value))})"
    if callable(value) and hasattr(value, "__name__") and value.__name__ != "<lambda>":
        return str(value.__name__)
    raise TypeError(
        f"What is measured once is told apart by numbers, words and named functions, not {value!r}."
    )
