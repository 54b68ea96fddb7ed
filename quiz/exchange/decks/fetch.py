"""From what the learner names (a folder, an archive, an address) to the files of a deck."""

from __future__ import annotations

import re
from pathlib import Path

from quiz.bank.schema import SLUG, SLUG_LOOKS
from quiz.errors import failure
from quiz.exchange.decks.archive import ENDINGS, from_archive
from quiz.exchange.decks.contents import Contents, laid_out
from quiz.exchange.decks.folder import from_folder
from quiz.exchange.decks.git import from_git, is_address
from quiz.text import clean

_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def fetch(source: str) -> Contents:
    """The files of the deck at `source`. Raises QuizError for none, and for a hostile one."""
    return laid_out(_found(source), clean(source))


def resting(source: str) -> str:
    """`source` such that it can be fetched again from any folder."""
    return source if is_address(source) else str(Path(source).expanduser().absolute())


def suggested(source: str) -> str:
    """The name of a deck from `source`: that of its folder, archive or repository, as a slug."""
    last = re.split(r"[/\\:]", resting(source).rstrip("/\\"))[-1]
    for ending in (*ENDINGS, ".git"):
        last = last.removesuffix(ending)
    return re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")


def named(name: str) -> str:
    """`name`, if a deck may be called so. Raises QuizError if not."""
    if not re.fullmatch(SLUG, name) or _RESERVED.fullmatch(name):
        raise failure(f"{clean(name)!r} is no name for a deck.", SLUG_LOOKS)
    return name


def _found(source: str) -> Contents:
    if is_address(source):
        return from_git(source)
    path = Path(source).expanduser()
    try:
        if path.is_dir():
            return from_folder(path)
        if path.is_file() and path.name.endswith(ENDINGS):
            return from_archive(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise failure(
            f"This deck cannot be read: {reason}.", "Check its permissions.", file=source
        ) from error
    what = (
        "This is neither a folder nor an archive." if path.exists() else "There is no such folder or archive."
    )
    raise failure(
        what, "Give a folder, a .zip, a .tar.gz or the address of a git repository.", file=clean(source)
    )
