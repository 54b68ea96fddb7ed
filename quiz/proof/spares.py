"""The other way to a warm process: one that waits with torch imported, for a single run.

Where forking a process that has torch in it is not safe (macOS), or not possible (Windows).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from contextlib import suppress
from typing import cast

import msgspec

from quiz.proof import fence
from quiz.proof.follow import LOST, Follower
from quiz.proof.limits import Limits
from quiz.proof.messages import Job
from quiz.proof.wire import Start

_DRAINED = 0.5  # seconds to wait for the pipes of a run that has ended


class Spares:
    """Keeps one process ready for the next run."""

    def __init__(self) -> None:
        self._ready: asyncio.Task[_Spare] | None = None
        self._all: set[_Spare] = set()

    async def open(self) -> None:
        """Start a spare; it imports torch while the caller goes on."""
        self._ready = asyncio.create_task(self._launch())

    async def start(self, job: Job, limits: Limits, follower: Follower) -> None:
        """Begin a run in the spare, and start the next one; all else is told to `follower`."""
        taken = self._ready or asyncio.create_task(self._launch())
        await self.open()
        spare = await taken
        if spare.dead:
            spare = await self._launch()
        spare.take(Start(0, job, limits), follower)

    async def close(self) -> None:
        """End the spare and every run."""
        if self._ready is not None:
            await self._ready
        for spare in [*self._all]:
            spare.kill()
            with suppress(TimeoutError):
                await asyncio.wait_for(spare.gone.wait(), 1)

    async def _launch(self) -> _Spare:
        mark = secrets.token_hex(8)
        command = [sys.executable, "-P", "-m", "quiz.proof.spare", str(os.getpid())]
        _, spare = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Spare(mark),
            *command,
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", fence.MARK: mark},
        )
        self._all = {other for other in self._all if not other.gone.is_set()} | {spare}
        return spare


class _Spare(asyncio.SubprocessProtocol):
    def __init__(self, mark: str) -> None:
        self.dead = False
        self.gone = asyncio.Event()
        self._mark = mark
        self._ready = False
        self._follower: Follower | None = None
        self._before = b""  # what came before there was a run

    def take(self, request: Start, follower: Follower) -> None:
        self._follower = follower
        follower.kill = self.kill
        line = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))
        line.write(msgspec.json.encode(request) + b"\n")
        if self._ready:
            follower.begun()

    def kill(self) -> None:
        if self.gone.is_set():
            return
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._transport.kill()
            else:
                os.killpg(self._transport.get_pid(), signal.SIGKILL)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 1 and not self._ready:
            self._ready = True
            _, _, data = data.partition(b"\n")
            if self._follower:
                self._follower.begun()
        if self._follower is None:
            self._before += data
        elif fd == 1:
            self._follower.reported(data)
        else:
            self._follower.printed(data)

    def process_exited(self) -> None:
        self.dead = True
        self.kill()  # what it left behind in its group
        fence.kill_marked(self._mark)
        asyncio.get_running_loop().call_later(_DRAINED, self._transport.close)

    def connection_lost(self, error: Exception | None) -> None:
        code = self._transport.get_returncode()
        self._transport.close()
        self.gone.set()
        if self._follower:
            before = self._before.decode("utf-8", "replace")
            self._follower.ended(code if self._ready else LOST, before)
