"""The top line over a question: which deck, which level, and what is said on the right."""

from __future__ import annotations

from textual.content import Content

from quiz.bank.model import Question
from quiz.text import Language
from quiz.tui.text.prose import plain
from quiz.tui.words import say


def where(question: Question | None, deck: str, right: Content, width: int, language: Language) -> Content:
    """One line of `width` columns; `deck` is the title of the question's deck."""
    left = Content("")
    if question:
        title = plain(deck or question.deck).first_line.truncate(max(width - 40, 12), ellipsis=True)
        left = Content.assemble(
            (title.plain, "bold $primary"), "  ", (say(f"level.{question.level}", language), "$muted")
        )
    return Content.assemble(left, " " * max(width - left.cell_length - right.cell_length, 1), right)
