"""Every fault there is in banks, in verifiers, and in the links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quiz import places, shelf
from quiz.bank.check import check
from quiz.bank.load import load
from quiz.bank.model import Deck
from quiz.errors import Fault
from quiz.proof.chinese import astray, find_told
from quiz.proof.find import Verifier
from quiz.proof.lint import lint


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what is wrong with it."""

    faults: tuple[Fault, ...]
    banks: int
    questions: int
    verifiers: int


def audit(paths: Sequence[Path]) -> Report:
    """Check the banks at `paths` (files or folders), or everything that ships when there are none.

    A deck from elsewhere is a folder with `questions/` and `verifiers/`; it may link to what ships.
    """
    ours = places.shipped()
    roots = [root for path in paths if (root := _deck_folder(path)) != ours] if paths else [ours]
    banks = [_banks(path) for path in paths] if paths else [ours / "questions"]
    loaded = load(banks)
    faults = [*loaded.faults]
    known: dict[str, Verifier] = {}
    for root in dict.fromkeys(roots):
        found, unreadable = find_told(root / "verifiers")
        faults += (*unreadable, *astray(found))
        known |= found
    faults += (fault for verifier in known.values() for fault in lint(verifier))
    looked_at = len(known)
    decks = loaded.decks
    if paths:
        faults += (fault for fault in _taken(paths, decks, known) if fault not in faults)
        known = shelf.verifiers() | known
        given = {deck.id for deck in decks}
        decks += tuple(deck for deck in shelf.decks() if deck.id not in given)
    ours_alone = {deck.file for deck in loaded.decks}
    links = {name: {item.name: item.knobs for item in verifier.found} for name, verifier in known.items()}
    faults += (fault for fault in check(decks, links) if fault.file in ours_alone)
    questions = sum(len(deck.questions) for deck in loaded.decks)
    return Report(tuple(faults), len(loaded.decks), questions, looked_at)


def _taken(paths: Sequence[Path], decks: Sequence[Deck], known: dict[str, Verifier]) -> tuple[Fault, ...]:
    """Ids of a deck from elsewhere that belong to what ships."""
    from quiz.exchange.decks.clash import clashes

    elsewhere = [
        path for path in paths if path.is_dir() and not path.resolve().is_relative_to(places.shipped())
    ]
    return clashes(decks, known.values(), shelf.taken()) if elsewhere else ()


def _banks(path: Path) -> Path:
    """Where the banks are: in `questions/` of a deck's folder, or at the path itself."""
    inside = path / "questions"
    return inside if inside.is_dir() else path


def _deck_folder(path: Path) -> Path:
    """The folder that holds the `questions/` and `verifiers/` of the bank at `path`."""
    path = path.absolute()
    for folder in (path, path.parent, path.parent.parent):
        if (folder / "verifiers").is_dir():
            return folder
    return path if path.is_dir() else path.parent
