"""What the learner said beforehand, held against what is true: the number foretold, the answer typed."""

from __future__ import annotations

from textual.content import Content

from quiz.bank.model import Predict
from quiz.session import Session
from quiz.suggest import foretold_right
from quiz.text import Language
from quiz.tui.text.figures import number
from quiz.tui.words import say

_MOST_WORDS = 5  # of an answer that are named as the reason for a proposal


def likely(session: Session, language: Language) -> dict[int, Content]:
    """Why a tick is proposed, for each point of which that is so."""
    return {
        match.point: Content.styled(
            say("review.likely", language, words=", ".join(match.words[:_MOST_WORDS])), "$text-accent"
        )
        for match in session.likely()
    }


def foretold(
    asked: Predict | None, said: float | None, measured: float | None, language: Language
) -> Content:
    """What was foretold, what was measured, and whether the one is near enough to the other."""
    if said is None or asked is None:
        return Content.styled(say("review.not_foretold", language), "$muted")
    words = Content(say("review.foretold", language, said=number(said)))
    if measured is None:
        return words
    within = f"{asked.within:.0%}" if asked.relative else number(asked.within)
    close = foretold_right(asked, said, measured)
    key, style = ("review.close", "bold $text-success") if close else ("review.off", "bold $text-warning")
    told = Content.styled(say("review.measured", language, measured=number(measured)), "bold $measured")
    return Content("  ").join([words, told, Content.styled(say(key, language, within=within), style)])
