"""Text in two languages, and the one place where control characters are stripped."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, get_args

import msgspec

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# C0 but tab and newline, DEL, C1, line and paragraph separators, and every mark that reorders or
# hides text: a terminal obeys the former, a reader is deceived by the latter. Lone surrogates
# cannot be written to a terminal at all.
_UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` with everything removed that could steer a terminal or reorder what is read.

    >>> clean("a\\x1b[31mred\\u202e")
    'a[31mred'
    """
    if text.isprintable():  # none of them is; the pattern takes longer to compile than a start can spare
        return text
    return re.sub(_UNSAFE, "", text.replace("\r\n", "\n"))


class Text(msgspec.Struct, frozen=True):
    """The same words in English and in Chinese; either may be empty, not both."""

    en: str = ""
    zh: str = ""

    def in_(self, language: Language) -> str:
        """The words in `language`, or in the other one when they are missing."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which there are words."""
        return tuple(language for language in LANGUAGES if getattr(self, language))


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: two for each wide character, none for combining marks.

    >>> width("d_k 注意力")
    10
    """
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
