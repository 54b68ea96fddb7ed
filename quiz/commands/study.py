"""Lay the desk and open the screens."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal

from quiz import places, shelf
from quiz.errors import failure
from quiz.memory.days import here
from quiz.memory.store import Memory
from quiz.proof.remember import Remembered
from quiz.proof.warm import Warm
from quiz.text import Language


def study(*, start: Literal["home", "review"], decks: Sequence[str], language: Language | None) -> None:
    """Open the home screen, or a review of the decks of those names (all when there are none)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise failure("The screens need a terminal.", "Run `quiz` in one; `quiz due` works anywhere.")
    from quiz.tui.app import run
    from quiz.tui.desk import Desk
    from quiz.tui.proofs import Proofs

    home = places.home()
    every = shelf.decks()
    with Memory(home / "memory.db", here) as memory, Remembered(home / "proofs.db", here) as remembered:
        desk = Desk(
            decks=every,
            memory=memory,
            now=here,
            verifier=shelf.verifier,
            warm=Warm,
            proofs=Proofs(remembered, shelf.script),
            language=language or "en",
        )
        run(desk, start=start, decks=shelf.pick(every, decks))
