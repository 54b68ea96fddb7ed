"""What the installed decks hold, each read on its own: a faulty one is left out and stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from quiz.bank.load import load
from quiz.bank.model import Deck
from quiz.errors import Fault
from quiz.exchange.decks import installed
from quiz.exchange.decks.clash import Taken, clashes
from quiz.proof.chinese import find_told
from quiz.proof.find import Verifier


class Foreign(msgspec.Struct, frozen=True):
    """A deck from elsewhere, as its files show it."""

    name: str
    folder: Path
    decks: tuple[Deck, ...]
    verifiers: dict[str, Verifier]
    faults: tuple[Fault, ...]
    """Why it is left out; empty when it is fit for use."""


def read(name: str, folder: Path, taken: Taken, cache: Path | None = None) -> Foreign:
    """The deck in `folder`. Whatever is wrong with it is told in its faults."""
    loaded = load([folder / "questions"], cache=cache)
    verifiers, unreadable = find_told(folder / "verifiers", cache=cache)
    wrong = (*loaded.faults, *unreadable)
    return Foreign(
        name, folder, loaded.decks, verifiers, wrong or clashes(loaded.decks, verifiers.values(), taken)
    )


def read_all(home: Path, taken: Taken, cache: Path | None = None) -> Iterator[Foreign]:
    """Every installed deck. Of two that clash the one that comes first by its name is kept."""
    for name in installed.names(home):
        deck = read(name, installed.folder(home) / name, taken, cache)
        if not deck.faults:
            taken = taken.also(deck.decks, deck.verifiers)
        yield deck
