"""One way to a warm process: a server with torch imported, of which every run is a fork."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress

import msgspec

from quiz.proof import fence
from quiz.proof.follow import LOST, Follower
from quiz.proof.limits import KEPT, Limits
from quiz.proof.messages import Job
from quiz.proof.wire import Ended, Kill, Ready, Reply, Request, Start, Started

_replies = msgspec.json.Decoder(Reply)
_OBEYED = 1.0  # seconds within which the server must have killed a run
_FULL = 0.01  # seconds to wait when the server has more requests than it can take
_DRAINED = 0.5  # seconds to wait for the pipes of a run that has ended
_QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Large pages: a fork has less to copy. What a run gives back is kept for its next large tensor.
    "GLIBC_TUNABLES": ":".join(
        f"glibc.malloc.{setting}"
        for setting in ("hugetlb=1", f"mmap_threshold={8 << 20}", f"trim_threshold={64 << 20}")
    ),
}


class Forks:
    """Keeps one server, and starts another when it has died; it prepares for `many` runs to come."""

    def __init__(self, *, many: bool = False) -> None:
        self._many = many
        self._server: _Server | None = None

    async def open(self) -> None:
        """Start the server; it imports torch while the caller goes on."""
        self._server = _Server(many=self._many)

    async def start(self, job: Job, limits: Limits, follower: Follower) -> None:
        """Begin a run; all else is told to `follower`."""
        if self._server is None or self._server.dead:
            await self.open()
        assert self._server is not None
        await self._server.start(job, limits, follower)

    async def close(self) -> None:
        """End the server and every run."""
        if self._server is not None:
            await self._server.close()


class _Server:
    def __init__(self, *, many: bool) -> None:
        self.dead = False
        self._ready = False
        self._count = 0
        self._runs: dict[int, _Run] = {}
        self._mark = secrets.token_hex(8)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the server)
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setblocking(False)
        command = [sys.executable, "-P", "-m", "quiz.proof.server", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                [*command, "many"] if many else command,
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**os.environ, **_QUIET, fence.MARK: self._mark},
            )
        asyncio.get_running_loop().add_reader(self._socket, self._hear)

    async def start(self, job: Job, limits: Limits, follower: Follower) -> None:
        self._count += 1
        number = self._count
        run = self._runs[number] = _Run(follower, lambda: self._forget(number))
        follower.kill = lambda: self._kill(number)
        try:
            while not self._send(Start(number, job, limits), *run.ends):
                await asyncio.sleep(_FULL)
        except BaseException:
            run.drop()
            raise
        finally:
            for end in run.ends:
                os.close(end)

    async def close(self) -> None:
        if not self.dead:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()  # at which it kills every run and goes
            if not self._ready:
                self._process.kill()  # it imports or prepares; what it has begun by then goes with it
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, _OBEYED)
        self._lose()

    def _hear(self) -> None:
        try:
            data = self._socket.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose()
            return
        reply = _replies.decode(data)
        if isinstance(reply, Ready):
            self._ready = True
        elif run := self._runs.get(reply.run):
            if isinstance(reply, Started):
                run.follower.begun()
            elif isinstance(reply, Ended):
                run.end(reply.code)

    def _kill(self, number: int) -> None:
        run = self._runs.get(number)
        if run is None or self.dead:
            return
        self._order(Kill(number))
        if self._ready:
            asyncio.get_running_loop().call_later(_OBEYED, self._disobeyed, number)
        else:  # it is still importing, and will find the order right behind the one to start
            run.drop()

    def _order(self, kill: Kill) -> None:
        try:
            if not self.dead and not self._send(kill):
                asyncio.get_running_loop().call_later(_FULL, self._order, kill)
        except OSError:
            self._lose()

    def _disobeyed(self, number: int) -> None:
        if number in self._runs:
            self._lose()

    def _lose(self) -> None:
        """The server is dead, or will not listen: see that nothing of it is left."""
        if self.dead:
            return
        self.dead = True
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
        self._process.kill()
        self._process.wait()
        fence.kill_marked(self._mark)
        self._errors.seek(0)
        details = "" if self._ready else self._errors.read().decode("utf-8", "replace")[-KEPT:]
        self._errors.close()
        for run in [*self._runs.values()]:
            run.end(LOST, details)

    def _forget(self, number: int) -> None:
        self._runs.pop(number, None)

    def _send(self, request: Request, *descriptors: int) -> bool:
        """Whether there was room for it."""
        try:
            socket.send_fds(self._socket, [msgspec.json.encode(request)], list(descriptors))
        except BlockingIOError:
            return False
        return True


class _Run:
    """The reading ends of a run's two pipes; `ends` are the writing ones."""

    def __init__(self, follower: Follower, over: Callable[[], None]) -> None:
        self.follower = follower
        self._over = over
        self._ended: tuple[int | None, str] | None = None
        self._open: set[int] = set()
        self.ends = tuple(self._listen(hear) for hear in (follower.reported, follower.printed))

    def end(self, code: int | None, details: str = "") -> None:
        """The run's processes are gone; what they wrote may still be on its way."""
        if self._ended is None:
            self._ended = (code, details)
            if self._open:
                asyncio.get_running_loop().call_later(_DRAINED, self._abandon)
            self._settle()

    def _listen(self, hear: Callable[[bytes], None]) -> int:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._open.add(reading)

        def ready() -> None:
            try:
                data = os.read(reading, 1 << 16)
            except BlockingIOError:
                return
            if data:
                hear(data)
            else:
                self._close(reading)
                self._settle()

        asyncio.get_running_loop().add_reader(reading, ready)
        return writing

    def _close(self, reading: int) -> None:
        self._open.discard(reading)
        asyncio.get_running_loop().remove_reader(reading)
        os.close(reading)

    def drop(self) -> None:
        """Take no more interest in it, whatever becomes of its processes."""
        self._ended = self._ended or (LOST, "")
        self._abandon()

    def _abandon(self) -> None:
        for reading in [*self._open]:
            self._close(reading)
        self._settle()

    def _settle(self) -> None:
        if self._ended is not None and not self._open:
            self._over()
            self.follower.ended(*self._ended)
