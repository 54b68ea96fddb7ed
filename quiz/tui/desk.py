"""What the screens work with: everything is handed in, nothing is reached for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import msgspec

from quiz.text import Language

if TYPE_CHECKING:
    from quiz.bank.model import Deck
    from quiz.interview.interview import Likely
    from quiz.memory.store import Memory
    from quiz.proof.find import Verifier
    from quiz.proof.messages import Job, Message
    from quiz.tui.editing import Editor
    from quiz.tui.proofs import Proofs
    from quiz.tui.settings import Settings


class Prover(Protocol):
    """A warm process that runs proofs, such as `quiz.proof.warm.Warm`."""

    def run(self, job: Job) -> AsyncIterator[Message]:
        """The messages of one job; closing the iterator ends the run at once."""
        ...


class Desk(msgspec.Struct, frozen=True):
    """Everything the learner sits down with."""

    decks: tuple[Deck, ...]
    memory: Memory
    now: Callable[[], datetime]
    verifier: Callable[[str], Verifier | None]
    """The verifier of that id, read when it is asked for; None when it may not run."""
    verifiers: Callable[[], Mapping[str, Verifier]]
    """Every verifier by its id, read when they are asked for. Raises QuizError."""
    read: Callable[[str], str]
    """The text of the script at a path. Raises QuizError."""
    warm: Callable[[], AbstractAsyncContextManager[Prover]]
    """Starts the process that runs proofs."""
    proofs: Proofs
    editor: Callable[[], Editor]
    """What opens banks in the learner's editor."""
    keep: Callable[[Settings], None]
    """Remembers language and theme for the next time. Raises OSError."""
    interviews: Path
    """The folder for reports of interviews, and for the programs written in them."""
    language: Language = "en"
    theme: str = ""
    """The name of the one chosen last; the usual one when there is none of that name."""
    notes: tuple[str, ...] = ()
    """What the learner should know at the start, a sentence each."""
    clock: Callable[[], float] = monotonic
    """Seconds, for how long a proof has been running, or an interview."""
    likely: Likely | None = None
    """Which points of a question a typed answer probably makes; None where nothing reads it."""
    seed: Callable[[], int] = lambda: SystemRandom().randrange(10_000)
    """Another seed for each interview that does not name one."""
