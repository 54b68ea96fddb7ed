"""What can be studied and proved: the decks and verifiers that ship, and those of installed decks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from quiz import places
from quiz.bank.load import load
from quiz.bank.model import Deck
from quiz.errors import Fault, QuizError, failure, nearest

if TYPE_CHECKING:
    from quiz.exchange.decks.clash import Taken
    from quiz.exchange.decks.foreign import Foreign
    from quiz.proof.find import Verifier


class Shelf(Struct, frozen=True):
    """What can be studied, and why the rest cannot."""

    decks: tuple[Deck, ...]
    """Those that are fit for use."""
    left_out: tuple[Fault, ...]
    """Of each installed deck that is not: that it is left out, and the first of its faults."""


def look() -> Shelf:
    """All decks, read once. Raises QuizError with every fault in those that ship."""
    loaded = load([places.shipped() / "questions"], cache=cache())
    if loaded.faults:
        raise QuizError(*loaded.faults)
    others = _foreign(loaded.decks)
    fit = (deck for other in others if not other.faults for deck in other.decks)
    return Shelf((*loaded.decks, *fit), _left_out(others))


def decks() -> tuple[Deck, ...]:
    """The decks that are installed and fit for use. Raises QuizError with every fault in those that ship."""
    return look().decks


def left_out() -> tuple[Fault, ...]:
    """The faults of the installed decks that are left out, whatever is wrong with those that ship."""
    return _left_out(_foreign())


def pick(decks: Sequence[Deck], names: Sequence[str]) -> tuple[Deck, ...]:
    """The decks of those names, or all when there is no name. Raises QuizError for an unknown name."""
    known = {deck.id: deck for deck in decks}
    for name in names:
        if name not in known:
            raise failure(f"There is no deck {name!r}.{nearest(name, known)}", "See `quiz list decks`.")
    return tuple(known[name] for name in names) if names else tuple(decks)


def verifiers() -> dict[str, Verifier]:
    """The verifiers that are installed, whether they may run or not (`locked`).

    One from elsewhere is sealed: only the text that was trusted runs, and it lies where its copy lies. Raises
    QuizError for shipped ones that cannot be read.
    """
    from quiz.proof.chinese import find_told

    found, faults = find_told(places.shipped() / "verifiers", cache=cache())
    if faults:
        raise QuizError(*faults)
    for deck in _foreign():
        if not deck.faults:
            found |= _copies(deck) if _state(deck) == "trusted" else _untrusted(deck)
    return found


def verifier(name: str) -> Verifier | None:
    """The verifier of that id if it may run, or nothing. Raises QuizError if it cannot be read."""
    path = _shipped_script(name)
    if path.is_file():
        from quiz.proof.chinese import told
        from quiz.proof.find import read

        found, faults = told({name: read(name, path)}, cache=cache())
        if faults:
            raise QuizError(*faults)
        return found[name]
    deck = _owner(name)
    return _copies(deck).get(name) if deck and _state(deck) == "trusted" else None


def locked() -> dict[str, Fault]:
    """The verifiers that may not run, each with why and what to do."""
    found: dict[str, Fault] = {}
    for deck in _foreign():
        state = "trusted" if deck.faults or not deck.verifiers else _state(deck)
        if state != "trusted":
            what = (
                f"The scripts of the deck {deck.name} have changed since you trusted them: none runs."
                if state == "changed"
                else f"The scripts of the deck {deck.name} come from elsewhere: none runs untrusted."
            )
            remedy = f"Look at them in {deck.folder / 'verifiers'}, then say `quiz deck trust {deck.name}`."
            found |= dict.fromkeys(deck.verifiers, Fault(what, remedy))
    return found


def runnable(name: str) -> Verifier:
    """The verifier of that id. Raises QuizError, with what to do, when it is missing or may not run."""
    found = verifier(name)
    if found is None:
        known = locked()
        if name in known:
            raise QuizError(known[name])
        raise failure(
            f"There is no verifier {name!r}.{nearest(name, verifiers())}", "See `quiz list verifiers`."
        )
    return found


def script(name: str) -> Path:
    """Where the verifier of that id lies; where a shipped one would lie, if there is none."""
    path = _shipped_script(name)
    if not path.is_file() and (deck := _owner(name)):
        return Path(deck.verifiers[name].path)
    return path


def taken() -> Taken:
    """The ids of what ships, which no deck from elsewhere may take."""
    return _taken(load([places.shipped() / "questions"], cache=cache()).decks)


def cache() -> Path:
    """The folder for what can be made again at any time."""
    return places.home() / "cache"


def _left_out(others: Sequence[Foreign]) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            f"The deck {deck.name} is left out: {deck.faults[0].what}",
            f"{deck.faults[0].remedy} `quiz check {deck.folder}` tells all.".strip(),
            deck.faults[0].file,
            deck.faults[0].line,
        )
        for deck in others
        if deck.faults
    )


def _shipped_script(name: str) -> Path:
    return places.shipped() / "verifiers" / f"{name}.py"


# Imported where an installed deck is met: most learners have none, and wait for nothing.


def _foreign(shipped: Sequence[Deck] | None = None) -> tuple[Foreign, ...]:
    """The installed decks that do not ship; `shipped` are those that do, if they were read already."""
    home = places.home()
    if not (home / "decks").is_dir():
        return ()
    from quiz.exchange.decks.foreign import read_all

    return tuple(read_all(home, taken() if shipped is None else _taken(shipped), cache()))


def _taken(decks: Sequence[Deck]) -> Taken:
    from quiz.exchange.decks.clash import Taken

    folders = (places.shipped() / "verifiers").iterdir()
    return Taken(tuple(decks), frozenset(folder.name for folder in folders if folder.is_dir()))


def _owner(verifier: str) -> Foreign | None:
    """The installed deck, fit for use, that has the verifier of that id."""
    return next((deck for deck in _foreign() if not deck.faults and verifier in deck.verifiers), None)


def _state(deck: Foreign) -> str:
    from quiz.exchange.decks import trust

    return trust.state(places.home(), deck.name, deck.folder)


def _copies(deck: Foreign) -> dict[str, Verifier]:
    """The scripts of a trusted deck as they were when they were trusted, sealed."""
    from quiz.exchange.decks import trust

    copies = trust.copies(places.home(), deck.name)
    known = {path.removesuffix(".py"): seal for path, seal in trust.seals(places.home(), deck.name).items()}
    return {
        name: replace(script, path=str(copies / f"{name}.py"), seal=known[name])
        for name, script in deck.verifiers.items()
        if name in known
    }


def _untrusted(deck: Foreign) -> dict[str, Verifier]:
    """The scripts of a deck that may be listed and never run."""
    from quiz.proof.seal import UNTRUSTED

    return {name: replace(script, seal=UNTRUSTED) for name, script in deck.verifiers.items()}
