"""What a review says below the card: what to do before the answer, and why it suggests a rating after it."""

from __future__ import annotations

from quiz.bank.model import Question
from quiz.session import Suggestion
from quiz.text import Language
from quiz.tui.words import say

_REASONS = {
    "few-points": "reason.few_points",
    "some-points": "reason.some_points",
    "most-points": "reason.most_points",
    "all-points": "reason.all_points",
    "all-points-and-right": "reason.all_points_and_right",
    "prediction-wrong": "reason.prediction_wrong",
    "choice-wrong": "reason.choice_wrong",
}


def before(question: Question | None, language: Language) -> str:
    """What to do before the answer shows."""
    if question and question.options:
        return say("review.choose", language)
    return say("review.foretell" if question and question.predict else "review.think", language)


def reason(suggested: Suggestion | None, language: Language) -> str:
    """Why that rating is suggested; without one, how to come by it."""
    return say(_REASONS[suggested.reason] if suggested else "review.tick_hint", language)
