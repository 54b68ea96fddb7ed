"""What all screens share: commands with their modes, a footer made from them, two languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.keys import key_to_character
from textual.screen import Screen

from quiz.text import Language
from quiz.tui.commands import Command, possible
from quiz.tui.desk import Desk
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.words import say

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp


class Room(Screen[None]):
    """A screen that knows what can be done on it."""

    KEYS: ClassVar[tuple[Command, ...]] = ()
    NAME: ClassVar[str] = ""
    """The key of its name in the catalogue."""
    AUTO_FOCUS: ClassVar[str | None] = ""  # keys act on the screen until something is asked for

    @property
    def quiz(self) -> QuizApp:
        """The app, by its own type."""
        return cast("QuizApp", self.app)

    @property
    def desk(self) -> Desk:
        """What the learner works with."""
        return self.quiz.desk

    @property
    def language(self) -> Language:
        """The language that is spoken now."""
        return self.quiz.language

    @property
    def modes(self) -> frozenset[str]:
        """What is the case now, as far as commands depend on it."""
        return frozenset()

    @property
    def leads_on(self) -> bool:
        """Whether the palette offers the other screens here."""
        return True

    def say(self, key: str, **values: object) -> str:
        """Words of the catalogue in the present language."""
        return say(key, self.language, **values)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command is possible in its modes only; what is no command of this screen always is."""
        known = possible(self.KEYS, action, parameters, self.modes)
        return True if known is None else known

    def possible_commands(self) -> list[Command]:
        """The commands of this screen that are possible now, and those of the app."""
        here = [command for command in self.KEYS if command.when <= self.modes]
        return [*here, *self.quiz.COMMANDS_EVERYWHERE]

    def tell_keys(self) -> None:
        """Bring the footer up to date."""
        acting = [command for command in self.possible_commands() if not self._types(command)]
        for bar in self.query(KeyBar):
            bar.show(acting, self.language)

    async def retell(self) -> None:
        """Say everything again, because the language has changed."""
        self.tell_keys()

    def action_back(self) -> None:
        """Leave this screen, and the app with the last one."""
        self.quiz.back()

    def _types(self, command: Command) -> bool:
        """Whether a key of `command` writes into the box that has the keys now."""
        box = self.focused
        keys = command.keys.split(",")
        return box is not None and any(box.check_consume_key(key, key_to_character(key)) for key in keys)
