"""A deck from a folder on this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from quiz.exchange.decks.contents import Contents, belongs
from quiz.exchange.decks.gate import Gate

_PLAIN = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def from_folder(root: Path) -> Contents:
    """The files of the deck in `root`. Raises QuizError for links and whatever else is no plain file.

    What begins with a dot (`.git`) and what Python left behind is not looked at.
    """
    gate = Gate(str(root))
    found: Contents = {}
    for entry, written in _walk(root, ""):
        if entry.is_symlink():
            raise gate.refusal(written, "is a link.")
        path = gate.name(written)
        if entry.is_dir(follow_symlinks=False):
            continue
        if not entry.is_file(follow_symlinks=False):
            raise gate.refusal(written, "is no plain file.")
        if belongs(path):
            found[path] = _read(gate, Path(entry.path), written)
    return found


def _walk(folder: Path, above: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            yield entry, above + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{above}{entry.name}/")


def _read(gate: Gate, path: Path, written: str) -> bytes:
    # It may have been replaced since it was looked at: what counts is what is open.
    with os.fdopen(os.open(path, _PLAIN), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise gate.refusal(written, "is no plain file.")
        if status.st_nlink > 1:
            raise gate.refusal(written, "is a hard link: its other name may lie outside.")
        gate.size(written, status.st_size)
        return gate.read(written, stream, status.st_size)
