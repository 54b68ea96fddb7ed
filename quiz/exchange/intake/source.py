"""The text of a file that somebody else's program wrote, or why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from quiz.errors import failure
from quiz.text import clean

LARGEST = 20_000_000
"""Bytes."""


def read_text(path: Path) -> str:
    """The text of the file at `path`, which must be UTF-8. Raises QuizError when it cannot be had."""
    shown = clean(str(path))
    plain_file(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise failure(
            f"This cannot be read: {error.strerror}.", "Check its permissions.", file=shown
        ) from error
    if len(data) > LARGEST:
        raise failure(f"This file is larger than {LARGEST // 1_000_000} MB.", "Split it.", file=shown)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise failure("This line is not UTF-8.", "Save the file as UTF-8.", file=shown, line=line) from error


def plain_file(path: Path) -> None:
    """Raises QuizError unless there is a plain file at `path`."""
    try:
        if path.is_file():
            return
        what = "This is no plain file." if path.exists() else "There is no such file."
    except (OSError, ValueError) as error:
        what = f"This cannot be read: {getattr(error, 'strerror', None) or error}."
    raise failure(what, "Give an .apkg, a .tsv or a .md file.", file=clean(str(path)))
