"""The one error type: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong.

    `what` is a sentence for the learner, `remedy` what to do next; `file` and `line` (from 1)
    say where, when there is a where.
    """

    what: str
    remedy: str = ""
    file: str = ""
    line: int = 0

    @property
    def message(self) -> str:
        """What is wrong and what to do, without the place."""
        return f"{self.what} {self.remedy}".strip()

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return f"{place}: {self.message}" if place else self.message


class QuizError(Exception):
    """Raised with one fault or several; a front end prints each on its own line."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def failure(what: str, remedy: str = "", *, file: str = "", line: int = 0) -> QuizError:
    """A QuizError with a single fault."""
    return QuizError(Fault(what, remedy, file, line))


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` with the known word most like `word`, or nothing when none is alike.

    >>> nearest("verfy", ["verify", "list"])
    ' Did you mean verify?'
    """
    from difflib import get_close_matches  # only ever needed once something is wrong

    found = get_close_matches(word, list(known), n=1)
    return f" Did you mean {found[0]}?" if found else ""
