"""Review: question, answer, proof beside it, rating. Every step goes through the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from quiz.errors import QuizError
from quiz.memory.model import Rating
from quiz.session import Session
from quiz.tui.commands import bindings
from quiz.tui.screens.review_keys import COMMANDS
from quiz.tui.screens.review_proof import ReviewProof
from quiz.tui.text import hints
from quiz.tui.text.figures import parse
from quiz.tui.widgets.card import Card
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.rating_bar import RatingBar
from quiz.tui.widgets.rows import FollowRow, OptionRow, PointRow
from quiz.tui.widgets.where import where

if TYPE_CHECKING:
    from textual.widgets import TextArea


class ReviewScreen(ReviewProof):
    """Leads through one session; `aside` when another review opened it for a follow-up."""

    CSS_PATH = "review.tcss"
    NAME = "review.name"
    KEYS = COMMANDS
    BINDINGS = bindings(KEYS)

    def __init__(self, session: Session, *, aside: bool = False) -> None:
        super().__init__(session)
        self._aside = aside

    def compose(self) -> ComposeResult:
        """Where one is, the card (the proof comes beside it), the ratings, the footer."""
        yield Prose(id="where")
        yield Card(self.session, self.quiz.question, self._mark, self.language)
        yield KeyBar()
        yield RatingBar()

    def on_mount(self) -> None:
        """Show the first question; torch is imported while it is read."""
        self.tell()
        if self.session.current and self.session.current.proofs:
            self.call_after_refresh(self._warm)

    @property
    def modes(self) -> frozenset[str]:
        """The phase, and what the question has."""
        found: set[str] = {self.session.phase}
        question = self.session.current
        if question and self.session.phase == "ask":
            found |= {f"choice {index}" for index in range(1, len(question.options) + 1)}
        if question and self.session.phase == "answer":
            found |= self._proof_modes(question)
        if not self._aside:
            found.add("first")
        if self.session.current:
            found.add("question")
        if self.has_class("-following"):
            return frozenset({"following"})
        return frozenset({"writing"} if self._writing else found)

    @property
    def _writing(self) -> bool:
        return self.focused is not None and self.focused.id == "answer"

    async def action_reveal(self) -> None:
        """Show the answer, and begin to prove it."""
        self.session.write(self.card.answer)
        foretold = parse(self.card.typed)
        if foretold is not None:
            self.session.predict(foretold)
        self.session.reveal()
        self.set_focus(None)
        proof = await self._bench()
        await self.card.show(self.language, fresh=False)
        if proof:
            proof.run(0)
        self.tell()

    async def action_write(self) -> None:
        """Type an answer, to be compared with the points."""
        box = await self.card.write()
        box.focus()
        box.scroll_visible(animate=False)

    def action_written(self) -> None:
        """Give the keys back; what was typed stays."""
        self.set_focus(None)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed, so that it outlasts another language."""
        event.stop()
        self.session.write(event.text_area.text)

    def on_descendant_focus(self) -> None:
        """Keys write now, or act again."""
        self._tell_below()

    def on_descendant_blur(self) -> None:
        """Keys act again."""
        self._tell_below()

    async def action_good(self) -> None:
        """Rate Good, as Space does in Anki."""
        await self.action_rate("3")

    async def action_rate(self, key: str | int) -> None:
        """Write the rating; the next question shows once it is durable."""
        rating = Rating(int(key))
        if self._try(lambda: self.session.rate(rating)):
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

    def action_follow(self) -> None:
        """Ask which of the follow-ups, which are brought into sight, or no longer."""
        self.toggle_class("-following")
        self.tell()
        for row in list(self.query(FollowRow))[-1:]:
            row.scroll_visible(animate=False)

    def action_follow_to(self, key: str | int) -> None:
        """Ask the follow-up of that number; afterwards this question is where it was left."""
        names = self.session.current.follow_ups if self.session.current else ()
        question = self.quiz.question(names[int(key) - 1]) if int(key) <= len(names) else None
        if question is None:
            return
        self.remove_class("-following")
        self.tell()
        from quiz.tui.aside import Aside

        memory = Aside(question, self.desk.memory)
        session = Session((question,), memory, self.desk.now, self.session.steps)
        self.app.push_screen(ReviewScreen(session, aside=True))

    async def action_undo(self) -> None:
        """Take the last step back and show its question again."""
        await self._back(self.session.undo, "review.no_step")

    async def action_redo(self) -> None:
        """Do again what was taken back."""
        await self._back(self.session.redo, "review.no_redo")

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

    @on(FollowRow.Clicked)
    def _follow_clicked(self, event: FollowRow.Clicked) -> None:
        self.action_follow_to(event.index + 1)

    @on(OptionRow.Clicked)
    def _option_clicked(self, event: OptionRow.Clicked) -> None:
        self.session.choose(event.index)
        self.card.tell()

    def _tick(self, index: int) -> None:
        self.session.tick(index)
        self.card.tell()
        self._tell_ratings()

    async def _back(self, step: Callable[[], bool], none: str) -> None:
        """Take a step back, or make it again; what was said of it is true no more."""
        found: list[bool] = []
        if not self._try(lambda: found.append(step())):
            return
        if found[0]:
            self.app.clear_notifications()
            await self._turn()
        else:
            self.notify(self.say(none), markup=False)

    def _try(self, step: Callable[[], None]) -> bool:
        """Whether `step` was made; if it failed the learner is told, and nothing has changed."""
        try:
            step()
        except QuizError as error:
            self.quiz.complain(error)
            return False
        return True

    async def _turn(self) -> None:
        """Another question stands in the session."""
        if self._aside and self.session.phase == "done":
            self.quiz.back()
            return
        if self._proof:
            self._proof.clear()
        self.remove_class("-at-proof", "-following")
        self.set_focus(None)
        if self.session.leech:
            self.notify(self.say("review.leech"), severity="warning", markup=False)
        await self.card.show(self.language, fresh=True)
        self.tell()

    def tell(self) -> None:
        """Bring everything but the card up to date."""
        self._tell_proof()
        question, counts = self.session.current, self.session.counts
        title = self.quiz.deck_title(question.deck) if question else ""
        left = self.say("review.left", due=counts.due, learning=counts.learning, new=counts.new)
        line = where(question, title, Content(left), self.size.width - 2, self.language)
        self.query_one("#where", Prose).show(line)
        self._tell_below()
        if self.session.phase == "done":
            from quiz.tui.widgets.summary import summary

            self.card.conclude(summary(self.session.ratings, self.session.counts, self.language))

    def _tell_below(self) -> None:
        self._tell_ratings()
        self.tell_keys()

    def _tell_ratings(self) -> None:
        bar = self.query_one(RatingBar)
        bar.display = self.session.phase != "done"
        if self._writing:
            bar.tell(self.say("review.writing"), self.say("review.writing_hint"))
        elif self.session.phase == "ask":
            bar.tell(self.say("review.reveal"), hints.before(self.session.current, self.language))
        elif self.has_class("-following"):
            bar.tell(self.say("review.follow"), self.say("review.follow_hint"))
        elif self.session.phase == "answer":
            help = self.session.suggestion()
            reason = hints.reason(help, self.language)
            bar.rate(self.session.intervals(), help.rating if help else None, reason, self.language)
