"""Everything the interface says: one flat table for each language, read when that is first spoken."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from quiz.text import Language


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All words of a language by their keys, with `{names}` in the places of values."""
    words: dict[str, str] = import_module(f"quiz.tui.words.{language}").WORDS
    return words


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`, with `values` in their places."""
    words = catalogue(language)[key]
    return words.format(**values) if values else words
