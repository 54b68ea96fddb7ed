"""What the cards of a review and of an interview have in common: a question, then its answer."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from quiz.bank.model import Myth, Option, Question
from quiz.text import Language
from quiz.tui.text.prose import plain, prose
from quiz.tui.widgets.pane import Pane
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.rows import OptionRow, PointRow
from quiz.tui.words import say


class Sheet(Pane):
    """Shows what stands; the screen tells it when something has changed."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="card")
        self._language = language
        self._typed = ""
        self.cursor = 0
        """The point that keys act on."""

    async def show(self, language: Language, *, fresh: bool) -> None:
        """Show all as it stands; `fresh` begins at the top."""
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
        """Bring up to date what changes while the same is shown."""

    def step(self, by: int) -> bool:
        """Move to the next or the last point; false when there is none."""
        rows = list(self.query(PointRow))
        if not 0 <= self.cursor + by < len(rows):
            return False
        self.cursor += by
        self.tell()
        rows[self.cursor].scroll_visible(animate=False)
        return True

    @property
    def typed(self) -> str:
        """What the learner has typed as a prediction."""
        return next((box.value for box in self.query(Input)), self._typed)

    def on_click(self, event: events.Click) -> None:
        """A click on the card lets go of the box one types in, so that keys act on the card."""
        if event.widget is None or not event.widget.can_focus:
            self.screen.set_focus(None)

    def _dress(self) -> None:
        """Fill what `compose` has put there."""
        self.tell()
        for code in self.query("#code").results(Prose):
            self.call_after_refresh(self._colour, code)

    def _colour(self, code: Prose) -> None:
        """Syntax colours, once the question can be read: they cost an import."""
        from quiz.tui.text.code import coloured

        code.show(coloured(code.plain))

    def _asked(self, question: Question) -> Iterator[Widget]:
        """The question, with what is to be chosen from or foretold."""
        yield Prose(prose(question.ask.in_(self._language)), id="ask")
        if question.code:
            yield Prose(plain(question.code.rstrip("\n")), id="code")
        for index, option in enumerate(question.options):
            yield OptionRow(index, prose(option.text.in_(self._language)))
        if question.predict:
            number = prose(question.predict.text.in_(self._language))
            yield Prose(number, Content.styled("? ", "bold $accent"), id="predict")

    def _wrote(self, answer: str) -> Iterator[Widget]:
        """What was typed as an answer, if anything was."""
        if answer.strip():
            yield self._title("review.written")
            yield Prose(plain(answer.strip()), id="written")

    def _myth(self, myth: Myth) -> Prose:
        cross = Content.styled("✗ ", "bold $text-error")
        return Prose(prose(myth.text.in_(self._language)), cross, classes="myth")

    def _verdict(self, option: Option) -> Content:
        """Whether the option is right, and why not."""
        key, style = ("review.right", "$text-success") if option.right else ("review.wrong", "$text-error")
        return Content.styled(self._say(key), f"bold {style}") + prose(option.why.in_(self._language))

    def _points(self, said: int, of: int, likely: int = 0) -> Content:
        """The title of the points, with how many of them were said and how many probably were."""
        count = self._say("review.ticked", ticked=said, of=of)
        if likely:
            count = f"{count} · {self._say('review.likely_count', count=likely)}"
        return Content.assemble(self._say("review.points"), (f"  {count}", "$muted not bold"))

    def _title(self, key: str) -> Prose:
        return Prose(self._say(key), classes="title")

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)
