"""Running verifiers where torch is imported already, away from this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from quiz.proof.follow import Follower
from quiz.proof.limits import Limits
from quiz.proof.messages import Failure, Job, Message

_GONE = 3.0  # seconds after which a killed run is no longer waited for


class Way(Protocol):
    """How a run comes by a process with torch imported."""

    async def open(self) -> None:
        """Begin to import torch, and return."""

    async def start(self, job: Job, limits: Limits, follower: Follower) -> None:
        """Begin a run; what becomes of it is told to `follower`, whose `kill` is set."""

    async def close(self) -> None:
        """End every process."""


class Warm:
    """Runs verifiers, each in a process of its own with torch imported beforehand.

    `async with Warm() as warm:` returns at once; torch is imported behind. Runs may go on side by side.
    Nothing that a verifier does raises here: it becomes a `Failure`. With `many` runs to come, the process
    takes a quarter of a second more to be ready, and each run a third less.
    """

    def __init__(self, limits: Limits | None = None, way: Way | None = None, *, many: bool = False) -> None:
        self._limits = limits or Limits()
        self._way = way or _usual(many=many)

    async def __aenter__(self) -> Self:
        await self._way.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._way.close()

    async def run(self, job: Job, limits: Limits | None = None) -> AsyncGenerator[Message]:
        """What becomes of `job`: for each seed and experiment a Result or a Failure, Progress between.

        Closing the iterator kills the run. `limits` stand in for those of all runs.
        """
        limits = limits or self._limits
        follower = Follower(job, limits)
        try:
            await self._way.start(job, limits, follower)
        except OSError as error:
            what = f"No process could be started for it: {error.strerror or error}."
            yield Failure(verifier=job.verifier, name="", what=what)
            return
        try:
            while (message := await follower.next()) is not None:
                yield message
        finally:
            if not follower.over.is_set():
                follower.kill()
                with suppress(TimeoutError):
                    await asyncio.wait_for(follower.over.wait(), _GONE)


def _usual(*, many: bool) -> Way:
    if sys.platform == "linux":
        from quiz.proof.forks import Forks

        return Forks(many=many)
    from quiz.proof.spares import Spares

    return Spares()
