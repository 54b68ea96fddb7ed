"""Where words to search for are typed, or pasted."""

from __future__ import annotations

from textual.widgets import Input

from quiz.text import clean


class SearchBox(Input, inherit_bindings=True):
    """One line that is safe to show, whatever was pasted into it."""

    def __init__(self, words: str, placeholder: str) -> None:
        super().__init__(words, placeholder=placeholder, id="search", compact=True)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Without what could steer the terminal."""
        return clean(value).replace("\n", " ").replace("\t", " ")
