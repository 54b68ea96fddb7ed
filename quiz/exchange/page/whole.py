"""A file or folder that is there complete or not at all, and never instead of what it must not replace."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import failure
from quiz.text import clean


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then put it in place of what is there.

    Raises QuizError for a folder, a path that cannot be, and a full or read-only disk.
    """
    with _told(path):
        if path.is_dir():
            raise failure("This is a folder.", "Name the file to write.", file=_shown(path))
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        try:
            os.close(handle)
            write(Path(name))
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise


def write_folder(path: Path, mark: str, write: Callable[[Path], None]) -> None:
    """Let `write` fill a folder beside `path`, then put it in place of the one made before, if any.

    What was made before is known by the file `mark`; a folder that holds anything else is refused.
    """
    with _told(path):
        if path.exists() and not path.is_dir():
            raise failure("This is a file.", "Name a folder.", file=_shown(path))
        if path.is_dir() and any(path.iterdir()) and not (path / mark).is_file():
            raise failure(
                "This folder holds something else, which would be lost.", "Name another.", file=_shown(path)
            )
        path = path.absolute()
        staged = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            write(staged)
            staged.chmod(0o777 & ~_umask())
            _exchange(staged, path)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise


def _exchange(new: Path, place: Path) -> None:
    """Put the folder `new` at `place`; what was there stays there when that fails."""
    if not place.exists():
        os.replace(new, place)
        return
    old = new.with_name(f"{new.name}-old")
    os.replace(place, old)
    try:
        os.replace(new, place)
    except OSError:
        os.replace(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise failure("Its folder is not there.", "Make the folder first.", file=_shown(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failure(
            f"This cannot be written: {reason}.", "Check path, space and permissions.", file=_shown(path)
        ) from error


def _shown(path: Path) -> str:
    return clean(str(path)).replace("\n", " ")


def _umask() -> int:
    """What a new file may not be; asking means setting it for an instant."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
