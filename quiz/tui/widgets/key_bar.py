"""The bottom line: what can be done now, each entry a key and a click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.style import Style

from quiz.text import Language
from quiz.tui.commands import Command
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.words import say


class KeyBar(Clickable, inherit_bindings=False):
    """As many of the commands as fit, the first ones first; spare ones after all others."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; width: 1fr; padding: 0 1; background: $panel; color: $foreground; }
    KeyBar > .key-bar--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key"}

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._commands: tuple[Command, ...] = ()
        self._language: Language = "en"

    def show(self, commands: Iterable[Command], language: Language) -> None:
        """Show those of `commands` that belong in the footer."""
        self._commands = tuple(command for command in commands if command.footer or command.spare)
        self._language = language
        self.refresh()

    def render(self) -> Content:
        """The line: what does not fit is left out, but never the last entry, which leads to help."""
        style = self.get_visual_style("key-bar--key", partial=True)
        entries = {command: self._entry(command, style) for command in self._commands}
        if not entries:
            return Content("")
        *others, last = (command for command in entries if command.footer)
        room = self.content_size.width - entries[last].cell_length
        kept = {last}
        for command in (*others, *(command for command in entries if not command.footer)):
            room -= entries[command].cell_length + 2
            if room < 0:
                break
            kept.add(command)
        return Content("  ").join(entry for command, entry in entries.items() if command in kept)

    def _entry(self, command: Command, style: Style) -> Content:
        label = say(command.label, self._language)
        entry = Content.assemble((command.shown_key, style), " ", label)
        if command.takes_key:
            return entry
        return entry.stylize(Style.from_meta({CLICKED: command.action}))
