"""The card: the question, and once it is revealed the answer with all that belongs to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from quiz.bank.model import Question
from quiz.session import Session
from quiz.text import Language
from quiz.tui.text.prose import plain, prose
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.rows import FollowRow, OptionRow, PointRow, ProvedRow
from quiz.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from quiz.tui.widgets.answer_box import AnswerBox

Mark = Callable[[str], Content]
"""What is known of a proof: `✓ holds`."""

_SAYS = {
    "holds": ("✓", "source.holds", "$text-success"),
    "imprecise": ("~", "source.imprecise", "$text-warning"),
    "wrong": ("✗", "source.wrong", "$text-error"),
    "opinion": ("“", "source.opinion", "$muted"),
    "silent": ("○", "source.silent", "$muted"),
}


class Card(Sheet):
    """Shows the session's question; the screen tells it when something has changed."""

    def __init__(
        self, session: Session, other: Callable[[str], Question | None], mark: Mark, language: Language
    ) -> None:
        super().__init__(language)
        self._session = session
        self._other = other
        self._mark = mark
        self._likely: dict[int, Content] = {}
        self._edition = 0

    async def show(self, language: Language, *, fresh: bool) -> None:
        """Show the session as it stands; `fresh` begins at the top, with nothing typed."""
        self._typed = "" if fresh else self.typed
        self._edition += 1
        await super().show(language, fresh=fresh)

    def tell(self) -> None:
        """Bring ticks, choice and the marks of proofs up to date."""
        for row in self.query(PointRow):
            self._tell_point(row)
        for option in self.query(OptionRow):
            self._tell_option(option)
        for proved in self.query(ProvedRow):
            proved.tell(self._mark(proved.proof))
        for line in self.query("#foretold").results(Prose):
            line.show(self._foretold())
        for title in self.query("#points").results(Prose):
            title.show(self._points_title())

    def conclude(self, lines: Content) -> None:
        """Show `lines` when there is no question left."""
        for end in self.query("#summary").results(Prose):
            end.show(lines)

    @property
    def answer(self) -> str:
        """What the learner has typed as an answer."""
        if not self.query("#answer"):
            return self._session.written
        from quiz.tui.widgets.answer_box import AnswerBox

        return self.query_one(AnswerBox).text

    def compose(self) -> ComposeResult:
        """The question; below it the answer."""
        question = self._session.current
        if question is None:
            yield Prose(id="summary")
            return
        yield from self._asked(question)
        if self._session.phase == "answer":
            if question.predict:
                yield Prose(id="foretold")
            yield from self._answer(question)

    def _answer(self, question: Question) -> Iterator[Widget]:
        yield from self._wrote(self._session.written)
        yield Prose(prose(question.say.in_(self._language)), id="say")
        if question.points:
            yield Prose(id="points", classes="title")
            for index, point in enumerate(question.points):
                yield PointRow(index, prose(point.text.in_(self._language)))
        if question.myths:
            yield self._title("review.myths")
            for myth in question.myths:
                yield self._myth(myth)
                instead = prose(myth.instead.in_(self._language))
                yield ProvedRow(
                    instead, myth.proof, Content.styled("  ✓ " if instead else "  ", "bold $text-success")
                )
        if question.follow_ups:
            yield self._title("review.next")
            for index, name in enumerate(question.follow_ups):
                other = self._other(name)
                yield FollowRow(index, prose(other.ask.in_(self._language)) if other else plain(name))
        if question.sources:
            yield self._title("review.sources")
            for source in question.sources:
                sign, word, style = _SAYS.get(source.says or "", ("§", "", "$muted"))
                said = self._say("source.said", says=self._say(word)) if word else ""
                yield Prose(
                    Content.assemble(
                        plain(source.at), "  ", (said, style), prose(source.note.in_(self._language))
                    ),
                    Content.styled(f"{sign} ", style),
                    classes="source",
                )

    def _points_title(self) -> Content:
        question = self._session.current
        of = len(question.points) if question else 0
        return self._points(len(self._session.ticked), of, len(self._likely))

    def _tell_point(self, row: PointRow) -> None:
        question = self._session.current
        if question is None or row.index >= len(question.points):
            return
        ticked, here = row.index in self._session.ticked, row.index == self.cursor
        mark, why = self._point_mark(question, row.index), self._likely.get(row.index)
        row.tell(ticked=ticked, here=here, proof=mark, likely=why)

    def _propose(self) -> dict[int, Content]:
        if not self._session.written:
            return {}
        from quiz.tui.text.answered import likely

        return likely(self._session, self._language)

    def _point_mark(self, question: Question, index: int) -> Content:
        point = question.points[index]
        return (
            self._mark(point.proof)
            if point.proof
            else Content.styled(f"§ {plain(point.cite).plain}", "$muted")
        )

    def _tell_option(self, row: OptionRow) -> None:
        question = self._session.current
        if question is None or row.index >= len(question.options):
            return
        option = question.options[row.index]
        verdict = proof = None
        if self._session.phase == "answer":
            verdict = self._verdict(option)
            proof = self._mark(option.proof) if option.proof else None
        row.tell(chosen=row.index == self._session.chosen, verdict=verdict, proof=proof)

    def _foretold(self) -> Content:
        from quiz.tui.text.answered import foretold  # from here on only once an answer shows

        asked = self._session.current.predict if self._session.current else None
        return foretold(asked, self._session.predicted, self._session.measured, self._language)

    def _dress(self) -> None:
        self._likely = self._propose()
        super()._dress()
        if self._session.phase == "ask":
            if self._session.written:
                self._later(self.write)
            if self._session.current and self._session.current.predict:
                self._later(self._ask_number)

    def _later(self, step: Callable[[], Awaitable[object]]) -> None:
        """Take a step once the question can be read, unless the card shows something else by then."""
        edition = self._edition

        async def run() -> None:
            if edition == self._edition and self.is_attached:
                await step()

        self.call_after_refresh(run)

    async def _ask_number(self) -> None:
        """Where a number is typed, once the question can be read: it costs many rules of style."""
        from quiz.tui.widgets.number_box import NumberBox

        if not self.query(NumberBox):
            box = NumberBox(self._typed, placeholder=self._say("review.number"), id="number")
            box.cursor_blink = False
            await self.mount(box, after="#predict")
            box.focus()

    async def write(self) -> AnswerBox:
        """Open the place for a typed answer, with what has been typed already; the box in it."""
        from quiz.tui.widgets.answer_box import AnswerBox

        for box in self.query(AnswerBox):
            return box
        box = AnswerBox(self._session.written, self._say("review.answer_here"))
        await self.mount(box)
        return box
