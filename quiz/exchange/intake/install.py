"""Cards as a deck of the learner's own, beside those from others: put there as a whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath

from quiz.bank.source import LARGEST
from quiz.errors import QuizError, failure
from quiz.exchange.decks import installed
from quiz.exchange.decks.clash import Taken
from quiz.exchange.decks.fetch import named
from quiz.exchange.decks.foreign import read, read_all
from quiz.exchange.decks.installed import Origin
from quiz.exchange.intake.bank import bank
from quiz.exchange.intake.cards import Haul
from quiz.text import clean


def install(home: Path, name: str, haul: Haul, source: Path, shipped: Taken, now: datetime) -> Path:
    """Make the deck `name` of what came out of `source`; the path of its bank.

    Raises QuizError, and leaves everything as it was, when the name is taken or nothing came out.
    """
    free(home, name, shipped)
    if not haul.cards:
        what = "Nothing in this file can be carried over."
        raise failure(what, "It has no questions with answers in plain text.", file=clean(str(source)))
    place = PurePosixPath("questions", f"{name}.yaml")
    comment = f"Imported from {' '.join(clean(source.name).split())} on {now:%Y-%m-%d}. It is yours: edit it."
    text = bank(name, haul.cards, comment).encode()
    if len(text) > LARGEST:
        what = f"Its questions would fill more than {LARGEST // 1_000_000} MB."
        raise failure(what, "Import it in parts.", file=clean(str(source)))
    taken = shipped
    for other in read_all(home, shipped):
        if not other.faults:
            taken = taken.also(other.decks, other.verifiers)

    def fit(staged: Path) -> None:
        faults = read(name, staged, taken).faults
        if faults:
            raise QuizError(*faults)

    installed.install(home, name, {place: text}, Origin("", now), fit)
    return installed.folder(home) / name / place


def free(home: Path, name: str, shipped: Taken) -> None:
    """Raises QuizError unless a deck may be called so and none is."""
    named(name)
    if name in {deck.id for deck in shipped.decks}:
        raise failure(f"A deck {name} ships with the program.", "Call this one otherwise by --as NAME.")
    if name in installed.names(home):
        what = f"A deck {name} is there already, and may have your edits in it."
        raise failure(what, f"Call this one otherwise by --as NAME, or say `quiz deck remove {name}` first.")
