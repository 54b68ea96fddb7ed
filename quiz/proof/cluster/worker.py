"""What runs on a worker of the cluster: one warm process for each, through which every part goes."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Coroutine
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from quiz.proof.cluster.parts import Part
from quiz.proof.messages import Job, Progress, Result
from quiz.proof.warm import Warm
from quiz.proof.wire import write

Value = TypeVar("Value")
_lock = threading.Lock()
_bench: _Bench | None = None


def prove(part: bytes) -> tuple[int, bytes]:
    """The number of `part`, and its results and failures as lines.

    Both ways go bytes: joblib would keep larger values on one worker, and lose them with it.
    """
    return _here().prove(msgspec.msgpack.decode(part, type=Part))


def _here() -> _Bench:
    global _bench
    with _lock:
        if _bench is None:
            _bench = _Bench()
        return _bench


class _Bench:
    """Keeps torch warm for as long as this worker lives; what it starts dies with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="quiz-sweep-")
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._warm = Warm(many=True)
        self._wait(self._warm.__aenter__())

    def prove(self, part: Part) -> tuple[int, bytes]:
        job = msgspec.structs.replace(part.job, path=str(self._lay_out(part)))
        return part.number, self._wait(self._run(job))

    async def _run(self, job: Job) -> bytes:
        lines = []
        async with aclosing(self._warm.run(job)) as messages:
            async for message in messages:
                if isinstance(message, Progress):
                    continue
                if isinstance(message, Result):  # the pictures stay here: there are thousands
                    bare = msgspec.structs.replace(message.evidence, plots=(), heats=())
                    message = msgspec.structs.replace(message, evidence=bare)
                lines.append(write(message))
        return b"".join(lines)

    def _lay_out(self, part: Part) -> Path:
        """The script of `part` as a file, under the name that it has at home."""
        folder = Path(self._folder.name, sha256(part.script).hexdigest()[:16])
        path = folder / Path(part.job.path).name
        with _lock:
            if not path.exists():
                folder.mkdir(exist_ok=True)
                path.write_bytes(part.script)
        return path

    def _wait(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
