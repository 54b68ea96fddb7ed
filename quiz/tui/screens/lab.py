"""The Lab: one verifier, its knobs in the learner's hand, its script beside what it measures."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from quiz.errors import QuizError
from quiz.proof.find import Verifier
from quiz.tui.commands import bindings
from quiz.tui.proving import bench_of
from quiz.tui.screens.lab_keys import COMMANDS
from quiz.tui.screens.proving_room import ProvingRoom
from quiz.tui.text.figures import number, parse
from quiz.tui.text.prose import plain
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.lab_column import LabColumn
from quiz.tui.widgets.proof_column import ProofColumn
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.script_view import ScriptView, extent
from quiz.tui.widgets.value_box import ValueBox


class LabScreen(ProvingRoom):
    """Runs one verifier; `check` is shown first, when it has one of that name."""

    CSS_PATH = "lab.tcss"
    NAME = "lab.name"
    KEYS = COMMANDS
    BINDINGS = bindings(KEYS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, verifier: str, check: str = "") -> None:
        super().__init__()
        self._verifier = verifier
        self._check = check
        self._script: Verifier | None = None
        self._text = ""

    def compose(self) -> ComposeResult:
        """Which verifier, what it measures, its script, a line to type a value in, the footer."""
        yield Prose(id="where")
        with Horizontal(id="panes"):
            yield LabColumn(self.desk, self.quiz.warmth, lambda: self.language)
            yield ScriptView(id="script")
        yield ValueBox(id="value")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the verifier and run it."""
        self.desk.proofs.look_again()
        try:
            self._script = self.desk.verifier(self._verifier)
            self._text = self.desk.read(self._script.path) if self._script else ""
        except QuizError as error:
            self.quiz.complain(error)
        if self._script:
            self.query_one(ScriptView).show(self._text)
            self.column.take(bench_of(self._script))
            self.column.choose_id(f"{self._verifier}::{self._check}")
            self.column.run(0)
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """How much of the first line fits depends on the width."""
        self._tell()

    @property
    def column(self) -> LabColumn:
        """What is measured."""
        return self.query_one(LabColumn)

    @property
    def proof(self) -> ProofColumn | None:
        """The same, as every room with a proof knows it."""
        return self.column if self._script else None

    @property
    def modes(self) -> frozenset[str]:
        """What is going on, and which column has the keys."""
        typing = isinstance(self.focused, Input)
        found = {"typing" if typing else "idle"}
        if self.column.many:
            found.add("many")
        if self.column.dial:
            found.add("dials")
            if self.column.dial.numbers:
                found.add("number")
        if not self.has_class("-code"):
            found.add("at plot")
        return frozenset(found)

    async def retell(self) -> None:
        """Everything again in the other language."""
        self.column.tell()
        self._tell()

    def action_scroll(self, key: str) -> None:
        """Move the column that keys act on."""
        pane = self.query_one(ScriptView) if self.has_class("-code") else self.column
        pane.move(key)

    def action_code(self) -> None:
        """Give the keys to the script, or back to the measurement; in a narrow window, show it alone."""
        self.toggle_class("-code")
        self._show_function()
        self._tell()

    def action_series(self) -> None:
        """Measure the check that is shown along the knob in hand, if it takes that knob."""
        trial, dial = self.column.trial, self.column.dial
        if trial is None or dial is None:
            return
        if dial.name in trial.found.knobs:
            self.column.run_series()
        else:
            self.notify(self.say("lab.not_taken", knob=plain(dial.name).plain), markup=False)
        self._tell()

    def action_seeds(self) -> None:
        """Run everything on many seeds."""
        self.column.run_seeds()
        self._tell()

    def action_stop(self) -> None:
        """End a series or the count of seeds."""
        self.column.stop_many()

    def action_set(self, key: str) -> None:
        """Type the value of the knob in hand."""
        dial, box = self.column.dial, self.query_one(ValueBox)
        if isinstance(self.focused, Input):  # a digit typed before the box had the keys
            box.add(key)
        elif dial and dial.numbers:
            low, high = number(min(dial.numbers), 6), number(max(dial.numbers), 6)
            asked = self.say("lab.set", knob=plain(dial.name).plain, low=low, high=high)
            box.ask(asked, key if key.isdigit() else "")
            self._tell()

    def action_cancel(self) -> None:
        """Leave the knob as it is."""
        self.query_one(ValueBox).close()
        self._tell()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        dial, typed = self.column.dial, parse(event.value)
        try:
            if dial is None or typed is None:
                raise ValueError
            value = dial.read(typed)
        except ValueError:
            self.query_one(ValueBox).refuse()
            return
        self.action_cancel()
        self.column.set_dial(value)

    def on_proof_column_changed(self) -> None:
        """Another check is shown, or something has come to an end."""
        self._show_function()
        self._tell()

    def _show_function(self) -> None:
        if self._script and self.column.trial:
            self.query_one(ScriptView).go_to(*extent(self._text, self.column.trial.found.line))

    def _tell(self) -> None:
        script = self._script
        about = plain(script.title(self.language)).first_line if script else Content(self.say("lab.missing"))
        line = Content.assemble((plain(self._verifier).first_line.plain, "bold $primary"), "  ", about)
        self.query_one("#where", Prose).show(line.truncate(max(self.size.width - 2, 8), ellipsis=True))
        self.tell_keys()
