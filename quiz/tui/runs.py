"""Runs what is on a bench and notes what comes, without ever holding up the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from typing import cast

from quiz.proof.messages import Failure, Job, Message, Result
from quiz.tui.proving import Bench
from quiz.tui.warmth import Warmth


async def prove(
    bench: Bench,
    warmth: Warmth,
    jobs: Iterable[Job],
    *,
    foretold: Job | None,
    keep: Callable[[Result], None],
    changed: Callable[[], None],
) -> None:
    """Run `foretold` (what the learner predicted) and then `jobs`; `changed` is called after every message.

    Cancelling it ends the run at once. A process that does not start is noted as the failure of each job.
    """
    jobs = tuple(jobs)
    run = bench.begin({job.verifier for job in jobs})
    changed()
    try:
        prover = await asyncio.shield(warmth.begin())
    except Exception as error:  # whatever it was: told beside the question, and the session goes on
        for job in jobs:
            bench.take(job, Failure(verifier=job.verifier, name="", what=str(error) or type(error).__name__))
        bench.stop(run)
        changed()
        return
    try:
        for job in ((foretold,) if foretold else ()) + jobs:
            # An async generator that is merely dropped would end its run some time later.
            messages = cast("AsyncGenerator[Message]", prover.run(job))
            async with aclosing(messages):
                async for message in messages:
                    if job is foretold:
                        bench.foretell(message)
                    else:
                        bench.take(job, message)
                        if isinstance(message, Result):
                            keep(message)
                    changed()
                    await asyncio.sleep(0)  # a flood of messages must let keys through
    finally:
        bench.stop(run)
        changed()
