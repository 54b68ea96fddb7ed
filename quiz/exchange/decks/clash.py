"""Ids that a deck from elsewhere may not take: those of what ships, and of decks installed before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from quiz.bank.check import unique_ids
from quiz.bank.model import Deck
from quiz.errors import Fault
from quiz.proof.find import Verifier


class Taken(msgspec.Struct, frozen=True):
    """The ids in use: those of the decks and of their questions, and the folders of verifiers."""

    decks: tuple[Deck, ...] = ()
    folders: frozenset[str] = frozenset()

    def also(self, decks: Sequence[Deck], verifiers: Collection[str]) -> Taken:
        """These, and those of one more deck."""
        return Taken((*self.decks, *decks), self.folders | {folder_of(name) for name in verifiers})


def folder_of(verifier: str) -> str:
    """`attention` of `attention/cost`."""
    return verifier.partition("/")[0]


def clashes(decks: Sequence[Deck], verifiers: Collection[Verifier], taken: Taken) -> tuple[Fault, ...]:
    """What in a deck from elsewhere has an id that is taken. `taken` itself is without clashes."""
    found = [*unique_ids((*taken.decks, *decks))]
    told = set()
    for verifier in verifiers:
        folder = folder_of(verifier.id)
        if folder in taken.folders and folder not in told:
            told.add(folder)
            what = f"The verifiers' folder {folder} belongs to another deck."
            found.append(Fault(what, "Rename the folder, and the proofs that lead to it.", verifier.path, 1))
    return tuple(found)
