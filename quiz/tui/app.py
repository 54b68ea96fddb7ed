"""The app: which screens there are, which language and theme they speak."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textual.app import App, SystemCommand
from textual.reactive import var
from textual.screen import Screen

from quiz.bank.model import Deck, Question
from quiz.errors import Fault, QuizError
from quiz.text import LANGUAGES, Language, clean
from quiz.tui.commands import Command, bindings, key_name
from quiz.tui.desk import Desk
from quiz.tui.screens.room import Room
from quiz.tui.themes import THEMES
from quiz.tui.warmth import Warmth
from quiz.tui.words import say

if TYPE_CHECKING:
    from quiz.interview.model import Plan

Start = Literal["home", "review", "lab", "verifiers", "browse", "interview"]

EVERYWHERE = (
    Command("language", "l", "app.language", footer=True),
    Command("help", "question_mark,f1", "app.help", footer=True),
    Command("theme", "T", "app.theme", spare=True),
    Command("palette", "ctrl+p", "app.command_palette", spare=True),
    Command("quit", "ctrl+q", "app.quit"),
)

ELSEWHERE = (
    Command("go_home", "", "app.go('home')"),
    Command("go_browse", "", "app.go('browse')"),
    Command("go_stats", "", "app.go('stats')"),
    Command("go_lab", "", "app.go('verifiers')"),
    Command("go_interview", "", "app.go('interview')"),
)
"""What the palette leads to from every screen; they have keys on the home screen."""


class QuizApp(App[None]):
    """Shows the screens; each gets what it needs from the desk."""

    BINDINGS = bindings(EVERYWHERE)
    COMMANDS_EVERYWHERE = EVERYWHERE
    COMMAND_PALETTE_BINDING = "ctrl+p"
    TITLE = "Proofcards"
    language: var[Language] = var("en", init=False)

    def __init__(
        self,
        desk: Desk,
        start: Start = "home",
        decks: Sequence[Deck] = (),
        proof: str = "",
        words: str = "",
        plan: Plan | None = None,
    ) -> None:
        # The first screen is not pushed, so its style sheet is the app's.
        super().__init__(css_path=Path(__file__).parent / "screens" / f"{start}.tcss")
        for theme in THEMES:
            self.register_theme(theme)
        # Set without being watched: the style sheets are read once, with the colours of this theme.
        names = [theme.name for theme in THEMES]
        self.set_reactive(App.theme, desk.theme if desk.theme in names else names[0])
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_reactive(QuizApp.language, desk.language)
        self.desk = desk
        self.warmth = Warmth(desk.warm)
        self._start: Start = start
        self._decks = tuple(decks) or desk.decks
        self._proof = proof
        self._words = words
        self._plan = plan

    def get_default_screen(self) -> Screen[Any]:
        """The first screen; it takes the place of Textual's empty one, so that nothing is painted twice."""
        if self._start == "review":
            return self.review(self._decks)
        if self._start == "lab":
            return self.lab(self._proof)
        if self._start == "browse":
            return self.browse(self._words)
        if self._start == "interview":
            return self.interview(self._decks, self._plan)
        return self.verifiers() if self._start == "verifiers" else self.home()

    def home(self) -> Room:
        """The home screen."""
        from quiz.tui.screens.home import HomeScreen

        return HomeScreen()

    def review(self, decks: Iterable[Deck]) -> Room:
        """A review of `decks`."""
        from quiz.session import Session
        from quiz.tui.screens.review import ReviewScreen

        questions = tuple(question for deck in decks for question in deck.questions)
        return ReviewScreen(Session(questions, self.desk.memory, self.desk.now))

    def interview(self, decks: Iterable[Deck], plan: Plan | None = None) -> Room:
        """A mock interview about `decks`; half an hour, unless `plan` says otherwise."""
        from quiz.interview.model import Plan
        from quiz.tui.screens.interview import InterviewScreen
        from quiz.tui.sitting import Sitting

        return InterviewScreen(Sitting(self.desk, plan or Plan(seed=self.desk.seed()), tuple(decks)))

    def verifiers(self) -> Room:
        """The list of verifiers."""
        from quiz.tui.screens.verifiers import VerifiersScreen

        return VerifiersScreen()

    def lab(self, proof: str) -> Room:
        """The Lab at `verifier` or `verifier::check`."""
        from quiz.tui.screens.lab import LabScreen

        verifier, _, check = proof.partition("::")
        return LabScreen(verifier, check)

    def browse(self, words: str = "") -> Room:
        """Every question, or those that contain `words`."""
        from quiz.tui.screens.browse import BrowseScreen

        return BrowseScreen(words)

    def stats(self) -> Room:
        """What was done, how much stays, what comes."""
        from quiz.tui.screens.stats import StatsScreen

        return StatsScreen()

    def question(self, id: str) -> Question | None:
        """The question of that id, from any deck."""
        return next((one for deck in self.desk.decks for one in deck.questions if one.id == id), None)

    def deck_title(self, deck: str) -> str:
        """The title of a deck in the present language; its id when there is no such deck."""
        return next((one.title.in_(self.language) for one in self.desk.decks if one.id == deck), deck)

    def back(self) -> None:
        """Leave the present screen; the app, when it is the last."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    async def action_language(self) -> None:
        """Switch questions and interface to the other language."""
        self.language = LANGUAGES[(LANGUAGES.index(self.language) + 1) % len(LANGUAGES)]
        for screen in self.screen_stack:
            if isinstance(screen, Room):
                await screen.retell()
        self._keep()

    def action_help(self) -> None:
        """Show what can be done here."""
        from quiz.tui.screens.help import HelpScreen

        if isinstance(self.screen, Room) and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_go(self, place: str) -> None:
        """Go to another screen; to the home screen by leaving all others."""
        if place == "home":
            while len(self.screen_stack) > 1:
                self.pop_screen()
            return
        rooms: dict[str, Callable[[], Room]] = {
            "browse": self.browse,
            "stats": self.stats,
            "verifiers": self.verifiers,
            "interview": lambda: self.interview(self.desk.decks),
        }
        try:
            self.push_screen(rooms[place]())
        except QuizError as error:
            self.complain(error)

    def action_theme(self) -> None:
        """Take the next theme."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self._keep()

    def action_command_palette(self) -> None:
        """Show everything that can be done, to be searched."""
        from textual.command import CommandPalette

        if isinstance(self.screen, Room):
            words = say("palette.search", self.language)
            self.push_screen(CommandPalette(placeholder=words, id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette's entries: every command that is possible on `screen`, and the way to the others."""
        if not isinstance(screen, Room):
            return
        hidden = {"palette"} if self._start == "home" else {"palette", "go_home"}
        for command in (*screen.possible_commands(), *(ELSEWHERE if screen.leads_on else ())):
            if command.name in hidden:
                continue
            title, detail = say(command.label, self.language), say(command.help, self.language)
            for key in command.keys.split(",") if command.takes_key else ("",):
                keys = key_name(key) if key else command.shown_keys
                name = f"{title} {key_name(key)}" if key else title
                told = f"{detail}  ({keys})" if keys else detail
                yield SystemCommand(name, told, self._runner(screen, command.action.format(key=key)))

    def edit(self, question: Question) -> tuple[Fault, ...] | None:
        """Open the question in the learner's editor and read the decks again.

        What is wrong with its bank now, in which case the old decks stay; None when there was no editing.
        """
        from quiz.tui.edits import edit

        return edit(self, question)

    def revised(self, ids: Iterable[str]) -> tuple[Question, ...]:
        """The questions of those ids as the decks have them now, with what was added to their decks."""
        wanted = set(ids)
        decks = [deck for deck in self.desk.decks if wanted & {one.id for one in deck.questions}]
        return tuple(one for deck in decks for one in deck.questions)

    def complain(self, error: QuizError) -> None:
        """Show what went wrong, and what to do, without leaving the screen."""
        for fault in error.faults:
            self.notify(clean(fault.in_(self.language)), severity="error", timeout=15, markup=False)

    def on_ready(self) -> None:
        """The first screen stands. Whoever starts the app may have turned collection off until now."""
        if not gc.isenabled():
            gc.freeze()  # what was made until now stays: to look through all of it would hold up a key
            gc.enable()
        try:
            notes = (*self.desk.notes, *self.desk.memory.notes())
        except QuizError as error:
            self.complain(error)
            return
        from quiz.told import told  # a dozen lines, but not before the first screen stands

        for note in notes:
            self.notify(clean(told(note, self.language)), severity="warning", timeout=12, markup=False)

    async def on_unmount(self) -> None:
        """End the process that ran the proofs."""
        await self.warmth.end()

    def _keep(self) -> None:
        """Remember language and theme for the next time."""
        from quiz.tui.settings import Settings

        try:
            self.desk.keep(Settings(self.language, self.theme))
        except OSError as error:
            words = say("settings.unkept", self.language, why=error.strerror or error)
            self.notify(clean(words), severity="warning", markup=False)

    def _runner(self, screen: Room, action: str) -> Callable[[], Any]:
        async def run() -> None:
            await screen.run_action(action)

        return run


def run(
    desk: Desk,
    *,
    start: Start = "home",
    decks: Sequence[Deck] = (),
    proof: str = "",
    words: str = "",
    plan: Plan | None = None,
) -> None:
    """Show the app until the learner leaves it.

    `decks` limits a review or an interview (all of them when empty); `proof` is what the Lab opens, a
    verifier or a check; `words` are what Browse searches at the start; `plan` is that of an
    interview.
    """
    QuizApp(desk, start, decks, proof, words, plan).run()
