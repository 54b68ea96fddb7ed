"""Browse: every question on one line, searched as one types, narrowed down by a few keys."""

from __future__ import annotations

import asyncio

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from quiz.bank.model import Question
from quiz.tui.browsing import FACETS, Facet, Listing, Wanted
from quiz.tui.commands import bindings
from quiz.tui.screens.browse_keys import COMMANDS, PICKING
from quiz.tui.screens.hiding import Hiding
from quiz.tui.text.listed import heads, listed
from quiz.tui.text.prose import plain
from quiz.tui.text.table import Column, row
from quiz.tui.trail import Trail
from quiz.tui.widgets.filter_line import FilterLine, value_name
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.lines import Lines
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.search_box import SearchBox

_SLICE = 100  # questions folded at a time, so that a key never waits long for the index


class BrowseScreen(Hiding):
    """Every question; `words` are searched at the start."""

    CSS_PATH = "browse.tcss"
    NAME = "browse.name"
    KEYS = COMMANDS
    BINDINGS = bindings(KEYS)
    AUTO_FOCUS = ""  # keys act on the list until a search is asked for

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.wanted = Wanted(words=words)
        self._found: list[int] = []
        self._picking: Facet | None = None
        self._choices: list[tuple[str, int]] = []
        self._listing: Listing | None = None

    def compose(self) -> ComposeResult:
        """Search line, filters, the values of one, faults of an edit, heads, list, footer."""
        yield SearchBox(self.wanted.words, self.say("browse.search"))
        yield FilterLine(id="filters")
        yield Lines(self._draw_choice, id="picker")
        yield Prose(id="faults")
        yield Prose(id="head")
        yield Lines(self._draw, id="questions")
        yield KeyBar()

    def on_mount(self) -> None:
        """List everything; the index for the search grows while one looks."""
        self.trail = Trail(self.desk.memory)
        self._read_decks()
        self.run_worker(self._grow(), exclusive=True, exit_on_error=False)

    def on_screen_resume(self) -> None:
        """Coming back from a question: it may have been hidden or proved."""
        if self._listing:
            self.desk.proofs.look_again()
            self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The columns depend on the width."""
        self._tell()

    @property
    def one(self) -> Question | None:
        """The chosen question."""
        at = self._lines.at
        return self._listing.questions[self._found[at]] if self._listing and at < len(self._found) else None

    @property
    def modes(self) -> frozenset[str]:
        """Whether a filter is being chosen or a search typed; whether there is a question to act on."""
        if self._picking:
            return PICKING
        if isinstance(self.focused, Input):
            return frozenset({"searching"})
        return frozenset({"listing", "question"} if self._found else {"listing"})

    async def retell(self) -> None:
        """Everything again in the other language."""
        self.query_one(Input).placeholder = self.say("browse.search")
        self._tell()

    def moved(self, id: str) -> None:
        """A question was hidden or shown: it stays chosen where it is still listed."""
        if self._listing:
            self._listing.look_at(id)
            self._search(id)

    def action_read(self) -> None:
        """Read the chosen question."""
        if self.one:
            from quiz.tui.screens.read import ReadScreen

            self.app.push_screen(ReadScreen(self.one, self.desk, self.trail))

    def action_find(self) -> None:
        """Type words that a question must contain."""
        self.query_one(Input).focus()
        self.tell_keys()

    def action_list(self) -> None:
        """Back to the list."""
        self.set_focus(None)
        self.tell_keys()

    def action_move(self, key: str) -> None:
        """Choose another question."""
        self._lines.move(key)

    def action_filter(self, key: str | int) -> None:
        """Offer the values of the filter of that number."""
        self.set_focus(None)
        facet = FACETS[int(key) - 1]
        if not self._listing or self._picking == facet:
            self.action_close()
            return
        self._picking = facet
        self._choices = self._listing.choices(facet, self.wanted)
        values = [value for value, _ in self._choices]
        self._picker.styles.height = min(len(values), max(self.size.height - 8, 3))
        self._picker.show(len(values), values.index(self.wanted.of(facet)))
        self._tell()

    def action_choose_value(self, key: str) -> None:
        """Go to another value of the filter."""
        self._picker.move(key)

    def action_pick(self) -> None:
        """Take the value, and list what it leaves."""
        if self._picking:
            value = self._choices[self._picker.at][0]
            self.wanted = msgspec.structs.replace(self.wanted, **{self._picking: value})
        self.action_close()

    def action_close(self) -> None:
        """Offer no more values."""
        self._picking = None
        self._search()

    def action_clear(self) -> None:
        """List everything again."""
        self.wanted = Wanted()
        self.query_one(Input).value = ""
        self._search()

    def action_edit(self) -> None:
        """Open the chosen question in the learner's editor, and read the decks again."""
        faults = self.quiz.edit(self.one) if self.one else None
        if faults is None:
            return
        from quiz.tui.edits import show_faults

        show_faults(self, faults)
        if not faults:
            self._read_decks()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.wanted.words:
            self.wanted = msgspec.structs.replace(self.wanted, words=event.value)
            self._search()

    @on(Input.Submitted)
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(None)
        self.action_read()

    @on(Lines.Clicked, "#questions")
    def _question_clicked(self, event: Lines.Clicked) -> None:
        event.stop()
        if event.again:
            self.action_read()

    @on(Lines.Clicked, "#picker")
    def _value_clicked(self, event: Lines.Clicked) -> None:
        event.stop()
        self.action_pick()

    def on_descendant_focus(self) -> None:
        """A click may move the keys to the search line."""
        self.tell_keys()

    def on_descendant_blur(self) -> None:
        """And away from it."""
        self.tell_keys()

    @property
    def _lines(self) -> Lines:
        return self.query_one("#questions", Lines)

    @property
    def _picker(self) -> Lines:
        return self.query_one("#picker", Lines)

    def _read_decks(self) -> None:
        """List the decks as they are now."""
        chosen = self.one.id if self.one else ""
        if self._try(self._list_decks):
            self._search(chosen)

    def _list_decks(self) -> None:
        self._listing = Listing(self.desk.decks, self.desk.memory, self.desk.proofs)

    def _look(self) -> None:
        chosen = self.one.id if self.one else ""
        if self._listing and self._try(self._listing.look):
            self._search(chosen)

    async def _grow(self) -> None:
        """Fold the words of the questions, a few at a time: keys are answered in between."""
        while self._listing and self._listing.index.grow(_SLICE):
            await asyncio.sleep(0)

    def _search(self, id: str = "") -> None:
        """List what is wanted; the question of that id stays chosen, or else the one on its line."""
        if not self._listing:
            return
        id = id or (self.one.id if self.one else "")
        at = self._lines.at
        self._found = self._listing.find(self.wanted)
        place = self._listing.at(id) if id else None
        if place in self._found:
            at = self._found.index(place)
        self._lines.show(len(self._found), at)
        self._tell()

    def _tell(self) -> None:
        """Bring everything but the list itself up to date, and draw the list anew."""
        if not self._listing:
            return
        self._picker.display = self._picking is not None
        filters = self.query_one(FilterLine)
        of = len(self._listing.questions)
        filters.tell(self.wanted, self._picking, (len(self._found), of), self.quiz.deck_title, self.language)
        nothing = "" if self._found else self.say("browse.nothing" if of else "home.no_decks")
        head = Content(nothing) if nothing else Content("  ") + heads(self._lines.room, self.language)
        self.query_one("#head", Prose).show(head)
        self._lines.refresh()
        self._picker.refresh()
        self.tell_keys()

    def _draw(self, index: int, room: int) -> Content:
        if not self._listing or index >= len(self._found):
            return Content("")
        entry = self._listing.entries[self._found[index]]
        return listed(entry, self.quiz.deck_title, room, self.language)

    def _draw_choice(self, index: int, room: int) -> Content:
        if not self._picking or index >= len(self._choices):
            return Content("")
        value, count = self._choices[index]
        name = plain(value_name(self._picking, value, self.quiz.deck_title, self.language)).first_line
        return row([name, str(count)], (Column(0), Column(6, right=True)), min(room, 40))
