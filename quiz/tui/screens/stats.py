"""Stats: what was done, how much of it stays, and what comes."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.style import Style

from quiz.errors import QuizError
from quiz.memory.plan.model import Ready
from quiz.memory.stats import Calendar, Stats
from quiz.tui.commands import Command, bindings
from quiz.tui.screens.room import Room
from quiz.tui.text import calendar, studied
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.widgets.drawn import Drawn
from quiz.tui.widgets.inked import PlotView
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.pane import Pane
from quiz.tui.widgets.prose import Prose


class HardLine(Prose, Clickable, inherit_bindings=False):  # in this order: styles come from the first
    """One of the hardest questions; a click reads it."""


class StatsScreen(Room):
    """Everything that `quiz stats` knows, drawn."""

    CSS_PATH = "stats.tcss"
    NAME = "stats.name"
    KEYS = (
        Command(
            "read_hard",
            "1,2,3,4,5,6,7,8,9,0",
            "read('{key}')",
            frozenset({"hard"}),
            footer=True,
            written="1–0",
        ),
        Command(
            "scroll",
            "j,k,down,up,pagedown,pageup,space,home,end",
            "scroll('{key}')",
            footer=True,
            written="j k",
        ),
        Command("back", "q,escape", "back", footer=True, written="q"),
    )
    BINDINGS = bindings(KEYS)
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self) -> None:
        super().__init__()
        self._stats: Stats | None = None
        self._progress: tuple[Ready, ...] = ()
        self._planned = False

    def compose(self) -> ComposeResult:
        """Two columns where there is room for them, else one below the other."""
        with Pane(id="stats"):
            yield Prose(id="figures")
            with Container(id="columns"):
                with Vertical(id="done"):
                    yield Prose(id="calendar-title", classes="title")
                    yield Drawn(id="calendar")
                    yield Prose(id="readiness-title", classes="title")
                    yield Drawn(id="readiness")
                    yield Prose(id="minutes-title", classes="title")
                    yield Drawn(id="minutes")
                    yield Prose(id="forecast-title", classes="title")
                    yield Drawn(id="forecast")
                with Vertical(id="known"):
                    yield Prose(id="calibration-title", classes="title")
                    yield PlotView(id="calibration")
                    yield Prose(id="groups")
                    yield Prose(id="hardest-title", classes="title")
                    yield Prose(id="hard-head")
                    yield Vertical(id="hardest")
        yield KeyBar()

    def on_mount(self) -> None:
        """Count once; the numbers stand still while one looks, and are drawn when the width is known."""
        try:
            questions = [question for deck in self.desk.decks for question in deck.questions]
            self._progress = self.desk.memory.progress(questions)
            self._planned = self.desk.memory.goal() is not None
            self._stats = self.desk.memory.stats()
        except QuizError as error:
            self.quiz.complain(error)
        self.tell_keys()

    def on_resize(self, event: events.Resize) -> None:
        """The columns depend on the width."""
        self.call_after_refresh(self._tell)

    @property
    def modes(self) -> frozenset[str]:
        """Whether there are hard questions to read."""
        return frozenset({"hard"} if self._stats and self._stats.hardest else ())

    async def retell(self) -> None:
        """Everything again in the other language."""
        self._tell()

    def action_scroll(self, key: str) -> None:
        """Move through the page."""
        self.query_one(Pane).move(key)

    def action_read(self, key: str | int) -> None:
        """Read the hard question of that number."""
        hardest = studied.shown(self._stats.hardest) if self._stats else ()
        at = (int(key) - 1) % 10
        question = self.quiz.question(hardest[at].question) if at < len(hardest) else None
        if question:
            from quiz.tui.screens.read import ReadScreen
            from quiz.tui.trail import Trail

            self.app.push_screen(ReadScreen(question, self.desk, Trail(self.desk.memory)))

    def _tell(self) -> None:
        stats = self._stats
        if stats is None:
            return
        for name in ("calendar", "readiness", "minutes", "forecast", "calibration", "hardest"):
            self._prose(f"{name}-title").show(self._title(name, stats))
        self._prose("figures").show(studied.figures(stats, 70, self.language))
        days = Calendar(stats.today, stats.streak, stats.calendar)
        self._drawn("calendar").show(lambda room: calendar.drawn(days, room, self.language))
        self._drawn("readiness").show(lambda room: studied.readiness(self._progress, room, self.language))
        self._drawn("minutes").show(lambda room: studied.minutes(stats, room, self.language))
        self._drawn("forecast").show(lambda room: studied.forecast(stats, room, self.language))
        self._tell_known(stats)
        self.tell_keys()

    def _tell_known(self, stats: Stats) -> None:
        plot = self.query_one(PlotView)
        plot.display = bool(stats.calibration)
        if stats.calibration:
            figure = studied.calibration(stats, self.language)
            plot.show(figure, self.say("stats.nine_in_ten"), "")
            self._prose("groups").show(studied.groups(stats, self.language))
        box = self.query_one("#hardest", Vertical)
        room = box.size.width or 70
        hardest = studied.shown(stats.hardest)
        self._prose("hard-head").show(studied.hard_heads(room, self.language) if hardest else "")
        lines = list(box.query(HardLine))
        if len(lines) != len(hardest):
            box.remove_children()
            lines = [HardLine() for _ in hardest]
            box.mount_all(lines)
        for number, (line, found) in enumerate(zip(lines, hardest, strict=True), 1):
            words = studied.hard(number, found, self._ask, room, self.language)
            line.show(words.stylize(Style.from_meta({CLICKED: f"read({number})"})))

    def _title(self, name: str, stats: Stats) -> Content:
        titles = {
            "calendar": "stats.calendar",
            "readiness": "stats.readiness_then" if self._planned else "stats.readiness",
            "minutes": "stats.minutes",
            "forecast": "stats.forecast",
            "calibration": "stats.calibration",
            "hardest": "stats.hardest",
        }
        notes = {
            "readiness": "" if self._progress else "stats.none_yet",
            "calibration": "" if stats.calibration else "stats.no_reviews",
            "hardest": "" if stats.hardest else "stats.no_hard",
        }
        note = self.say(notes[name]) if notes.get(name) else ""
        return Content.assemble(self.say(titles[name]), (f"\n{note}", "$muted not bold") if note else "")

    def _ask(self, id: str) -> str | None:
        question = self.quiz.question(id)
        return question.ask.in_(self.language) if question else None

    def _prose(self, id: str) -> Prose:
        return self.query_one(f"#{id}", Prose)

    def _drawn(self, id: str) -> Drawn:
        return self.query_one(f"#{id}", Drawn)
