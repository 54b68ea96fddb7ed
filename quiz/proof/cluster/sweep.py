"""A sweep over a cluster: what was done before comes from the ledger, the rest from the workers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from quiz.errors import failure
from quiz.proof.cluster.ledger import Ledger
from quiz.proof.cluster.parts import Part, parts, request
from quiz.proof.messages import Failure, Job, Result
from quiz.proof.wire import read

_LOOK = 0.5  # seconds between looks at whether the cluster is still there
_IDLE = 20  # looks at which nothing is under way, until a part is held to be lost

Told = Generator[tuple[Job, Result | Failure]]


class Sweep:
    """One request: `before` parts of `total` were done when it was last stopped."""

    def __init__(self, jobs: Sequence[Job], folder: Path) -> None:
        self._parts = parts(jobs)
        self._ledger = Ledger(folder, request(self._parts))
        self._done = {
            number: told for number, told in self._ledger.done().items() if number < len(self._parts)
        }
        self.total, self.before = len(self._parts), len(self._done)

    def run(self, client: Any) -> Told:
        """Each result and failure, in no order. Stopped or failed, the same request goes on where it was.

        Raises QuizError when the cluster is lost.
        """
        missing = [part for part in self._parts if part.number not in self._done]
        for number, reports in self._done.items():
            yield from self._told(number, reports)
        left = {part.number for part in missing}
        for number, reports in _prove(client, missing):
            if number in left:
                left.discard(number)
                self._ledger.add(number, reports)
                yield from self._told(number, reports)
        self._ledger.close(left)

    def _told(self, number: int, reports: bytes) -> Told:
        for line in reports.splitlines():
            report = read(line)
            if isinstance(report, Result | Failure):
                yield self._parts[number].job, report


def _prove(client: Any, missing: Sequence[Part]) -> Iterator[tuple[int, bytes]]:
    """The number and reports of each part, as they come.

    Joblib waits for ever for a part that Dask has given up. So it waits in a thread of its own, and here
    somebody looks at the cluster.
    """
    said: queue.SimpleQueue[tuple[int, bytes] | Exception | None] = queue.SimpleQueue()
    enough = threading.Event()
    watch = _Watch(client)
    threading.Thread(target=_spread, args=(client, missing, said, enough), daemon=True).start()
    try:
        while True:
            try:
                told = said.get(timeout=_LOOK)
            except queue.Empty:
                watch.look()
                continue
            if told is None:
                return
            if isinstance(told, Exception):
                raise _lost(told)
            yield told
    finally:
        enough.set()


def _spread(
    client: Any, missing: Sequence[Part], said: queue.SimpleQueue[Any], enough: threading.Event
) -> None:
    try:
        from joblib import Parallel, delayed, parallel_config

        from quiz.proof.cluster.worker import prove

        with parallel_config(backend="dask", client=client):
            together = Parallel(return_as="generator_unordered", batch_size=1)
            wanted = (part for part in missing if not enough.is_set())
            for told in together(delayed(prove)(msgspec.msgpack.encode(part)) for part in wanted):
                said.put(told)
        said.put(None)
    except Exception as error:  # it is told, and raised again, where somebody listens
        said.put(error)


class _Watch:
    """Looks at a cluster from which nothing comes."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._idle = 0

    def look(self) -> None:
        """Raises QuizError when the cluster is gone or has given up a part."""
        if self._client.status not in ("running", "connecting"):
            raise _lost(f"its scheduler is {self._client.status}")
        futures = [*self._client.futures.values()]
        for future in futures:  # one that is merely lost is on its way again
            if future.status == "error":
                raise _lost(future.exception)
        # A part that failed is soon forgotten on both sides, and then nothing is left to wait for.
        self._idle = 0 if futures else self._idle + 1
        if self._idle == _IDLE:
            raise _lost("a part was given up")


def _lost(why: object) -> Exception:
    reason = " ".join(str(why).split()) or type(why).__name__
    first = reason.partition(". ")[0].removesuffix(".")[:300]
    return failure(f"The cluster failed: {first}.", "Run the same command again: what is done is kept.")
