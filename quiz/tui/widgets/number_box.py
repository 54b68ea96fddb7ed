"""Where the learner foretells a number. Every other key keeps its meaning for the screen."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

_PART_OF_A_NUMBER = frozenset("0123456789.,+-−eE/%")


class NumberBox(Input, inherit_bindings=True):
    """Takes digits and the signs of a number only."""

    DEFAULT_CSS = """
    NumberBox { width: 30; height: 1; border: none; padding: 0 1; background: $panel; }
    NumberBox:focus { border: none; background-tint: $foreground 6%; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key writes here."""
        return character is not None and character in _PART_OF_A_NUMBER and self._fits(character)

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handler of each base class in turn, unless one prevents it.
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()

    def _fits(self, character: str) -> bool:
        """`e` and `-` belong to a number only where one has begun, or may begin."""
        if character in "eE/%":
            return any(char.isdigit() for char in self.value)
        return True
