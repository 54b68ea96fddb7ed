"""Banks from files and folders, with every fault in all of them at once."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from quiz import places
from quiz.bank.cache import Cache
from quiz.bank.check import unique_ids
from quiz.bank.model import Deck, Question
from quiz.errors import Fault

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read.

    While there are faults the decks are good only for looking for more: what was faulty in them is
    empty or left out.
    """

    decks: tuple[Deck, ...]
    faults: tuple[Fault, ...]


def load(paths: Sequence[Path], cache: Path | None = None) -> Loaded:
    """Every bank at `paths`, each a file or a folder of them; decks by their order, then by id.

    Banks without a fault are kept in the folder `cache`, where reading them again is fast.
    """
    kept = Cache(cache) if cache else None
    decks: list[Deck] = []
    faults: list[Fault] = []
    with _no_collection():
        for path in _files(paths, faults):
            deck = kept.get(path) if kept else None
            if deck is None:
                deck, wrong = _read(path, kept)
                faults.extend(wrong)
            if deck:
                decks.append(_placed(deck, path))
    faults.extend(unique_ids(decks))
    decks.sort(key=lambda deck: (deck.order, deck.id, deck.file))
    faults.sort(key=lambda fault: (fault.file, fault.line))
    return Loaded(tuple(decks), tuple(faults))


def questions(decks: Iterable[Deck]) -> dict[str, Question]:
    """Every question by its id."""
    return {question.id: question for deck in decks for question in deck.questions}


def _read(path: Path, kept: Cache | None) -> tuple[Deck | None, list[Fault]]:
    """The deck that the file holds, if any of it can be read, and its faults; kept when it has none."""
    # Imported here because decks that come from the cache need no YAML, and its import is not free.
    from quiz.bank.nodes import parse
    from quiz.bank.schema import BankReader
    from quiz.bank.source import read_source

    stat = (
        path.stat() if kept and path.is_file() else None
    )  # before reading: a later change must not be missed
    text, faults = read_source(path)
    if not text:
        return None, faults
    root, wrong = parse(text, str(path))
    faults += wrong
    if root is None:
        return None, faults
    deck = BankReader(str(path), faults).deck(root, path)
    if kept and stat and not faults:
        kept.put(path, deck, stat)
    return deck, faults


def _placed(deck: Deck, path: Path) -> Deck:
    """The deck with where it lies, which the file itself does not say."""
    shipped = path.resolve().is_relative_to(places.shipped())
    return msgspec.structs.replace(deck, file=str(path), shipped=shipped)


def _files(paths: Sequence[Path], faults: list[Fault]) -> Iterator[Path]:
    """Each bank once. A folder gives the banks directly in it; none may link to what lies outside."""
    seen: set[Path] = set()
    for path in paths:
        for file in _in_folder(path, faults) if path.is_dir() else (path,):
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


def _in_folder(folder: Path, faults: list[Fault]) -> list[Path]:
    found: list[Path] = []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        faults.append(
            Fault(f"This folder cannot be read: {error.strerror}.", "Check its permissions.", str(folder))
        )
        return []
    for file in entries:
        if file.suffix not in ENDINGS or file.name.startswith("."):
            continue
        if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
            what = "This link leads out of its folder."
            faults.append(Fault(what, "Put the bank itself into the folder.", str(file)))
        else:
            found.append(file)
    if not found and not faults:
        faults.append(Fault("This folder has no banks.", "Banks end in .yaml or .yml.", str(folder)))
    return found


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection: many small objects are made and none is thrown away, so it only costs."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
