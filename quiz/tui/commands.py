"""Commands: one declaration gives the binding, the footer entry, the palette entry and the help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from textual.binding import Binding, BindingType

NAMES = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "question_mark": "?",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "slash": "/",
    "equals_sign": "=",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "ctrl+y": "^y",
    "ctrl+p": "^p",
    "ctrl+q": "^q",
    "f1": "F1",
}
"""How a key is written for the learner, where its name is not what is printed on it."""


class Command(msgspec.Struct, frozen=True):
    """Something the learner can do.

    The catalogue has its label under `do.NAME` and its help under `help.NAME`. A command whose action
    contains `{key}` is bound once for each key, and gets the key that was pressed.
    """

    name: str
    keys: str
    action: str
    when: frozenset[str] = frozenset()
    """Modes of the screen that must all be on; always possible when empty."""
    footer: bool = False
    """Whether the footer shows it."""
    spare: bool = False
    """Whether the footer shows it where all the others leave room."""
    written: str = ""
    """The keys as the learner reads them, where naming each would be long."""

    @property
    def label(self) -> str:
        """The key of its label in the catalogue."""
        return f"do.{self.name}"

    @property
    def help(self) -> str:
        """The key of its help in the catalogue."""
        return f"help.{self.name}"

    @property
    def takes_key(self) -> bool:
        """Whether its action depends on which of its keys is pressed."""
        return "{key}" in self.action

    @property
    def shown_keys(self) -> str:
        """Its keys for help: `Space Enter`."""
        return self.written or " ".join(map(key_name, self.keys.split(",")))

    @property
    def shown_key(self) -> str:
        """Its first key, for the footer."""
        return self.written or key_name(self.keys.split(",")[0])

    def bindings(self) -> Iterator[Binding]:
        """One binding for each key."""
        for key in self.keys.split(","):
            yield Binding(key, self.action.format(key=key), self.name, show=False)

    def fits(self, action: str, parameters: Sequence[object]) -> bool:
        """Whether this is the command that calls `action` with `parameters`, the key among them."""
        if self.action.partition("(")[0] != action:
            return False
        return not self.takes_key or not parameters or str(parameters[0]) in self.keys.split(",")


def key_name(key: str) -> str:
    """`key` as the learner reads it."""
    return NAMES.get(key, key)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of `commands`, in order: of two on one key the first possible one is taken."""
    return [binding for command in commands for binding in command.bindings()]


def possible(
    commands: Iterable[Command], action: str, parameters: Sequence[object], modes: frozenset[str]
) -> bool | None:
    """Whether `action` may run in `modes`; None when it is none of `commands`."""
    ours = [command for command in commands if command.fits(action, parameters)]
    return any(command.when <= modes for command in ours) if ours else None
