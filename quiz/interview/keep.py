"""Where reports and programs of interviews are kept: each in a file of its own, over no other's."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from quiz.errors import failure


def keep(text: str, folder: Path, began: datetime, before: Path | None = None) -> Path:
    """Write a report to `folder`/YYYY-MM-DD-HHMM.md, whole or not at all; where it lies.

    When there is one of that minute already, `-2` follows the name, and so on. It takes the place of
    `before`, the same report as it was kept last. Raises QuizError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".report-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            if before is None:
                return _named(temporary, folder, began)
            os.replace(temporary, before)
            return before
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
    except OSError as error:
        what = f"The report could not be saved: {error.strerror or error}."
        raise failure(
            what, "Free some space, or set QUIZ_HOME to where you may write.", file=str(folder)
        ) from error


def drop(report: Path) -> None:
    """Take a report away whose answers were all taken back. Raises QuizError."""
    try:
        report.unlink(missing_ok=True)
    except OSError as error:
        raise failure(
            f"The report could not be taken away: {error.strerror}.", "Delete it yourself.", file=str(report)
        ) from error


def stamp(began: datetime) -> str:
    """The name of what belongs to the interview that began then."""
    return f"{began:%Y-%m-%d-%H%M}"


def _named(temporary: Path, folder: Path, began: datetime) -> Path:
    """Give the written file the first name that is free."""
    for number in count(1):
        path = folder / f"{stamp(began)}{f'-{number}' if number > 1 else ''}.md"
        try:
            os.link(temporary, path)  # unlike a rename, fails when the name is taken
        except FileExistsError:
            continue
        except OSError:
            # A file system without links: take the name first, then fill it.
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                continue
            os.replace(temporary, path)
        return path
    raise AssertionError("count() never ends")
