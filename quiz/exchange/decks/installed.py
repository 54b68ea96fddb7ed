"""The decks that are installed: copies, each in a folder of its own, put there as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from quiz.errors import failure, nearest
from quiz.exchange.decks.contents import Contents

_ORIGIN = "origin.json"
_STAGED = ".staged-"
_OLD = ".old-"


class Origin(msgspec.Struct, frozen=True):
    """Where a deck came from, and when."""

    source: str
    """Empty when it cannot be fetched again, as what was imported and is now the learner's own."""
    at: datetime


def folder(home: Path) -> Path:
    """Where installed decks lie."""
    return home / "decks"


def names(home: Path) -> tuple[str, ...]:
    """The decks that are installed."""
    root = folder(home)
    if not root.is_dir():
        return ()
    return tuple(sorted(item.name for item in root.iterdir() if item.is_dir() and item.name[0] != "."))


def find(home: Path, name: str) -> Path:
    """The folder of an installed deck. Raises QuizError when there is none of that name."""
    known = names(home)
    if name not in known:
        what = f"No deck {name!r} is installed.{nearest(name, known)}"
        raise failure(what, "`quiz deck list` shows those that are; those that ship cannot be changed.")
    return folder(home) / name


def origin(deck: Path) -> Origin | None:
    """Where the deck in that folder came from, if it is still written there."""
    try:
        return msgspec.json.decode((deck / _ORIGIN).read_bytes(), type=Origin)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def install(home: Path, name: str, deck: Contents, origin: Origin, approve: Callable[[Path], None]) -> None:
    """Put `deck` in place under `name`, instead of the one that is there, if any.

    `approve` sees it complete, in a folder beside, and raises QuizError to keep it out. At any
    instant the deck is there as it was or as it will be.
    """
    root = folder(home)
    try:
        root.mkdir(exist_ok=True)
        _tidy(root)
        with tempfile.TemporaryDirectory(prefix=_STAGED, dir=root, ignore_cleanup_errors=True) as staged:
            whole = Path(staged, name)
            for path, data in deck.items():
                target = whole / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            (whole / _ORIGIN).write_bytes(msgspec.json.encode(origin))
            approve(whole)
            swap(whole, root / name)
    except OSError as error:
        what = f"The deck cannot be installed: {error.strerror}."
        raise failure(what, "Check space and permissions.", file=str(root)) from error


def swap(new: Path, place: Path) -> None:
    """Put the folder `new` where `place` is or will be; a kill in between is mended by the next `install`."""
    old = place.with_name(_OLD + place.name)
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        os.replace(place, old)
    os.replace(new, place)
    shutil.rmtree(old, ignore_errors=True)


def remove(home: Path, name: str) -> None:
    """Take a deck away; what was learned with it stays. Raises QuizError when that fails."""
    place = find(home, name)
    gone = place.with_name(_STAGED + name)
    shutil.rmtree(gone, ignore_errors=True)
    try:
        os.replace(place, gone)  # at once: no half of it is left to be studied
    except OSError as error:
        raise failure(f"The deck cannot be removed: {error.strerror}.", file=str(place)) from error
    shutil.rmtree(gone, ignore_errors=True)


def _tidy(root: Path) -> None:
    """Put back or clear away what a killed process has left."""
    for item in root.iterdir():
        if item.name.startswith(_OLD):
            place = root / item.name.removeprefix(_OLD)
            if place.exists():
                shutil.rmtree(item, ignore_errors=True)
            else:
                with suppress(OSError):
                    os.replace(item, place)
        elif item.name.startswith(_STAGED):
            shutil.rmtree(item, ignore_errors=True)
