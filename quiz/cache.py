"""What was read from a file, kept as MessagePack, so that a file that has not changed is not parsed again.

A cache may vanish, be damaged or be read-only at any time: then it is as if there were none.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

Value = TypeVar("Value", bound=msgspec.Struct)
Stamp = tuple[str, int, int]
"""Version of the program's reading and the path, size in bytes, time of change in nanoseconds."""


class Cache(Generic[Value]):
    """Values of type `kind` in one folder; `code` are the files whose change makes every entry stale."""

    def __init__(self, folder: Path, kind: type[Value], code: Iterable[Path]) -> None:
        self.folder = folder
        self._version = _hash(code)
        # An entry is a pair, for short: the stamp, then the value.
        self._decoder: Any = msgspec.msgpack.Decoder(tuple[Stamp, kind])  # type: ignore[valid-type]

    def stamp(self, path: Path) -> Stamp | None:
        """What the file is like now; to be taken before reading it, so that no later change is missed."""
        try:
            stat = path.stat()
        except OSError:
            return None
        return f"{self._version} {path.absolute()}", stat.st_size, stat.st_mtime_ns

    def get(self, path: Path) -> Value | None:
        """What was read from the file at `path`, if it was kept and the file is still the same."""
        try:
            stamp, value = self._decoder.decode(self._place(path).read_bytes())
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        kept: Value = value
        return kept if stamp == self.stamp(path) else None

    def put(self, path: Path, value: Value, stamp: Stamp) -> None:
        """Keep a value; silently not if that fails."""
        place = self._place(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(msgspec.msgpack.encode((stamp, value)))
                os.replace(name, place)
            except BaseException:
                os.unlink(name)
                raise
        except (OSError, ValueError):
            return

    def _place(self, path: Path) -> Path:
        name = zlib.crc32(os.fsencode(path.absolute()))
        return self.folder / f"{path.stem[:64]}-{name:08x}.msgpack"


def _hash(files: Iterable[Path]) -> str:
    code = 0
    for path in sorted(files):
        code = zlib.crc32(path.read_bytes(), code)
    return f"{code:08x}"
