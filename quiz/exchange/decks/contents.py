"""What a deck consists of, apart from where it came from."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from quiz.errors import failure

Contents = dict[PurePosixPath, bytes]
"""Every file of a deck by its path below the deck's folder."""

_BANK = re.compile(r"questions/[^/.][^/]*\.ya?ml")
_SCRIPT = re.compile(r"verifiers/.*\.py")
_GOOD_SCRIPT = re.compile(r"verifiers/[a-z0-9][a-z0-9_-]{0,60}/[a-z0-9][a-z0-9_]{0,60}\.py")
_CHINESE = re.compile(r"verifiers/[a-z0-9][a-z0-9_-]{0,60}/zh\.yaml")
_ABOUT = re.compile(r"(README|LICEN[CS]E)(\.(md|txt))?")


def belongs(path: PurePosixPath) -> bool:
    """Whether the file may be part of a deck, perhaps below one folder that holds all; the rest stays out."""
    return any(_is_part(PurePosixPath(*path.parts[skip:])) for skip in (0, 1))


def laid_out(found: Contents, source: str) -> Contents:
    """The deck in `found`, also when one folder holds it all, as in archives.

    Raises QuizError if there is none.
    """
    tops = {path.parts[0] for path in found}
    if len(tops) == 1 and not tops & {"questions", "verifiers"}:
        found = {PurePosixPath(*path.parts[1:]): data for path, data in found.items()}
    deck = {path: data for path, data in found.items() if _is_part(path)}
    if not any(_BANK.fullmatch(str(path)) for path in deck):
        raise failure(
            "This is no deck: it has no questions/*.yaml.",
            "`quiz deck new NAME` makes one to copy.",
            file=source,
        )
    for path in deck:
        if _SCRIPT.fullmatch(str(path)) and not _GOOD_SCRIPT.fullmatch(str(path)):
            raise failure(
                f"The script {path} would not be found.",
                "Name it verifiers/<folder>/<name>.py, in small letters, digits and _.",
                file=source,
            )
    return deck


def _is_part(path: PurePosixPath) -> bool:
    return any(pattern.fullmatch(str(path)) for pattern in (_BANK, _SCRIPT, _CHINESE, _ABOUT))
