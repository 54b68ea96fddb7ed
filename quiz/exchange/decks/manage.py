"""Adding and updating: fetch, look through, install, or refuse and leave everything as it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from quiz.errors import Fault, QuizError, failure
from quiz.exchange.decks import installed
from quiz.exchange.decks.clash import Taken
from quiz.exchange.decks.fetch import fetch, named, resting
from quiz.exchange.decks.foreign import Foreign, read, read_all
from quiz.exchange.decks.installed import Origin

_TOLD = 20  # faults of one deck that are told


def add(home: Path, source: str, name: str, shipped: Taken, now: datetime) -> Foreign:
    """Install the deck at `source` as `name`. Raises QuizError, and installs nothing, when it is not fit."""
    named(name)
    if name in installed.names(home):
        what = f"A deck {name} is installed already."
        raise failure(what, f"Say `quiz deck update {name}`, or add this one by another --name.")
    if name in {deck.id for deck in shipped.decks}:
        raise failure(f"A deck {name} ships with the program.", "Add this one by another --name.")
    return _install(home, resting(source), name, shipped, now)


def update(home: Path, name: str, shipped: Taken, now: datetime) -> Foreign:
    """Fetch a deck again from where it came. Raises QuizError, and changes nothing, when that fails."""
    origin = installed.origin(installed.find(home, name))
    if origin is None or not origin.source:
        what = f"The deck {name} came from no place that is known and could be fetched again."
        raise failure(what, f"To have it anew, say `quiz deck remove {name}`, then add or import it.")
    return _install(home, origin.source, name, shipped, now)


def _install(home: Path, source: str, name: str, shipped: Taken, now: datetime) -> Foreign:
    deck = fetch(source)
    taken = shipped
    for other in read_all(home, shipped):
        if other.name != name and not other.faults:
            taken = taken.also(other.decks, other.verifiers)

    def fit(staged: Path) -> None:
        faults = read(name, staged, taken).faults
        if faults:
            raise QuizError(*_told(faults, staged, name))

    installed.install(home, name, deck, Origin(source, now), fit)
    return read(name, installed.folder(home) / name, taken)


def _told(faults: tuple[Fault, ...], staged: Path, name: str) -> list[Fault]:
    """The faults with places in the deck as its author knows it."""

    def plain(text: str) -> str:
        return text.replace(str(staged), name)

    told = [Fault(plain(f.what), plain(f.remedy), plain(f.file), f.line) for f in faults[:_TOLD]]
    left = len(faults) - len(told)
    more = f"{len(faults)} fault{'s' * (len(faults) != 1)}{f', {left} of them not shown' * (left > 0)}"
    return [*told, Fault(f"The deck {name} was not installed: {more}.", "Ask its author, or mend a copy.")]
