"""What an interview shows: the rules, the question, later the answers, in the end the report.

While a chain runs nothing of an answer is here: it comes from `Interview.answer`, which is None until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from quiz.interview.model import Asked
from quiz.text import Language
from quiz.tui.sitting import Sitting
from quiz.tui.text.answered import foretold
from quiz.tui.text.figures import number
from quiz.tui.text.prose import plain, prose
from quiz.tui.widgets.answer_box import AnswerBox
from quiz.tui.widgets.number_box import NumberBox
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.report_lines import report_lines
from quiz.tui.widgets.rows import OptionRow, PointRow
from quiz.tui.widgets.sheet import Sheet


class InterviewCard(Sheet):
    """Shows the interview as it stands; the screen tells it when something has changed."""

    def __init__(self, sitting: Sitting, language: Language) -> None:
        super().__init__(language)
        self._sitting = sitting

    def tell(self) -> None:
        """Bring ticks, choice and measurements up to date."""
        interview = self._sitting.interview
        asked = interview.answer or interview.current
        for option in self.query(OptionRow):
            if asked and option.index < len(asked.question.options):
                verdict = self._verdict(asked.question.options[option.index]) if interview.answer else None
                option.tell(chosen=option.index == asked.chosen, verdict=verdict)
        if interview.answer is None:
            return
        likely = interview.likely(interview.answer)
        for row in self.query(PointRow):
            ticked, here = row.index in interview.answer.ticked, row.index == self.cursor
            mark = Content.styled(self._say("interview.likely"), "$muted")
            proposed = mark if row.index in likely and not ticked else None
            row.tell(ticked=ticked, here=here, proof=Content(""), likely=proposed)
        one = interview.answer
        for title in self.query("#points").results(Prose):
            title.show(self._points(len(one.ticked), len(one.question.points)))
        for line in self.query("#foretold").results(Prose):
            line.show(foretold(one.question.predict, one.predicted, one.measured, self._language))
        for line in self.query("#checks").results(Prose):
            line.show(self._checks(interview.answer))

    async def write(self) -> None:
        """Open the place for a typed answer, with what has been typed already."""
        asked = self._sitting.interview.current
        boxes = list(self.query(AnswerBox))
        if not boxes and asked:
            boxes = [AnswerBox(asked.written, self._say("review.answer_here"))]
            await self.query_one("#answer-place").mount(boxes[0])
        for box in boxes:
            box.focus()
            self.call_after_refresh(box.scroll_visible, animate=False)

    def compose(self) -> ComposeResult:
        """What belongs to the phase."""
        interview = self._sitting.interview
        if interview.phase == "ready":
            yield from self._rules()
        elif interview.phase == "over":
            yield from report_lines(self._sitting.report(), self._language)
        elif interview.answer:
            yield from self._answer(interview.answer)
        elif interview.current and interview.phase == "ask":
            yield from self._question(interview.current)
        elif interview.current:
            yield from self._given(interview.current)
            yield self._title("interview.how")

    def _rules(self) -> Iterator[Widget]:
        plan, decks = self._sitting.interview.plan, self._sitting.decks
        questions = sum(len(deck.questions) for deck in decks)
        yield Prose(self._say("interview.title"), id="ask")
        yield Prose(
            self._say("interview.plan", minutes=f"{plan.minutes:g}", questions=questions, decks=len(decks))
        )
        yield Prose(self._say("interview.rules"), id="rules")
        if self._sitting.interview.empty:
            yield self._title("interview.empty")

    def _question(self, asked: Asked) -> Iterator[Widget]:
        yield from self._asked(asked.question)
        if asked.question.predict:
            said = "" if asked.predicted is None else number(asked.predicted)
            box = NumberBox(said, placeholder=self._say("review.number"), id="number")
            box.cursor_blink = False
            yield box
        if asked.whiteboard:
            yield Prose(self._say("interview.whiteboard"), Content.styled("✎ ", "bold $accent"), id="board")
            if asked.program:
                yield Prose(plain(asked.program).stylize("$muted"), "  ", id="program")
        with Vertical(id="answer-place"):
            if asked.written:
                yield AnswerBox(asked.written, self._say("review.answer_here"))

    def _given(self, asked: Asked) -> Iterator[Widget]:
        """The question with what was answered, so that it can be judged."""
        yield from self._asked(asked.question)
        if asked.predicted is not None:
            yield Prose(self._say("review.foretold", said=number(asked.predicted)))
        yield from self._wrote(asked.written)

    def _answer(self, asked: Asked) -> Iterator[Widget]:
        question = asked.question
        yield from self._asked(question)
        if question.predict:
            yield Prose(id="foretold")
        yield from self._wrote(asked.written)
        yield Prose(prose(question.say.in_(self._language)), id="say")
        if question.points:
            yield Prose(id="points", classes="title")
        for index, point in enumerate(question.points):
            yield PointRow(index, prose(point.text.in_(self._language)))
        if asked.whiteboard:
            yield self._title("interview.program")
            yield Prose(id="checks")
        if question.myths:
            yield self._title("review.myths")
        for myth in question.myths:
            yield self._myth(myth)
            if instead := myth.instead.in_(self._language):
                yield Prose(prose(instead), Content.styled("  ✓ ", "bold $text-success"))

    def _checks(self, asked: Asked) -> Content:
        if not asked.program:
            return Content.styled(self._say("interview.no_program"), "$muted")
        if not asked.checks:
            return Content.styled(self._say("interview.grading"), "$muted")
        lines = []
        for check in asked.checks:
            sign, style = ("✓ ", "bold $text-success") if check.passed else ("✗ ", "bold $text-error")
            lines.append(Content.assemble((sign, style), prose(check.claim.in_(self._language))))
            if not check.passed:
                lines.append(Content("  ") + plain(check.why.in_(self._language)).stylize("$muted"))
        return Content("\n").join(lines)
