"""What can be studied: the decks and verifiers that are installed, read once and cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quiz import places
from quiz.bank.load import load
from quiz.bank.model import Deck, Question
from quiz.errors import QuizError, failure, nearest
from quiz.proof.find import Verifier, find


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every deck and every verifier that may be used."""

    decks: tuple[Deck, ...]
    verifiers: Mapping[str, Verifier]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, deck by deck."""
        return tuple(question for deck in self.decks for question in deck.questions)

    def deck(self, name: str) -> Deck:
        """The deck of that id. Raises QuizError with the nearest name when there is none."""
        for deck in self.decks:
            if deck.id == name:
                return deck
        hint = nearest(name, [deck.id for deck in self.decks])
        raise failure(f"There is no deck {name!r}.{hint}", "See `quiz list decks`.")

    def chosen(self, names: Sequence[str]) -> tuple[Deck, ...]:
        """The decks of those names, or all of them when no name is given."""
        return tuple(self.deck(name) for name in names) if names else self.decks


def decks() -> tuple[Deck, ...]:
    """The decks that ship with the program. Raises QuizError with every fault in them."""
    loaded = load([places.shipped() / "questions"], cache=cache())
    if loaded.faults:
        raise QuizError(*loaded.faults)
    return loaded.decks


def verifiers() -> dict[str, Verifier]:
    """The verifiers that ship with the program. Raises QuizError for those that cannot be read."""
    found, faults = find(places.shipped() / "verifiers")
    if faults:
        raise QuizError(*faults)
    return found


def shelf() -> Shelf:
    """Decks and verifiers together."""
    return Shelf(decks(), verifiers())


def cache() -> Path:
    """The folder for what can be made again at any time."""
    return places.home() / "cache"
