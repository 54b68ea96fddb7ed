"""The proof panel of the Lab: it also runs series over a knob, and many seeds."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import msgspec

from quiz.proof.messages import Failure, Job, Message
from quiz.tui.drawing.figure import one_line
from quiz.tui.proving import Bench
from quiz.tui.sweeping import Sweep, figure, sweep_jobs
from quiz.tui.widgets.proof_column import ProofColumn
from quiz.tui.widgets.proof_panel import Board

if TYPE_CHECKING:
    from quiz.proof.warm import Warm

SEEDS = 20
"""How many fresh seeds count as many."""


class LabColumn(ProofColumn):
    """Everything of one verifier, alone or many times over."""

    _sweep: Sweep | None = None
    _sweeping = False
    _counting = False
    _bring = False

    @property
    def many(self) -> bool:
        """Whether a series or many seeds are on their way."""
        return self._sweeping or self._counting

    def take(self, bench: Bench) -> None:
        """Put another verifier on the bench."""
        self._sweep = None
        super().take(bench)

    def tell(self) -> None:
        """Draw everything as it stands, and the whole of a series once it has begun to show."""
        super().tell()
        series = self.query_one("#series")
        if self._bring and series.display:
            self._bring = False
            self.call_after_refresh(self.scroll_to_widget, series, animate=False)

    def run_series(self) -> None:
        """Measure the check that is shown at every choice of the knob in hand, which it must take."""
        if self.trial is None or self.dial is None:
            return
        jobs = tuple(sweep_jobs(self._bench, self.trial, self.dial, self.seed))
        self._sweep = Sweep(self.trial.id, self.dial)
        self._start(self._run_series(jobs), "many")
        self._bring = True
        self.tell()

    def run_seeds(self) -> None:
        """Run everything on `SEEDS` seeds and count on how many it comes out as it must."""
        jobs = tuple(self._bench.dealt(SEEDS, os.cpu_count() or 1))
        self._bench.forget_counts()
        self._start(self._run_seeds(jobs), "many")
        self.tell()

    def stop_many(self) -> None:
        """End a series, or the count of seeds; what has come so far stays."""
        self.workers.cancel_group(self, "many")

    async def _run_series(self, jobs: tuple[Job, ...]) -> None:
        def note(job: Job, message: Message) -> None:
            if self._sweep:
                self._sweep = self._sweep.took(job, message)

        self._sweeping = True
        try:
            await self._many(jobs, note)
        finally:
            self._sweeping = False
            self._note()

    async def _run_seeds(self, jobs: tuple[Job, ...]) -> None:
        self._counting = True
        try:
            await self._many(jobs, self._bench.count)
        finally:
            self._counting = False
            self._note()

    async def _many(self, jobs: Iterable[Job], note: Callable[[Job, Message], None]) -> None:
        """Run the jobs, several at a time; a process that does not start fails each of them."""
        from quiz.proof.sweep import sweep

        self._note()
        try:
            prover = await asyncio.shield(self._warmth.begin())
        except Exception as error:  # whatever it was: told here, and the Lab goes on
            for job in jobs:
                note(job, Failure(verifier=job.verifier, name="", what=str(error) or type(error).__name__))
            return
        async with aclosing(sweep(cast("Warm", prover), jobs)) as messages:
            async for job, message in messages:
                note(job, message)
                self._note()
                await asyncio.sleep(0)  # a flood of messages must let keys through

    @property
    def _busy(self) -> bool:
        return self.many or super()._busy

    def _board_now(self) -> Board:
        board = super()._board_now()
        shown = self._sweep if self._sweep and self.trial and self._sweep.trial == self.trial.id else None
        if shown is None or not shown.spots:
            return board
        names = self._words("plot.measured"), self._words("plot.predicted")
        return msgspec.structs.replace(board, series=figure(shown, *names))

    def _status(self) -> str:
        status = super()._status()
        if self._counting:
            return self._words("lab.counting", done=self._bench.counted, of=SEEDS)
        if self._sweeping and self._sweep:
            return self._words(
                "lab.sweeping",
                knob=one_line(self._sweep.dial.name),
                done=len(self._sweep.spots),
                of=self._sweep.of,
            )
        if self._sweep and self._sweep.spots:
            swept = self._words(
                "lab.swept",
                knob=one_line(self._sweep.dial.name),
                passed=self._sweep.passed,
                done=len(self._sweep.spots),
                of=self._sweep.of,
            )
            return f"{status} · {swept}"
        return status
