"""Reading one question with its answer and its proof; the schedule stays as it is."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.session import Session
from quiz.tui.aside import Aside
from quiz.tui.commands import Command, bindings
from quiz.tui.desk import Desk
from quiz.tui.screens.hiding import HIDING, Hiding
from quiz.tui.screens.review_proof import ReviewProof
from quiz.tui.text.listed import placed
from quiz.tui.trail import Trail
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.read_card import ReadCard
from quiz.tui.widgets.rows import FollowRow, PointRow
from quiz.tui.widgets.where import where

_PROOFS, _DIALS = frozenset({"proofs"}), frozenset({"dials"})


class ReadScreen(ReviewProof, Hiding):  # in this order: styles come from the first
    """One question, all of it at once. It is never rated here: that would move its due date."""

    CSS_PATH = ["review.tcss", "read.tcss"]  # noqa: RUF012  # as Textual declares it
    NAME = "read.name"
    KEYS = (
        Command("proof", "v,tab", "proof", _PROOFS, footer=True),
        Command("trial", "up,down", "trial('{key}')", frozenset({"proofs", "at proof"}), written="↑ ↓"),
        Command("point", "up,down", "point('{key}')", frozenset({"points"}), written="↑ ↓"),
        Command("trial", "left,right", "trial('{key}')", _PROOFS, written="← →"),
        Command("again", "r", "again", _PROOFS),
        Command(
            "turn",
            "left_square_bracket,right_square_bracket",
            "turn('{key}')",
            _DIALS,
            footer=True,
            written="[ ]",
        ),
        Command("dial", "n", "dial", _DIALS),
        *HIDING,
        Command(
            "read_on",
            "1,2,3,4,5,6,7,8,9",
            "read_on('{key}')",
            frozenset({"follow-ups"}),
            footer=True,
            written="1–9",
        ),
        Command("lab", "o", "lab", _PROOFS),
        Command(
            "scroll", "j,k,up,down,pagedown,pageup,space,home,end", "scroll('{key}')", written="j k PgUp PgDn"
        ),
        Command("back", "q,escape,enter", "back", footer=True, written="q"),
    )
    BINDINGS = bindings(KEYS)

    def __init__(self, question: Question, desk: Desk, trail: Trail) -> None:
        session = Session((question,), Aside(question, desk.memory), desk.now)
        session.reveal()
        super().__init__(session)
        self.trail = trail

    def compose(self) -> ComposeResult:
        """Where one is, the card (the proof comes beside it), the footer."""
        yield Prose(id="where")
        yield ReadCard(self.session, self.quiz.question, self._mark, self.language)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show it, and begin to prove it."""
        self.tell()
        self.call_after_refresh(self._begin)

    @property
    def one(self) -> Question | None:
        """The question that is read."""
        return self.session.current

    @property
    def modes(self) -> frozenset[str]:
        """What the question has."""
        return frozenset({"listing", "question", *(self._proof_modes(self.one) if self.one else ())})

    @property
    def foretells(self) -> bool:
        """The number of a prediction is told."""
        return True

    def moved(self, id: str) -> None:
        """It was hidden or shown."""
        self.tell()

    def action_read_on(self, key: str | int) -> None:
        """Read the follow-up of that number; afterwards this question is where it was left."""
        names = self.one.follow_ups if self.one else ()
        question = self.quiz.question(names[int(key) - 1]) if int(key) <= len(names) else None
        if question:
            self.app.push_screen(ReadScreen(question, self.desk, self.trail))

    def on_screen_resume(self) -> None:
        """Coming back from a follow-up or the Lab: where it stands may have changed."""
        self.tell()

    @on(PointRow.Clicked)
    def _point_clicked(self, event: PointRow.Clicked) -> None:
        event.stop()
        self.card.cursor = event.index
        if self.one and self._proof:
            self._proof.choose_id(self.one.points[event.index].proof)
        self.card.tell()

    @on(FollowRow.Clicked)
    def _follow_clicked(self, event: FollowRow.Clicked) -> None:
        event.stop()
        self.action_read_on(event.index + 1)

    def tell(self) -> None:
        """Bring everything but the card up to date."""
        self._tell_proof()
        if self.one:
            try:
                stands = placed(self.desk.memory.standing(self.one.id), self.language)
            except QuizError as error:
                self.quiz.complain(error)
                return
            title = self.quiz.deck_title(self.one.deck)
            line = where(self.one, title, stands, self.size.width - 2, self.language)
            self.query_one("#where", Prose).show(line)
        self.tell_keys()

    async def _begin(self) -> None:
        self.quiz.warmth.begin()
        proof = await self._bench()
        self.card.tell()
        if proof:
            proof.run(0)
        self.tell()
