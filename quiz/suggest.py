"""A rating is helped, not decided: what ticked points and a predicted number speak for.

The rule, from the share of points ticked:

    fewer than half      Again   `few-points`
    half or more         Hard    `some-points`
    three in four        Good    `most-points`
    all                  Good    `all-points`
    all, and the prediction or the choice was right     Easy    `all-points-and-right`

A wrong prediction lowers it by one step, never below Again (`prediction-wrong`). A wrong choice is Again,
whatever is ticked (`choice-wrong`). With nothing ticked there is no suggestion, unless the prediction was
wrong: then it is Again.
"""

from __future__ import annotations

from collections.abc import Collection
from math import isfinite
from typing import Literal

import msgspec

from quiz.bank.model import Predict, Question
from quiz.memory.model import Rating

Reason = Literal[
    "few-points",
    "some-points",
    "most-points",
    "all-points",
    "all-points-and-right",
    "prediction-wrong",
    "choice-wrong",
]


class Suggestion(msgspec.Struct, frozen=True):
    """A rating, and the code of the reason for it."""

    rating: Rating
    reason: Reason


def suggest(
    question: Question,
    ticked: Collection[int],
    chosen: int | None,
    predicted: float | None,
    measured: float | None,
) -> Suggestion | None:
    """What the rule says, or nothing when there is nothing to go by."""
    chose_right = None if chosen is None else question.options[chosen].right
    foretold = foretold_right(question.predict, predicted, measured)
    if chose_right is False:
        return Suggestion(Rating.AGAIN, "choice-wrong")
    if not ticked:
        return Suggestion(Rating.AGAIN, "prediction-wrong") if foretold is False else None
    by_points = _by_points(len(ticked) / len(question.points))
    if foretold is False:
        return Suggestion(Rating(max(Rating.AGAIN, by_points.rating - 1)), "prediction-wrong")
    if by_points.reason == "all-points" and (foretold or chose_right):
        return Suggestion(Rating.EASY, "all-points-and-right")
    return by_points


def foretold_right(predict: Predict | None, predicted: float | None, measured: float | None) -> bool | None:
    """Whether the prediction is near enough to the measurement; nothing when it cannot be told."""
    if predict is None or predicted is None or measured is None or not isfinite(measured):
        return None
    reach = predict.within * abs(measured) if predict.relative else predict.within
    return abs(predicted - measured) <= reach


def _by_points(share: float) -> Suggestion:
    """`share` of the points ticked, above 0 up to 1."""
    if share < 0.5:
        return Suggestion(Rating.AGAIN, "few-points")
    if share < 0.75:
        return Suggestion(Rating.HARD, "some-points")
    return Suggestion(Rating.GOOD, "all-points" if share >= 1 else "most-points")
