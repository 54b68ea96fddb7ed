"""Keeps one warm process for as long as the app runs, started when it is first wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from quiz.tui.desk import Prover


class Warmth:
    """Starts the process in a task of its own, which also ends it."""

    def __init__(self, start: Callable[[], AbstractAsyncContextManager[Prover]]) -> None:
        self._start = start
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Prover] | None = None
        self._enough = asyncio.Event()

    def begin(self) -> asyncio.Future[Prover]:
        """Start the process if it is not running yet; the future gives it, or why it did not start."""
        if self._ready is None or (self._ready.done() and self._ready.exception() is not None):
            self._ready = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._keep(self._ready))
        return self._ready

    async def end(self) -> None:
        """End the process, if there is one, and wait until it has gone."""
        self._enough.set()
        if self._task:
            await asyncio.wait([self._task], timeout=2)

    async def _keep(self, ready: asyncio.Future[Prover]) -> None:
        try:
            async with self._start() as prover:
                ready.set_result(prover)
                await self._enough.wait()
        except Exception as error:  # whatever stops it, the learner is told beside the question
            if not ready.done():
                ready.set_exception(error)
                ready.exception()  # looked at: nobody may be waiting for it
