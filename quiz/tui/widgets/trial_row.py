"""One check or control on one line."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from quiz.proof.find import Found
from quiz.text import Language
from quiz.tui.proving import Trial
from quiz.tui.text.marks import Mark, counted, outcome
from quiz.tui.text.prose import prose
from quiz.tui.text.table import Column, row


class TrialRow(Widget, inherit_bindings=False):
    """Sign, claim, verdict. A click chooses it."""

    DEFAULT_CSS = "TrialRow { height: 1; width: 1fr; }"

    class Clicked(Message):
        """The learner clicked on it."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, index: int) -> None:
        super().__init__(markup=False)
        self.index = index
        self._cells = (Content(""), Content(""), Content(""))
        self._shown: tuple[Found, Mark, bool, Language] | None = None

    def show(self, trial: Trial, *, here: bool, language: Language) -> None:
        """Show how `trial` stands; `here` when it is shown in full below."""
        self.set_class(here, "-here")
        mark = counted(trial.tally) if trial.tally else outcome(trial, language)
        if (trial.found, mark, here, language) == self._shown:
            return  # the panel tells all its rows ten times a second, and drawing is what takes the time
        self._shown = trial.found, mark, here, language
        sign = Content.assemble("› " if here else "  ", (mark.sign, mark.style))
        self._cells = sign, prose(headline(trial, language)), Content.styled(mark.word, mark.style)
        self.refresh()

    def render(self) -> Content:
        """The line for the present width."""
        words = self._cells[2].cell_length
        columns = Column(4), Column(0), Column(words + 1, right=True)
        return row(self._cells, columns, self.content_size.width)

    def on_click(self, event: events.Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Clicked(self.index))


def headline(trial: Trial, language: Language) -> str:
    """The first line of its claim, or its name."""
    return trial.found.said(language).partition("\n")[0] or trial.found.name.replace("_", " ")
