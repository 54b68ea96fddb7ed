"""The top line of a review: which deck, which level, what is left."""

from __future__ import annotations

from textual.content import Content

from quiz.bank.model import Question
from quiz.memory.model import Counts
from quiz.text import Language
from quiz.tui.text.prose import plain
from quiz.tui.words import say


def where(question: Question | None, deck: str, counts: Counts, width: int, language: Language) -> Content:
    """One line of `width` columns; `deck` is the title of the question's deck."""
    left = Content("")
    if question:
        title = plain(deck or question.deck).first_line.truncate(max(width - 40, 12), ellipsis=True)
        left = Content.assemble(
            (title.plain, "bold $primary"), "  ", (say(f"level.{question.level}", language), "$muted")
        )
    right = Content(say("review.left", language, due=counts.due, learning=counts.learning, new=counts.new))
    return Content.assemble(left, " " * max(width - left.cell_length - right.cell_length, 1), right)
