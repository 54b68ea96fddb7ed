"""What can be studied and proved: the decks and verifiers that are installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quiz import places
from quiz.bank.load import load
from quiz.bank.model import Deck
from quiz.errors import QuizError, failure, nearest
from quiz.proof.find import Verifier, find, read


def decks() -> tuple[Deck, ...]:
    """The decks that are installed. Raises QuizError with every fault in them."""
    loaded = load([places.shipped() / "questions"], cache=cache())
    if loaded.faults:
        raise QuizError(*loaded.faults)
    return loaded.decks


def pick(decks: Sequence[Deck], names: Sequence[str]) -> tuple[Deck, ...]:
    """The decks of those names, or all when there is no name. Raises QuizError for an unknown name."""
    known = {deck.id: deck for deck in decks}
    for name in names:
        if name not in known:
            raise failure(f"There is no deck {name!r}.{nearest(name, known)}", "See `quiz list decks`.")
    return tuple(known[name] for name in names) if names else tuple(decks)


def verifiers() -> dict[str, Verifier]:
    """The verifiers that are installed. Raises QuizError for those that cannot be read."""
    found, faults = find(places.shipped() / "verifiers", cache=cache())
    if faults:
        raise QuizError(*faults)
    return found


def verifier(name: str) -> Verifier | None:
    """The verifier of that id, or nothing when there is none. Raises QuizError if it cannot be read."""
    path = script(name)
    return read(name, path) if path.is_file() else None


def script(name: str) -> Path:
    """Where the verifier of that id lies."""
    return places.shipped() / "verifiers" / f"{name}.py"


def cache() -> Path:
    """The folder for what can be made again at any time."""
    return places.home() / "cache"
