"""What may come in from elsewhere: plain files under plain names, not too many and not too large."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

from quiz.errors import QuizError, failure
from quiz.text import clean

MOST_FILES = 2_000
LARGEST_FILE = 5_000_000
"""Bytes."""
LARGEST_DECK = 50_000_000
"""Bytes of all its files together, as they are when unpacked."""
HIGHEST_RATIO = 100
"""How many times larger than its archive a deck may be; text shrinks five- to tenfold."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ODD = re.compile(r'[\\:*?"<>|]|^[-~ ]|[. ]$')


class Gate:
    """Lets the entries of one source through, one after the other, or refuses the whole source.

    `source` is what the learner named, and stands in the message; `wanted` says what it should hold.
    """

    def __init__(
        self,
        source: str,
        allowed: int = LARGEST_DECK,
        largest: int = LARGEST_FILE,
        wanted: str = "A deck is plain files only: questions/*.yaml and verifiers/<folder>/*.py.",
    ) -> None:
        self._source = source
        self._allowed = min(allowed, LARGEST_DECK)
        self._largest = largest
        self._wanted = wanted
        self._seen: set[str] = set()
        self._bytes = 0

    def name(self, written: str) -> PurePosixPath:
        """`written` as a path below the deck. Raises QuizError for one that leads out of it or is odd."""
        parts = written.removeprefix("./").removesuffix("/").split("/")
        if written.startswith("/") or re.match(r"[A-Za-z]:", written):
            raise self.refusal(written, "has an absolute name, which would leave the deck.")
        if ".." in parts:
            raise self.refusal(written, "leads out of the deck by `..`.")
        for part in parts:
            if part in ("", ".") or len(part) > 100 or not part.isprintable() or clean(part) != part:
                raise self.refusal(written, "has an odd name.")
            if _ODD.search(part) or _DEVICES.fullmatch(part):
                raise self.refusal(written, "has a name that not every system can hold.")
        path = PurePosixPath(*parts)
        # Where a disk does not tell capitals or accents apart, one would be written over the other.
        same = unicodedata.normalize("NFC", str(path)).casefold()
        if same in self._seen:
            raise self.refusal(written, "is there twice, or differs from another only in capitals.")
        self._seen.add(same)
        if len(self._seen) > MOST_FILES:
            what = f"This deck has more than {MOST_FILES:,} files and was refused."
            raise failure(what, self._wanted, file=clean(self._source))
        return path

    def size(self, written: str, declared: int) -> None:
        """Count an entry of that many bytes. Raises QuizError for too many."""
        self._bytes += declared
        if declared > self._largest:
            raise self.refusal(written, f"is larger than {self._largest // 1_000_000} MB.")
        if self._bytes > self._allowed:
            raise failure(
                f"This deck unpacks to more than {self._allowed / 1e6:.3g} MB and was refused.",
                "Leave out what is no question and no script.",
                file=clean(self._source),
            )

    def read(self, written: str, stream: BinaryIO, declared: int) -> bytes:
        """What `stream` holds, `declared` bytes long and not one more. Raises QuizError for a false size."""
        data = stream.read(declared + 1)
        if len(data) != declared:
            raise self.refusal(written, "is not as long as it says.")
        return data

    def refusal(self, written: str, what: str) -> QuizError:
        """The one message for an entry that may not come in."""
        shown = "".join(char if char.isprintable() else "�" for char in clean(written))[:100]
        return failure(
            f"This deck was refused: `{shown}` {what}",
            self._wanted,
            file=clean(self._source),
        )
