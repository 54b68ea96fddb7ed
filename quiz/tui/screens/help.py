"""Help: what can be done on the screen one comes from, made from its commands."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from quiz.tui.commands import Command, bindings
from quiz.tui.screens.room import Room
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.pane import Pane
from quiz.tui.widgets.prose import Prose


class HelpScreen(Room):
    """Keys and what they do."""

    CSS_PATH = "help.tcss"
    NAME = "help.name"
    KEYS = (
        Command("back", "escape,q", "back", footer=True, written="Esc q"),
        Command(
            "scroll", "j,k,down,up,pagedown,pageup,space,home,end", "scroll('{key}')", written="j k PgUp PgDn"
        ),
    )
    BINDINGS = bindings(KEYS)

    def __init__(self, about: Room) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """One table of keys, and a few words on the marks."""
        with Pane(id="help"):
            yield from self._pages()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the keys of this screen."""
        self.tell_keys()

    async def retell(self) -> None:
        """Everything again in the other language."""
        pane = self.query_one(Pane)
        await pane.remove_children()
        await pane.mount_all(self._pages())
        self.tell_keys()

    def action_scroll(self, key: str) -> None:
        """Move through the help."""
        self.query_one(Pane).move(key)

    def _pages(self) -> Iterable[Prose]:
        name = self.say(self._about.NAME)
        yield Prose(self.say("help.title", name=name), classes="title")
        yield from self._table(self._about.KEYS)
        yield Prose(self.say("help.everywhere"), classes="title")
        yield from self._table(self.quiz.COMMANDS_EVERYWHERE)
        yield Prose(self.say("help.marks.title"), classes="title")
        yield Prose(self.say("help.marks"))

    def _table(self, commands: Iterable[Command]) -> Iterable[Prose]:
        shown: dict[str, list[str]] = {}
        for command in commands:
            shown.setdefault(command.help, []).append(command.shown_keys)
        width = max(cell_len(" ".join(keys)) for keys in shown.values()) + 2
        for help, keys in shown.items():
            written = " ".join(keys)
            lead = Content.assemble((written, "bold $accent"), " " * (width - cell_len(written)))
            yield Prose(self.say(help), lead)
