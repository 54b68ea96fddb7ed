"""Lay the desk and open the screens."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from quiz import places, shelf
from quiz.commands.output import tell
from quiz.errors import failure
from quiz.memory.days import here
from quiz.memory.store import Memory
from quiz.text import Language

if TYPE_CHECKING:
    from quiz.proof.remember import Remembered
    from quiz.proof.warm import Warm


def study(*, start: Literal["home", "review"], decks: Sequence[str], language: Language | None) -> None:
    """Open the home screen, or a review of the decks of those names (all when there are none)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise failure("The screens need a terminal.", "Run `quiz` in one; `quiz due` works anywhere.")
    from quiz.tui.app import run
    from quiz.tui.desk import Desk
    from quiz.tui.proofs import Proofs

    home = places.home()
    every = shelf.decks()
    tell(shelf.left_out())  # read once the screens are closed
    with Memory(home / "memory.db", here) as memory:
        desk = Desk(
            decks=every,
            memory=memory,
            now=here,
            verifier=shelf.verifier,
            warm=_warm,
            proofs=Proofs(lambda: _remembered(home), shelf.script),
            language=language or "en",
        )
        run(desk, start=start, decks=shelf.pick(every, decks))


# Both are imported once the first screen stands: what they need would hold it up.


def _remembered(home: Path) -> Remembered:
    from quiz.proof.remember import Remembered

    return Remembered(home / "proofs.db", here)


def _warm() -> Warm:
    from quiz.proof.warm import Warm

    return Warm()
