"""What a sweep has done so far, on disk, so that it can be stopped at any time and go on later."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from quiz.errors import failure


class Done(msgspec.Struct, frozen=True):
    """A part that is done, as one line of JSON."""

    part: int
    reports: bytes
    """Its results as the runner wrote them, compressed."""


class Ledger:
    """The file of one request: a line for each part that is done. Gone once all are."""

    def __init__(self, folder: Path, request: str) -> None:
        self._path = folder / f"{request}.jsonl"

    def done(self) -> dict[int, bytes]:
        """The reports of each part that is done. A line that was cut off by a kill counts as not there."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._failure(error) from error
        found = {}
        for line in data.split(b"\n"):
            try:
                done = msgspec.json.decode(line, type=Done)
                found[done.part] = zlib.decompress(done.reports)
            except (ValueError, zlib.error):
                continue
        return found

    def add(self, part: int, reports: bytes) -> None:
        """Note that a part is done; durable when this returns."""
        line = msgspec.json.encode(Done(part, zlib.compress(reports)))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as stream:
                stream.write(b"\n" + line + b"\n")  # apart from what a kill may have left of the last one
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise self._failure(error) from error

    def close(self, missing: Iterable[int]) -> None:
        """Take the file away, unless parts are missing."""
        if not any(True for _ in missing):
            self._path.unlink(missing_ok=True)

    def _failure(self, error: OSError) -> Exception:
        what = f"The results so far cannot be kept: {error.strerror}."
        return failure(what, "Free some space, then run the same command again.", file=str(self._path))
