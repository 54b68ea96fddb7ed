"""The proof of a question, run and told line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from types import TracebackType
from typing import Self

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.proof.find import Kind, Verifier
from quiz.proof.messages import Failure, Job, Result
from quiz.proof.words import explain
from quiz.text import Language
from quiz.told import told
from quiz.tui.desk import Prover
from quiz.tui.proofs import Proofs
from quiz.tui.proving import Bench as Trials
from quiz.tui.proving import Trial, bench
from quiz.tui.words import say

Write = Callable[[str], None]
_KINDS: dict[Kind, str] = {"check": "plain.check", "control": "plain.control"}


class Bench:
    """Runs proofs in a warm process, which is started when one is first wanted."""

    def __init__(
        self,
        warm: Callable[[], AbstractAsyncContextManager[Prover]],
        verifier: Callable[[str], Verifier | None],
        proofs: Proofs,
        write: Write,
    ) -> None:
        self._warm = warm
        self._verifier = verifier
        self._proofs = proofs
        self._write = write
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._prover: Prover | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def prove(self, question: Question, language: Language) -> None:
        """Run every check that the question links to with its controls, and tell each verdict."""
        made = self._made(question, language)
        if made is None:
            return
        if not made.trials:
            self._write(say("proof.none", language))
        self._write(say("plain.proving", language, of=len(made.trials)))
        for job in made.jobs(0):
            self._runner.run(self._run(job, lambda said: self._tell(said, made.trials, language)))
        if made.missing:
            self._write(say("proof.missing", language, names=", ".join(made.missing)))

    def measure(self, question: Question, language: Language) -> float | None:
        """The number that the question asks to foretell."""
        made = self._made(question, language)
        if made is None or made.foretold is None:
            return None
        self._write(say("plain.measuring", language))
        self._runner.run(self._run(made.foretold, made.foretell))
        return made.measured

    def run(self, job: Job, hear: Callable[[Result | Failure], None]) -> None:
        """Run any job; `hear` gets what came of each experiment."""
        self._runner.run(self._run(job, hear))

    def _made(self, question: Question, language: Language) -> Trials | None:
        try:
            return bench(question, self._verifier)
        except QuizError as error:
            for fault in error.faults:
                self._write(fault.in_(language))
            return None

    async def _run(self, job: Job, hear: Callable[[Result | Failure], None]) -> None:
        if self._prover is None:
            self._prover = await self._stack.enter_async_context(self._warm())
        async with aclosing(self._prover.run(job)) as messages:  # type: ignore[type-var]
            async for message in messages:
                if isinstance(message, Result | Failure):
                    hear(message)

    def _tell(self, said: Result | Failure, trials: Mapping[str, Trial], language: Language) -> None:
        if isinstance(said, Failure):
            who, why = said.name or said.verifier, told(said.what, language)
            self._write(f"  {say('verdict.failed', language)}: {who}. {why}")
            return
        self._proofs.keep(said)
        claim = trials[said.id].found.said(language) if said.id in trials else said.id
        kind: Kind = "control" if said.kind == "control" else "check"
        good = say("plain.as_it_must" if said.passed else "plain.not_as_it_must", language)
        self._write(f"  [{good}] {say(_KINDS[kind], language)}: {claim}")
        self._write(f"    {explain(said.evidence, kind, language)}")
