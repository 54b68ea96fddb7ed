"""Everything the interface says, in both languages: one flat table each, looked up here."""

from __future__ import annotations

from quiz.text import Language
from quiz.tui.words.en import WORDS as EN
from quiz.tui.words.zh import WORDS as ZH

CATALOGUE: dict[Language, dict[str, str]] = {"en": EN, "zh": ZH}


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`, with `values` in their places."""
    words = CATALOGUE[language][key]
    return words.format(**values) if values else words
