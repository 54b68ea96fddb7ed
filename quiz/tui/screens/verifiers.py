"""Which verifier to open in the Lab: a list by deck, narrowed down by what is typed."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from quiz.errors import QuizError
from quiz.proof.find import Verifier
from quiz.tui.commands import Command, bindings
from quiz.tui.screens.room import Room
from quiz.tui.text.marks import Mark, summed
from quiz.tui.text.prose import plain
from quiz.tui.text.table import Column, row
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.search_box import SearchBox

_COLUMNS = (
    Column(2),
    Column(26),
    Column(2),
    Column(0),
    Column(8, right=True),
    Column(10, right=True),
    Column(2),
    Column(20),
)
_NARROW = (Column(2), Column(0), Column(7, right=True), Column(9, right=True), Column(2), Column(17))


class VerifiersScreen(Room):
    """Every verifier, with how many checks and controls it has and what its last run showed."""

    CSS_PATH = "verifiers.tcss"
    NAME = "verifiers.name"
    KEYS = (
        Command("open_lab", "enter", "open", footer=True),
        Command("search", "slash", "search", frozenset({"listing"}), footer=True),
        Command("list", "escape,down", "list", frozenset({"searching"}), footer=True, written="Esc"),
        Command("choose_verifier", "j,k", "move('{key}')", frozenset({"listing"}), written="j k ↑ ↓"),
        Command("back", "q,escape", "back", footer=True, written="q"),
    )
    BINDINGS = bindings(KEYS)

    def __init__(self) -> None:
        super().__init__()
        self._all: dict[str, Verifier] = {}
        self._lines: dict[str, Content] = {}
        self._pointed = ""
        self._ready = False

    def compose(self) -> ComposeResult:
        """Search line, heads of the columns, list, footer."""
        yield SearchBox("", self.say("verifiers.search"))
        yield Prose(id="head")
        yield OptionList(id="verifiers", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Read every verifier, and show them."""
        try:
            self._all = dict(self.desk.verifiers())
        except QuizError as error:
            self.quiz.complain(error)
        self._list.focus()
        self._ready = True
        self._tell()

    def on_screen_resume(self) -> None:
        """Coming back from the Lab: there are new results."""
        if self._ready:
            self.desk.proofs.look_again()
            self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """The columns depend on the width."""
        if self._ready:
            self._tell()

    @property
    def modes(self) -> frozenset[str]:
        """Whether a search is being typed."""
        return frozenset({"searching" if isinstance(self.focused, Input) else "listing"})

    async def retell(self) -> None:
        """Everything again in the other language."""
        self.query_one(Input).placeholder = self.say("verifiers.search")
        self._tell()

    def action_open(self) -> None:
        """Open the chosen verifier."""
        at = self._list.highlighted
        if at is not None and self._list.get_option_at_index(at).id:
            self._open(str(self._list.get_option_at_index(at).id))

    def action_search(self) -> None:
        """Type words that name, claim or explanation must contain."""
        self.query_one(Input).focus()
        self.tell_keys()

    def action_list(self) -> None:
        """Back to the list."""
        self._list.focus()
        self.tell_keys()

    def action_move(self, key: str) -> None:
        """Choose the next or the last verifier."""
        self._list.action_cursor_down() if key == "j" else self._list.action_cursor_up()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._point(event.option_id or "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._ready:
            self._tell()

    @on(Input.Submitted)
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self._open(event.option_id)

    def on_descendant_focus(self) -> None:
        """A click may move the keys from the list to the search line, or back."""
        self.tell_keys()

    def _open(self, name: str) -> None:
        from quiz.tui.screens.lab import LabScreen

        self.app.push_screen(LabScreen(name))

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _tell(self) -> None:
        room = max(self.size.width - 5, 30)
        wide = room >= 100
        columns = _COLUMNS if wide else _NARROW
        heads = ["", self.say("verifiers.verifier"), *(["", self.say("verifiers.about")] if wide else [])]
        heads += [
            self.say("verifiers.checks"),
            self.say("verifiers.controls"),
            "",
            self.say("verifiers.last"),
        ]
        self.query_one("#head", Prose).show(row(heads, columns, room).stylize("$muted"))
        chosen = self._list.highlighted
        before = self._list.get_option_at_index(chosen).id if chosen is not None else None
        words = self.query_one(Input).value.casefold().split()
        found = {name: script for name, script in self._all.items() if _matches(name, script, words)}
        self._list.clear_options()
        self._pointed = ""
        self._list.add_options(self._options(found, columns, room, wide))
        ids = [option.id for option in self._list.options]
        names = [index for index, id in enumerate(ids) if id]
        kept = ids.index(before) if before and before in ids else None
        self._list.highlighted = names[0] if kept is None and names else kept
        if self._list.highlighted is not None:
            self._point(str(ids[self._list.highlighted]))
        self.tell_keys()

    def _point(self, id: str) -> None:
        """A sign beside the chosen line, so that it shows without colour."""
        for name, sign in ((self._pointed, " "), (id, "›")):
            if name in self._lines:
                self._list.replace_option_prompt(name, Content(sign) + self._lines[name][1:])
        self._pointed = id

    def _options(
        self, found: dict[str, Verifier], columns: tuple[Column, ...], room: int, wide: bool
    ) -> list[Option]:
        titles = {deck.id: deck.title.in_(self.language) for deck in self.desk.decks}
        options: list[Option] = []
        self._lines.clear()
        deck = ""
        for name, script in sorted(found.items(), key=lambda item: _order(item[0], list(titles))):
            owner, _, short = name.partition("/")
            if owner != deck:
                deck = owner
                title = plain(titles.get(owner) or owner).first_line
                options.append(
                    Option(title.truncate(room, ellipsis=True).stylize("bold $primary"), disabled=True)
                )
            mark = self._mark(script)
            cells: list[Content | str] = ["", plain(short).first_line]
            if wide:
                cells += ["", plain(script.title(self.language)).first_line.stylize("$muted")]
            cells += [str(len(script.checks)), str(len(script.controls)), "", mark.content]
            self._lines[name] = row(cells, columns, room)
            options.append(Option(self._lines[name], id=name))
        if not options:
            nothing = self.say("verifiers.nothing") if self._all else self.say("verifiers.none")
            options.append(Option(nothing, disabled=True))
        return options

    def _mark(self, script: Verifier) -> Mark:
        return summed(
            [self.desk.proofs.past(f"{script.id}::{item.name}") for item in script.found], self.language
        )


def _matches(name: str, script: Verifier, words: list[str]) -> bool:
    said = (words for item in script.found for words in (item.claim, item.zh))
    text = "\n".join((name, script.about, script.zh, *said)).casefold()
    return all(word in text for word in words)


def _order(name: str, decks: list[str]) -> tuple[int, str]:
    """Decks in their own order, then folders that are no deck's, then by name."""
    deck = name.partition("/")[0]
    return (decks.index(deck) if deck in decks else len(decks), name)
