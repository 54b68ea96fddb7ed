"""Banks from files and folders, with every fault in all of them at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from quiz import places
from quiz.bank.check import unique_ids
from quiz.bank.faults import Faults
from quiz.bank.model import Deck, Question
from quiz.cache import Cache
from quiz.errors import Fault

ENDINGS = (".yaml", ".yml")


class Loaded(msgspec.Struct, frozen=True):
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
    code = Path(__file__).parent.glob("*.py")
    kept = Cache(cache / "decks", Deck, code) if cache else None
    shipped = places.shipped()
    decks: list[Deck] = []
    faults: list[Fault] = []
    with _no_collection():
        for path, real in _files(paths, faults):
            deck = kept.get(path) if kept else None
            if deck is None:
                deck, wrong = _read(path, kept)
                faults.extend(wrong)
            if deck:
                # Where it lies is not in the file itself.
                ships = real.startswith(f"{shipped}{os.sep}")
                decks.append(msgspec.structs.replace(deck, file=str(path), shipped=ships))
    faults.extend(unique_ids(decks))
    decks.sort(key=lambda deck: (deck.order, deck.id, deck.file))
    faults.sort(key=lambda fault: (fault.file, fault.line))
    return Loaded(tuple(decks), tuple(faults))


def questions(decks: Iterable[Deck]) -> dict[str, Question]:
    """Every question by its id."""
    return {question.id: question for deck in decks for question in deck.questions}


def _read(path: Path, kept: Cache[Deck] | None) -> tuple[Deck | None, list[Fault]]:
    """The deck that the file holds, if any of it can be read, and its faults; kept when it has none."""
    # Imported here because decks that come from the cache need no YAML, and its import is not free.
    from quiz.bank.nodes import parse
    from quiz.bank.schema import BankReader
    from quiz.bank.source import read_source

    stamp = kept.stamp(path) if kept else None
    faults = Faults(str(path))
    text = read_source(path, faults)
    root = parse(text, faults) if text else None
    if not root and not faults.found:
        faults.add(1, "This bank has only comments.", "Add a question that starts with `- id: …`.")
    deck = BankReader(faults).deck(root, path) if root else None
    if kept and stamp and deck and not faults.found:
        kept.put(path, deck, stamp)
    return deck, faults.found


def _files(paths: Sequence[Path], faults: list[Fault]) -> Iterator[tuple[Path, str]]:
    """Each bank once, with its real path. A folder gives those directly in it; none may link out of it."""
    seen: set[str] = set()
    for path in paths:
        for file in _in_folder(path, faults) if os.path.isdir(path) else (path,):
            if (real := os.path.realpath(file)) not in seen:
                seen.add(real)
                yield file, real


def _in_folder(folder: Path, faults: list[Fault]) -> list[Path]:
    found: list[Path] = []
    before = len(faults)
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
        if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)):
            what = "This link leads out of its folder."
            faults.append(Fault(what, "Put the bank itself into the folder.", str(file)))
        else:
            found.append(file)
    if not found and len(faults) == before:
        faults.append(Fault("This folder has no banks.", "Banks end in .yaml or .yml.", str(folder)))
    return found


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection: many small objects are made and none is thrown away, so it only costs.

    Nor is it worth while to look at them later: they hold no circles.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if on:
            gc.enable()
