"""The report of an interview on the screen, a widget a line."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from quiz.interview.outline import Line, Shape, outline
from quiz.interview.report import Report
from quiz.text import Language
from quiz.tui.text.prose import plain, prose
from quiz.tui.widgets.prose import Prose

_LEADS: dict[Shape, tuple[str, str]] = {
    "item": ("• ", "$muted"),
    "good": ("✓ ", "bold $text-success"),
    "bad": ("✗ ", "bold $text-error"),
    "detail": ("  – ", "$muted"),
}
_CLASSES: dict[Shape, str] = {"title": "title", "heading": "title", "question": "question"}


def report_lines(report: Report, language: Language) -> Iterator[Prose]:
    """All of it; what decks and the learner say is shown as it stands."""
    for line in outline(report, language):
        lead = Content.styled(*_LEADS[line.shape]) if line.shape in _LEADS else Content("")
        yield Prose(_words(line), lead, classes=_CLASSES.get(line.shape, "line"))


def _words(line: Line) -> Content:
    quoted = prose(line.quoted) if line.source == "deck" else plain(line.quoted)
    before = Content.styled(line.before, "$muted") if line.quoted else Content(line.before)
    return before + quoted + Content.styled(line.after, "$muted")
