"""Decks kept as MessagePack, so that banks that have not changed need no parsing.

A cache may vanish, be damaged or be read-only at any time: then it is as if there were none.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import blake2b
from pathlib import Path

import msgspec

from quiz.bank.model import Deck

Stamp = tuple[str, int, int]
"""What an entry depends on: the code that reads banks, the file's size in bytes, when it changed in ns."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A deck and what its file and the program were like when it was read."""

    stamp: Stamp
    deck: Deck


class Cache:
    """The decks kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = _version()

    def stamp(self, path: Path) -> Stamp | None:
        """What the file is like now; to be taken before reading it, so that no later change is missed."""
        try:
            stat = path.stat()
        except OSError:
            return None
        return self.version, stat.st_size, stat.st_mtime_ns

    def get(self, path: Path) -> Deck | None:
        """The deck of the bank at `path`, if it was kept and the file is still the same."""
        try:
            entry = msgspec.msgpack.decode(self._place(path).read_bytes(), type=Entry)
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        return entry.deck if entry.stamp == self.stamp(path) else None

    def put(self, path: Path, deck: Deck, stamp: Stamp) -> None:
        """Keep a deck; silently not if that fails."""
        place = self._place(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(msgspec.msgpack.encode(Entry(stamp, deck)))
                os.replace(name, place)
            except BaseException:
                os.unlink(name)
                raise
        except (OSError, ValueError):
            return

    def _place(self, path: Path) -> Path:
        name = blake2b(os.fsencode(path.absolute()), digest_size=16).hexdigest()
        return self.folder / "decks" / f"{name}.msgpack"


def _version() -> str:
    """A hash of this room's own code: whatever changes how banks are read makes every entry stale."""
    code = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()
