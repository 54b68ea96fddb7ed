"""What the screens work with: everything is handed in, nothing is reached for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Protocol

from quiz.bank.model import Deck
from quiz.memory.store import Memory
from quiz.proof.find import Verifier
from quiz.proof.messages import Job, Message, Result
from quiz.text import Language


class Prover(Protocol):
    """A warm process that runs proofs, such as `quiz.proof.warm.Warm`."""

    def run(self, job: Job) -> AsyncIterator[Message]:
        """The messages of one job; closing the iterator ends the run at once."""
        ...


class Proofs(Protocol):
    """What earlier runs showed, such as `quiz.proof.remember.Remembered`."""

    def get(self, id: str) -> Result | None:
        """The last result of the check `verifier::name` on this machine."""
        ...

    def stale(self, id: str) -> bool:
        """Whether the script has changed since, so that the result no longer counts."""
        ...

    def keep(self, result: Result) -> None:
        """Remember `result` as the last one of its check."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the learner sits down with."""

    decks: tuple[Deck, ...]
    memory: Memory
    now: Callable[[], datetime]
    verifier: Callable[[str], Verifier | None]
    """The verifier of that id, read when it is asked for; None when it may not run."""
    warm: Callable[[], AbstractAsyncContextManager[Prover]]
    """Starts the process that runs proofs."""
    proofs: Proofs
    language: Language = "en"
    theme: str = "proofcards-dark"
    clock: Callable[[], float] = monotonic
    """Seconds, for how long a proof has been running."""
