"""How a running measurement tells whoever watches how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec


class Sample(msgspec.Struct, frozen=True):
    """Where a measurement stands after `n` replicates of the `of` that its last stage would need."""

    n: int
    of: int
    measured: float
    low: float | None = None
    high: float | None = None
    predicted: float | None = None
    least: float | None = None
    """The claim holds from here to `most`; a missing end is open."""
    most: float | None = None


_watcher: ContextVar[Callable[[Sample], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(by: Callable[[Sample], None]) -> Iterator[None]:
    """Within the block every sample told goes to `by`."""
    token = _watcher.set(by)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell(sample: Sample) -> None:
    """Hand `sample` to the watcher, if there is one."""
    watcher = _watcher.get()
    if watcher:
        watcher(sample)
