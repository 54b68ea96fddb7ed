"""Home: what matters now in one key, and the decks with what waits in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.style import Style

from quiz.bank.model import Deck
from quiz.errors import QuizError
from quiz.memory.model import Counts
from quiz.tui.commands import Command, bindings
from quiz.tui.screens.room import Room
from quiz.tui.text.prose import plain
from quiz.tui.text.table import Column, row
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.lines import Lines
from quiz.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from quiz.memory.plan import Share
    from quiz.memory.stats import Calendar
    from quiz.tui.widgets.days import Days

_NUMBERS = tuple(Column(width, right=True) for width in (6, 8, 6, 11, 8))
_ROOMY = 62  # columns in which there is room for all the numbers
_WIDEST = 86  # columns of the table, as its style sheet has it
_TALL = 34  # lines of the window in which a calendar has room over the decks
_LOW = 22  # lines without which the decks need even the line of past weeks


class NameLine(Prose, Clickable, inherit_bindings=False):  # in this order: styles come from the first
    """The first line; a click on the languages switches between them."""


class HomeScreen(Room):
    """The decks; the first line stands for all of them."""

    CSS_PATH = "home.tcss"
    NAME = "home.name"
    KEYS = (
        Command("review", "enter", "review", footer=True),
        Command("everything", "space", "everything"),
        Command("interview", "i", "interview", footer=True),
        Command("lab", "o", "lab", footer=True),
        Command("browse", "b", "browse", footer=True),
        Command("stats", "t", "stats", footer=True),
        Command("choose_deck", "j,k,up,down,pageup,pagedown,home,end", "move('{key}')", written="j k ↑ ↓"),
        Command("quit_home", "q,escape", "back", footer=True),
    )
    BINDINGS = bindings(KEYS)

    @property
    def leads_on(self) -> bool:
        """They have keys here."""
        return False

    def __init__(self) -> None:
        super().__init__()
        self._days: Days | None = None
        self._goal = Prose()
        self._ready: dict[str, Share] = {}
        self._rows: list[tuple[Content, Counts, int]] = []
        self._held: list[int] = []
        self._shown = False
        self._calendar: Calendar | None = None

    def compose(self) -> ComposeResult:
        """Greeting, table, footer."""
        yield NameLine(id="name")
        yield Prose(id="now")
        yield Prose(id="head")
        yield Lines(self._draw, id="decks")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill in the numbers."""
        self._look()

    def on_screen_resume(self) -> None:
        """Coming back from a review: the numbers have changed."""
        if self._shown:
            self._look()
        self._shown = True

    def on_resize(self, event: events.Resize) -> None:
        """The columns depend on the width, and the calendar on the height."""
        self._tell()
        self._tell_days()

    async def retell(self) -> None:
        """Everything again in the other language."""
        self._look()

    @on(Lines.Clicked)
    def _clicked(self, event: Lines.Clicked) -> None:
        event.stop()
        self._open(event.lines.at)

    def action_review(self) -> None:
        """Review the chosen deck."""
        self._open(self._lines.at)

    def action_everything(self) -> None:
        """Review all decks."""
        self._open(0)

    def action_interview(self) -> None:
        """Begin a mock interview about the chosen deck; the first line stands for all."""
        try:
            self.app.push_screen(self.quiz.interview(self._at(self._lines.at)))
        except QuizError as error:
            self.quiz.complain(error)

    def action_lab(self) -> None:
        """Choose a verifier for the Lab."""
        self.app.push_screen(self.quiz.verifiers())

    def action_browse(self) -> None:
        """Look through all questions."""
        self.app.push_screen(self.quiz.browse())

    def action_stats(self) -> None:
        """Show what was done and what comes."""
        self.app.push_screen(self.quiz.stats())

    def action_move(self, key: str) -> None:
        """Choose another deck."""
        self._lines.move(key)

    @property
    def _lines(self) -> Lines:
        return self.query_one(Lines)

    def _at(self, index: int) -> tuple[Deck, ...]:
        """The decks that a line stands for."""
        return self.desk.decks if index == 0 else (self.desk.decks[index - 1],)

    def _open(self, index: int) -> None:
        try:
            self.app.push_screen(self.quiz.review(self._at(index)))
        except QuizError as error:
            self.quiz.complain(error)

    def _look(self) -> None:
        """Count anew, and tell."""
        self._rows = list(self._count())
        self._tell()
        self.call_after_refresh(self._tell_past)

    def _tell(self) -> None:
        switch = " · ".join(
            name if code != self.language else f"[{name}]"
            for code, name in (("en", "English"), ("zh", "中文"))
        )
        width = max(self.size.width - 4, 20)
        gap = width - cell_len("Proofcards") - cell_len(switch)
        clicked = Content.styled(switch, "$muted").stylize(Style.from_meta({CLICKED: "app.language"}))
        name = Content.assemble(("Proofcards", "bold $primary"), " " * max(gap, 2), clicked)
        self.query_one("#name", NameLine).show(name)
        self.query_one("#now", Prose).show(self._greeting())
        self._tell_decks()
        self.tell_keys()

    async def _tell_past(self) -> None:
        """What was proved, past days, plan and readiness, once the decks can be read: these cost time."""
        if not self.is_attached:
            return
        from quiz.tui.widgets.days import Days

        memory = self.desk.memory
        questions = [question for deck in self.desk.decks for question in deck.questions]
        try:
            calendar, plan = memory.calendar(), memory.plan(questions)
            ready = plan.now if plan else memory.readiness(questions)
        except QuizError as error:
            self.quiz.complain(error)
            return
        if self._days is None:
            self._days, self._goal = Days(id="days"), Prose(id="goal")
            await self.mount_all([self._goal, self._days], after="#now")
        self._calendar = calendar
        self._tell_days()
        self._goal.display = plan is not None
        if plan:
            from quiz.tui.text.goal import goal

            self._goal.show(goal(plan, self.language))
        self._ready = {"": ready.all, **ready.decks}
        held = [self._proved(deck) for deck in self.desk.decks]
        self._held = [sum(held), *held]
        self._tell_decks()

    def _tell_days(self) -> None:
        if self._days and self._calendar:
            self._days.tell(self._calendar, self.language, tall=self.size.height >= _TALL)
            self._days.display &= self.size.height >= _LOW

    def _count(self) -> Iterator[tuple[Content, Counts, int]]:
        """A name, what waits, and how many checks prove it; for all decks, then each."""
        try:
            decks = self.desk.decks
            every = [question for deck in decks for question in deck.questions]
            all_, *each = self.desk.memory.counts(every, [deck.questions for deck in decks])
            of = [len(_links(deck)) for deck in decks]
            yield Content(self.say("home.all")), all_, sum(of)
            for deck, counts, checks in zip(decks, each, of, strict=True):
                yield plain(deck.title.in_(self.language) or deck.id), counts, checks
        except QuizError as error:
            self.quiz.complain(error)

    def _proved(self, deck: Deck) -> int:
        """How many of its checks have held here."""
        return sum(1 for link in _links(deck) if (last := self.desk.proofs.last(link)) and last.passed)

    def _greeting(self) -> Content:
        if not self.desk.decks:
            return Content(self.say("home.no_decks"))
        if not self._rows:
            return Content("")
        waiting = self._rows[0][1]
        if not self.desk.memory.cards():
            return Content(self.say("home.first"))
        if waiting.all == 0:
            return Content(self.say("home.nothing"))
        return Content.assemble(
            (self.say("home.waiting", due=waiting.due, learning=waiting.learning, new=waiting.new), "bold"),
            "\n",
            self.say("home.start"),
        )

    def _tell_decks(self) -> None:
        keys = ("home.deck", "home.due", "home.learning", "home.new", "home.proved", "home.ready")
        room = max(min(self.size.width - 4, _WIDEST) - 5, 28)  # less margins; paddings, sign, scrollbar
        columns = _columns(room)
        head = row([self.say(key) for key in keys[: len(columns)]], columns, room)
        self.query_one("#head", Prose).show(head.stylize("$muted"))
        self._lines.show(len(self._rows), self._lines.at)

    def _draw(self, index: int, room: int) -> Content:
        name, counts, of = self._rows[index]
        columns = _columns(room)
        numbers = [_count(counts.due), _count(counts.learning), _count(counts.new)]
        held = self._held[index] if index < len(self._held) else "…"
        cells = [name, *numbers, Content(f"{held}/{of}"), self._readiness(index)]
        return row(cells[: len(columns)], columns, room)

    def _readiness(self, index: int) -> Content:
        """What is recalled of all decks (0) or one, at the interview or today; `·` if nothing is learnt."""
        share = self._ready.get(self.desk.decks[index - 1].id if index else "")
        return Content(f"{share.share:.0%}") if share and share.learnt else Content.styled("·", "$muted")


def _columns(room: int) -> tuple[Column, ...]:
    return (Column(0), *(_NUMBERS if room >= _ROOMY else _NUMBERS[:-1]))


def _links(deck: Deck) -> set[str]:
    return {link for question in deck.questions for link in question.proofs}


def _count(number: int) -> Content:
    return Content(str(number)) if number else Content.styled("·", "$muted")
