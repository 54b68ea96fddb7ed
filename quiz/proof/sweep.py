"""Many jobs over all cores."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing

from quiz.proof.messages import Job, Message
from quiz.proof.remember import Kept
from quiz.proof.warm import Warm


def longest_first(jobs: Sequence[Job], kept: Mapping[str, Kept]) -> list[Job]:
    """The jobs in their order, but for the one whose verifier took longest by the results that were kept.

    Begun before the others, it runs while the process prepares for them, and no core waits for it in the end.
    """
    took: defaultdict[str, float] = defaultdict(float)
    for id, last in kept.items():
        took[id.partition("::")[0]] += last.result.seconds
    longest = max(jobs, key=lambda job: took[job.verifier], default=None)
    return sorted(jobs, key=lambda job: job is not longest)


async def sweep(
    warm: Warm, jobs: Iterable[Job], parallel: int | None = None
) -> AsyncGenerator[tuple[Job, Message]]:
    """Each message of each job as it comes; `parallel` jobs at a time, as many as there are cores if None.

    Messages of one job keep their order; jobs are begun in theirs. Closing the iterator ends all runs.
    """
    waiting = iter(jobs)
    said: asyncio.Queue[tuple[Job, Message] | None] = asyncio.Queue()

    async def work() -> None:
        for job in waiting:
            async with aclosing(warm.run(job)) as run:
                async for message in run:
                    said.put_nowait((job, message))

    workers = [asyncio.create_task(work()) for _ in range(parallel or os.cpu_count() or 1)]
    all_done = asyncio.gather(*workers)
    all_done.add_done_callback(lambda _: said.put_nowait(None))
    try:
        while (told := await said.get()) is not None:
            yield told
        await all_done
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, all_done, return_exceptions=True)
