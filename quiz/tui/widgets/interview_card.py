"""What an interview shows: the rules, the question, later the answers, in the end the report.

While a chain runs nothing of an answer is here: it comes from `Interview.answer`, which is None until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from quiz.bank.model import Option, Question
from quiz.interview.model import Asked
from quiz.suggest import foretold_right
from quiz.text import Language
from quiz.tui.sitting import Sitting
from quiz.tui.text.figures import number
from quiz.tui.text.prose import plain, prose
from quiz.tui.widgets.answer_box import AnswerBox
from quiz.tui.widgets.number_box import NumberBox
from quiz.tui.widgets.pane import Pane
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.report_lines import report_lines
from quiz.tui.widgets.rows import OptionRow, PointRow
from quiz.tui.words import say


class InterviewCard(Pane):
    """Shows the interview as it stands; the screen tells it when something has changed."""

    def __init__(self, sitting: Sitting, language: Language) -> None:
        super().__init__(id="card")
        self._sitting = sitting
        self._language = language
        self.cursor = 0
        """The point that keys act on."""

    async def show(self, language: Language, *, fresh: bool) -> None:
        """Show the interview as it stands; `fresh` begins at the top."""
        self._language = language
        if fresh:
            self.cursor = 0
            self.scroll_home(animate=False, immediate=True)
        await self.recompose()
        self._dress()

    def on_mount(self) -> None:
        """Rows need the styles of the screen, so they are filled once it stands."""
        self._dress()

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
        for line in self.query("#foretold").results(Prose):
            line.show(self._foretold(interview.answer))
        for line in self.query("#checks").results(Prose):
            line.show(self._checks(interview.answer))

    def step(self, by: int) -> bool:
        """Move to the next or the last point; false when there is none."""
        rows = list(self.query(PointRow))
        if not 0 <= self.cursor + by < len(rows):
            return False
        self.cursor += by
        self.tell()
        rows[self.cursor].scroll_visible(animate=False)
        return True

    async def write(self) -> None:
        """Open the place for a typed answer, with what has been typed already."""
        asked = self._sitting.interview.current
        boxes = list(self.query(AnswerBox))
        if not boxes and asked:
            boxes = [AnswerBox(asked.written, self._say("interview.type_here"))]
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
            yield Prose(self._say("interview.how"), classes="title")

    def on_click(self, event: events.Click) -> None:
        """A click on the card lets go of the box one types in, so that keys act on the card."""
        if event.widget is None or not event.widget.can_focus:
            self.screen.set_focus(None)

    def _rules(self) -> Iterator[Widget]:
        plan, decks = self._sitting.interview.plan, self._sitting.decks
        questions = sum(len(deck.questions) for deck in decks)
        yield Prose(self._say("interview.title"), id="ask")
        yield Prose(
            self._say("interview.plan", minutes=f"{plan.minutes:g}", questions=questions, decks=len(decks))
        )
        yield Prose(self._say("interview.rules"), id="rules")
        if self._sitting.interview.empty:
            yield Prose(self._say("interview.empty"), classes="title")

    def _question(self, asked: Asked) -> Iterator[Widget]:
        yield from self._asked(asked.question)
        for index, option in enumerate(asked.question.options):
            yield OptionRow(index, prose(option.text.in_(self._language)))
        if asked.question.predict:
            yield self._prediction(asked.question)
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
                yield AnswerBox(asked.written, self._say("interview.type_here"))

    def _given(self, asked: Asked) -> Iterator[Widget]:
        """The question with what was answered, so that it can be judged."""
        yield from self._asked(asked.question)
        for index, option in enumerate(asked.question.options):
            if index == asked.chosen:
                yield OptionRow(index, prose(option.text.in_(self._language)))
        if asked.predicted is not None:
            yield self._prediction(asked.question)
            yield Prose(self._say("review.foretold", said=number(asked.predicted)))
        if asked.written.strip():
            yield from self._written(asked)

    def _written(self, asked: Asked) -> Iterator[Widget]:
        yield Prose(self._say("interview.typed"), classes="title")
        yield Prose(plain(asked.written.strip()), id="written")

    def _asked(self, question: Question) -> Iterator[Widget]:
        yield Prose(prose(question.ask.in_(self._language)), id="ask")
        if question.code:
            yield Prose(plain(question.code.rstrip("\n")), id="code")

    def _prediction(self, question: Question) -> Prose:
        asked = question.predict.text.in_(self._language) if question.predict else ""
        return Prose(prose(asked), Content.styled("? ", "bold $accent"), id="predict")

    def _answer(self, asked: Asked) -> Iterator[Widget]:
        question = asked.question
        yield from self._asked(question)
        if asked.written.strip():
            yield from self._written(asked)
        for index, option in enumerate(question.options):
            yield OptionRow(index, prose(option.text.in_(self._language)))
        if question.predict:
            yield self._prediction(question)
            yield Prose(id="foretold")
        yield Prose(prose(question.say.in_(self._language)), id="say")
        if question.points:
            yield Prose(self._say("interview.points"), classes="title")
        for index, point in enumerate(question.points):
            yield PointRow(index, prose(point.text.in_(self._language)))
        if asked.whiteboard:
            yield Prose(self._say("interview.program"), classes="title")
            yield Prose(id="checks")
        if question.myths:
            yield Prose(self._say("review.myths"), classes="title")
        for myth in question.myths:
            cross, tick = (
                Content.styled("✗ ", "bold $text-error"),
                Content.styled("  ✓ ", "bold $text-success"),
            )
            yield Prose(prose(myth.text.in_(self._language)), cross, classes="myth")
            if instead := myth.instead.in_(self._language):
                yield Prose(prose(instead), tick)

    def _dress(self) -> None:
        self.tell()
        for code in self.query("#code").results(Prose):
            self.call_after_refresh(self._colour, code)

    def _colour(self, code: Prose) -> None:
        """Syntax colours, once the question can be read: they cost an import."""
        from quiz.tui.text.code import coloured

        code.show(coloured(code.plain))

    def _verdict(self, option: Option) -> Content:
        key, style = ("review.right", "$text-success") if option.right else ("review.wrong", "$text-error")
        why = prose(option.why.in_(self._language))
        verdict = Content.styled(self._say(key), f"bold {style}")
        return Content(" ").join([verdict, why] if why else [verdict])

    def _foretold(self, asked: Asked) -> Content:
        said, measured = asked.predicted, asked.measured
        if said is None or asked.question.predict is None:
            return Content.styled(self._say("review.not_foretold"), "$muted")
        words = Content(self._say("review.foretold", said=number(said)))
        if measured is None:
            return words
        within = asked.question.predict.within
        reach = f"{within:.0%}" if asked.question.predict.relative else number(within)
        close = foretold_right(asked.question.predict, said, measured)
        key, style = ("review.close", "$text-success") if close else ("review.off", "$text-warning")
        graded = Content.styled(self._say(key, within=reach), f"bold {style}")
        told = Content.styled(self._say("review.measured", measured=number(measured)), "bold $measured")
        return Content("  ").join([words, told, graded])

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

    @property
    def typed(self) -> str:
        """What stands in the box for a number."""
        return next((box.value for box in self.query(Input)), "")

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)
