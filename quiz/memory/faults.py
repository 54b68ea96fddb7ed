"""What can go wrong with the file, said in one clear message."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import QuizError, failure
from quiz.memory.log import DamagedError


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise what SQLite reports about the file at `path` as a QuizError with a remedy."""
    try:
        yield
    except (sqlite3.Error, DamagedError) as error:
        raise fault(path, error) from error
    except (UnicodeDecodeError, OverflowError) as error:
        raise damaged(path, str(error)) from error


def fault(path: Path, error: Exception) -> QuizError:
    """The QuizError for an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "") or ""
    file = str(path)
    if name.startswith("SQLITE_FULL"):
        return failure(
            "The disk is full: the last step was not saved. Everything before it is safe.",
            "Free some space, then do it again.",
            file=file,
        )
    if (
        name == "SQLITE_READONLY"
        and path.exists()
        and os.access(path, os.W_OK)
        and os.access(path.parent, os.W_OK)
    ):
        return damaged(path, str(error))  # it says of itself that it is read-only
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return unwritable(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return failure(
            "Another program holds your progress locked: the last step was not saved.",
            "Close other programs that have this file open, then do it again.",
            file=file,
        )
    if name.startswith("SQLITE_IOERR"):
        return failure(
            f"The disk does not answer as it should ({name}): the last step was not saved.",
            "Check the disk and that there is space on it, then do it again.",
            file=file,
        )
    return damaged(path, str(error))


def unwritable(path: Path) -> QuizError:
    """The file, or the folder that it lies in, cannot be written to."""
    return failure(
        "Your progress cannot be saved here: the file or its folder is read-only.",
        "Make both writable, or set QUIZ_HOME to a folder that you can write to.",
        file=str(path),
    )


def damaged(path: Path, detail: str) -> QuizError:
    """The file is not what was written; the remedy names the newest backup that is whole."""
    from quiz.memory.backup import newest_good

    good = newest_good(path)
    if good:
        remedy = (
            f"Move {path.name} and {path.name}-wal away, then copy {good} to {path}: "
            "it is the newest backup that is whole."
        )
    else:
        remedy = (
            f"Move {path.name} and {path.name}-wal away to start afresh; there is no backup that is whole."
        )
    what = f"The file with your progress is damaged ({detail.rstrip('.')}). It was left as it is."
    return failure(what, remedy, file=str(path))


def newer(path: Path) -> QuizError:
    """The file was written by a later version of the program."""
    return failure(
        "Your progress was saved by a newer version of quiz, and is left as it is.",
        "Upgrade this one: pip install --upgrade proofcards.",
        file=str(path),
    )


def foreign(path: Path) -> QuizError:
    """The file is a database of something else."""
    return failure(
        "This database was not made by quiz, and is left as it is.",
        "Move it away, or set QUIZ_HOME to another folder.",
        file=str(path),
    )
