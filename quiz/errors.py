"""The one error type: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from quiz.text import Language


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

    @property
    def place(self) -> str:
        """File and line, as `attention.yaml:3`; empty when there is no where."""
        return ":".join(str(part) for part in (self.file, self.line) if part)

    def in_(self, language: Language) -> str:
        """All of it in one line, in `language`."""
        if language == "en":
            return str(self)
        from quiz.told import told  # only once something is wrong, and somebody reads Chinese

        words = told(self.what, language) + told(self.remedy, language)
        return f"{self.place}：{words}" if self.place else words

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


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
