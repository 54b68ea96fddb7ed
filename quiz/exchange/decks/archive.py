"""A deck from a .zip or .tar.gz; nothing is unpacked to disk before all of it has passed the gate."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from quiz.errors import QuizError, failure
from quiz.exchange.decks.contents import Contents, belongs
from quiz.exchange.decks.gate import HIGHEST_RATIO, LARGEST_DECK, Gate

ENDINGS = (".zip", ".tar.gz", ".tgz")
_LARGEST_ARCHIVE = 20_000_000  # bytes
_SMALL = 1_000_000  # bytes up to which the ratio does not matter
_HEADERS = 5_000_000  # bytes that a tar may need besides its files


def from_archive(path: Path) -> Contents:
    """The files of the deck in the archive at `path`. Raises QuizError for what is hostile or damaged."""
    size = path.stat().st_size
    if size > _LARGEST_ARCHIVE:
        what = f"This archive is larger than {_LARGEST_ARCHIVE // 1_000_000} MB."
        raise failure(what, "A deck is text: leave out the rest.", file=str(path))
    allowed = allowance(size)
    with readable(path), path.open("rb") as stream:
        if path.name.endswith(".zip"):
            return _from_zip(stream, Gate(str(path), allowed))
        with gzip.GzipFile(fileobj=stream) as unpacked:
            return from_tar(unpacked, str(path), allowed)


def from_tar(stream: BinaryIO | gzip.GzipFile, source: str, allowed: int = LARGEST_DECK) -> Contents:
    """The files of the deck in the tar that comes in on `stream`, `allowed` bytes of them at the most."""
    gate = Gate(source, allowed)
    found: Contents = {}
    bounded = _Bounded(stream, allowed + _HEADERS, source)
    # Read as a stream: from front to back, once, whatever the headers claim.
    with tarfile.open(fileobj=bounded, mode="r|") as archive:
        for member in archive:
            if member.issym() or member.islnk():
                raise gate.refusal(member.name, "is a link.")
            path = gate.name(member.name) if member.name.strip("./") or ".." in member.name else None
            if path is None or member.isdir():
                continue
            if not member.isreg() or member.issparse():
                raise gate.refusal(member.name, "is no plain file.")
            gate.size(member.name, member.size)
            data = archive.extractfile(member) if belongs(path) else None
            if data is not None:
                found[path] = gate.read(member.name, data, member.size)  # type: ignore[arg-type]
    return found


def allowance(size: int) -> int:
    """How many bytes an archive of `size` bytes may unpack to."""
    return min(LARGEST_DECK, max(_SMALL, HIGHEST_RATIO * size))


def entries(archive: zipfile.ZipFile, gate: Gate) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Each plain file in a zip, under a name that the gate has let through; nothing of it is read yet."""
    for entry in archive.infolist():
        written = entry.orig_filename  # as it stands there: zipfile itself mends some odd names
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise gate.refusal(written, "is a link.")
        path = gate.name(written)
        if entry.is_dir():
            continue
        if kind not in (0, stat.S_IFREG):
            raise gate.refusal(written, "is no plain file.")
        if entry.flag_bits & 1:
            raise gate.refusal(written, "is encrypted.")
        yield entry, path


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, gate: Gate) -> bytes:
    """What an entry holds, as long as it says and no longer."""
    with archive.open(entry) as data:
        return gate.read(entry.orig_filename, data, entry.file_size)  # type: ignore[arg-type]


def _from_zip(stream: BinaryIO, gate: Gate) -> Contents:
    found: Contents = {}
    with zipfile.ZipFile(stream) as archive:
        for entry, path in entries(archive, gate):
            gate.size(entry.orig_filename, entry.file_size)
            if belongs(path):
                found[path] = unpacked(archive, entry, gate)
    return found


class _Bounded(io.RawIOBase):
    """Gives no more than `most` bytes of a stream, so that not even the headers of a tar fill the memory."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, most: int, source: str) -> None:
        self._stream = stream
        self._left = most
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise failure(
                "This deck unpacks to far more than its archive, and was refused.",
                "Leave out what is no question and no script.",
                file=self._source,
            )
        return data


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say it in one sentence when the archive cannot be read, whatever is wrong with it."""
    try:
        yield
    except QuizError:
        raise
    except (
        zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, OSError, ValueError,
        NotImplementedError, RuntimeError, MemoryError, OverflowError, KeyError, IndexError,
    ) as error:  # fmt: skip
        what = f"This archive cannot be read: {str(error).rstrip('.') or type(error).__name__}."
        raise failure(what, "Fetch or make it again.", file=str(path)) from error
