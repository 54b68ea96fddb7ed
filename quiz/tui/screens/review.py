"""Review: question, answer, proof beside it, rating. Every step goes through the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from quiz.errors import QuizError
from quiz.memory.model import Rating
from quiz.session import Session
from quiz.tui.commands import bindings
from quiz.tui.screens.review_keys import COMMANDS
from quiz.tui.screens.room import Room
from quiz.tui.text.figures import parse
from quiz.tui.text.prose import plain
from quiz.tui.widgets.card import Card
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.rating_bar import RatingBar
from quiz.tui.widgets.rows import OptionRow, PointRow

if TYPE_CHECKING:
    from quiz.tui.widgets.proof_column import ProofColumn

_REASONS = {
    "few-points": "reason.few_points",
    "some-points": "reason.some_points",
    "most-points": "reason.most_points",
    "all-points": "reason.all_points",
    "all-points-and-right": "reason.all_points_and_right",
    "prediction-wrong": "reason.prediction_wrong",
    "choice-wrong": "reason.choice_wrong",
}


class ReviewScreen(Room):
    """Leads through one session."""

    CSS_PATH = "review.tcss"
    NAME = "review.name"
    KEYS = COMMANDS
    BINDINGS = bindings(KEYS)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._ratings: list[Rating] = []
        self._proof: ProofColumn | None = None

    def compose(self) -> ComposeResult:
        """Where one is, the card, the proof, the ratings, the footer."""
        questions = {question.id: question for deck in self.desk.decks for question in deck.questions}
        yield Prose(id="where")
        with Horizontal(id="panes"):
            yield Card(self.session, questions, self._mark, self.language)
        yield KeyBar()
        yield RatingBar()

    def on_mount(self) -> None:
        """Show the first question; torch is imported while it is read."""
        self._tell()
        if self.session.current and self.session.current.proofs:
            self.call_after_refresh(self._warm)

    def on_resize(self, event: events.Resize) -> None:
        """What fits beside the answer depends on the width."""
        self._tell()

    @property
    def modes(self) -> frozenset[str]:
        """The phase, and what the question has."""
        found: set[str] = {self.session.phase}
        question = self.session.current
        if question and question.options and self.session.phase == "ask":
            found.add("choice")
        if question and question.points and self.session.phase == "answer":
            found.add("points")
        if question and question.proofs and self.session.phase == "answer":
            found.add("proofs")
            found.add("at proof" if self.at_proof else "at card")
            if self._proof and self._proof.has_dials:
                found.add("dials")
        if self.session.current:
            found.add("question")
        return frozenset(found)

    @property
    def at_proof(self) -> bool:
        """Whether keys that move act on the proof."""
        return self.has_class("-at-proof")

    @property
    def card(self) -> Card:
        """The question and its answer."""
        return self.query_one(Card)

    async def retell(self) -> None:
        """Everything again in the other language."""
        await self.card.show(self.language, fresh=False)
        if self._proof:
            self._proof.tell()
        self._tell()

    async def action_reveal(self) -> None:
        """Show the answer, and begin to prove it."""
        foretold = parse(self.card.typed)
        if foretold is not None:
            self.session.predict(foretold)
        self.session.reveal()
        self.set_focus(None)
        proof = await self._bench()
        await self.card.show(self.language, fresh=False)
        if proof:
            proof.run(0)
        self._tell()

    async def action_good(self) -> None:
        """Rate Good, as Space does in Anki."""
        await self.action_rate("3")

    async def action_rate(self, key: str | int) -> None:
        """Write the rating; the next question shows once it is durable."""
        rating = Rating(int(key))
        if self._try(lambda: self.session.rate(rating)):
            self._ratings.append(rating)
            await self._turn()

    def action_choose(self, key: str) -> None:
        """Choose an option."""
        self.session.choose(int(key) - 1 if key.isdigit() else "abcdef".index(key))
        self.card.tell()

    def action_tick(self) -> None:
        """Tick the point at the cursor, or untick it."""
        self._tick(self.card.cursor)

    def action_tick_next(self) -> None:
        """Tick the point at the cursor and go on to the next."""
        self._tick(self.card.cursor)
        self.action_point("down")

    def action_point(self, key: str) -> None:
        """Go to the next or the last point, and to its proof; scroll past the ends."""
        if self.card.step(1 if key == "down" else -1):
            if self._proof and self.session.current:
                self._proof.choose_id(self.session.current.points[self.card.cursor].proof)
        else:
            self.card.move(key)

    def action_trial(self, key: str) -> None:
        """Show the next or the last check of the proof."""
        if self._proof:
            self._proof.choose_step(1 if key in ("right", "down") else -1)

    def action_scroll(self, key: str) -> None:
        """Move the column that keys act on."""
        pane = self._proof if self._proof and self.at_proof else self.card
        pane.move(key)

    def action_proof(self) -> None:
        """Go to the proof, or back to the answer."""
        self.toggle_class("-at-proof")
        self._tell()

    def action_again(self) -> None:
        """Run the proofs again on fresh random numbers."""
        if self._proof:
            self._proof.run(self._proof.seed + 1)

    def action_again_here(self) -> None:
        """The same by the key that rates Good when it is not the proof that has the keys."""
        self.action_again()

    def action_dial(self) -> None:
        """Take the next knob in hand."""
        if self._proof:
            self._proof.next_dial()

    def action_turn(self, key: str) -> None:
        """Turn the knob and run again."""
        if self._proof:
            self._proof.turn(1 if key == "right_square_bracket" else -1)

    async def action_undo(self) -> None:
        """Take the last step back and show its question again."""
        if self._try(self.session.undo):
            del self._ratings[-1:]
            await self._turn()

    async def action_redo(self) -> None:
        """Do again what was taken back."""
        if self._try(self.session.redo):
            await self._turn()

    async def action_suspend(self) -> None:
        """Hide the question until it is wanted again."""
        if self._try(self.session.suspend):
            self.notify(self.say("review.suspended"), markup=False)
            await self._turn()

    async def action_bury(self) -> None:
        """Hide the question until tomorrow."""
        if self._try(self.session.bury):
            self.notify(self.say("review.buried"), markup=False)
            await self._turn()

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self.action_reveal()

    @on(PointRow.Clicked)
    def _point_clicked(self, event: PointRow.Clicked) -> None:
        self.card.cursor = event.index
        self._tick(event.index)

    @on(OptionRow.Clicked)
    def _option_clicked(self, event: OptionRow.Clicked) -> None:
        self.session.choose(event.index)
        self.card.tell()

    def on_proof_column_changed(self) -> None:
        """A verdict has come, or the measurement that a prediction waits for."""
        measured = self._proof.measured if self._proof else None
        if measured is not None and self.session.measured is None:
            self.session.measure(measured)
            self._tell_ratings()
        self.card.tell()

    def _warm(self) -> None:
        self.quiz.warmth.begin()  # whoever runs a proof waits for it, the screen does not

    async def _bench(self) -> ProofColumn | None:
        """The proof of this question, if it has one, put up beside the answer when first needed."""
        question = self.session.current
        if question is None or not question.proofs:
            return None
        if self._proof is None:
            from quiz.tui.widgets.proof_column import ProofColumn

            self._proof = ProofColumn(self.desk, self.quiz.warmth, self.session)
            await self.query_one("#panes", Horizontal).mount(self._proof)
        self._proof.take(question)
        return self._proof

    def _mark(self, proof: str) -> Content:
        return self._proof.mark(proof) if self._proof else Content("")

    def _tick(self, index: int) -> None:
        self.session.tick(index)
        self.card.tell()
        self._tell_ratings()

    def _try(self, step: Callable[[], bool | None]) -> bool:
        """Whether `step` was made; if it failed the learner is told, and nothing has changed."""
        try:
            return step() is not False
        except QuizError as error:
            self.quiz.complain(error)
            return False

    async def _turn(self) -> None:
        """Another question stands in the session."""
        if self._proof:
            self._proof.take(None)
        self.remove_class("-at-proof")
        self.set_focus(None)
        if self.session.leech:
            self.notify(self.say("review.leech"), severity="warning", markup=False)
        await self.card.show(self.language, fresh=True)
        self._tell()

    def _tell(self) -> None:
        proving = self.session.phase == "answer" and bool(
            self.session.current and self.session.current.proofs
        )
        beside = self.size.width >= self.HORIZONTAL_BREAKPOINTS[1][0]
        self.set_class(proving and (beside or self.at_proof), "-proving")
        self.query_one("#where", Prose).show(self._where())
        self._tell_ratings()
        self.tell_keys()
        if self.session.phase == "done":
            from quiz.tui.widgets.summary import summary

            self.card.conclude(summary(self._ratings, self.session.counts, self.language))

    def _where(self) -> Content:
        question = self.session.current
        counts = self.session.counts
        left = Content("")
        if question:
            titles = {deck.id: deck.title.in_(self.language) for deck in self.desk.decks}
            title = plain(titles.get(question.deck) or question.deck).truncate(40, ellipsis=True)
            left = Content.assemble(
                (title.plain, "bold $primary"), "  ", (self.say(f"level.{question.level}"), "$muted")
            )
        right = Content(self.say("review.left", due=counts.due, learning=counts.learning, new=counts.new))
        gap = max(self.size.width - 2 - left.cell_length - right.cell_length, 1)
        return Content.assemble(left, " " * gap, right)

    def _tell_ratings(self) -> None:
        bar = self.query_one(RatingBar)
        bar.display = self.session.phase != "done"
        if self.session.phase == "ask":
            asked = self.session.current
            hint = (
                "review.choose"
                if asked and asked.options
                else "review.foretell"
                if asked and asked.predict
                else "review.think"
            )
            bar.tell(self.say("review.reveal"), self.say(hint))
        elif self.session.phase == "answer":
            help = self.session.suggestion()
            reason = self.say(_REASONS[help.reason]) if help else self.say("review.tick_hint")
            bar.rate(self.session.intervals(), help.rating if help else None, reason, self.language)
