from __future__ import annotations

import pytest

from quiz.bank.model import Option, Point, Predict, Question
from quiz.suggest import foretold_right, suggest
from quiz.text import Text
from tests.unit.memory.tools import AGAIN, EASY, GOOD, HARD

WORDS = Text("words", "词")
QUESTION = Question(
    id="a",
    deck="attention",
    level="core",
    ask=WORDS,
    say=WORDS,
    points=(Point(WORDS),) * 4,
    predict=Predict(WORDS, "x::y", 0.1),
    options=(Option(WORDS, right=True), Option(WORDS)),
)
RIGHT, WRONG = (100.0, 95.0), (100.0, 70.0)
NEITHER = (None, None)


@pytest.mark.parametrize(
    ("ticked", "chosen", "numbers", "rating", "reason"),
    [
        (1, None, NEITHER, AGAIN, "few-points"),
        (2, None, NEITHER, HARD, "some-points"),
        (3, None, NEITHER, GOOD, "most-points"),
        (4, None, NEITHER, GOOD, "all-points"),
        (4, None, RIGHT, EASY, "all-points-and-right"),
        (4, 0, NEITHER, EASY, "all-points-and-right"),
        (3, None, RIGHT, GOOD, "most-points"),
        (4, None, WRONG, HARD, "prediction-wrong"),
        (3, 0, WRONG, HARD, "prediction-wrong"),
        (2, None, WRONG, AGAIN, "prediction-wrong"),
        (1, None, WRONG, AGAIN, "prediction-wrong"),
        (0, None, WRONG, AGAIN, "prediction-wrong"),
        (4, 1, RIGHT, AGAIN, "choice-wrong"),
        (0, 1, NEITHER, AGAIN, "choice-wrong"),
    ],
)
def test_the_rule(
    ticked: int,
    chosen: int | None,
    numbers: tuple[float | None, float | None],
    rating: int,
    reason: str,
) -> None:
    found = suggest(QUESTION, range(ticked), chosen, *numbers)
    assert found is not None
    assert (found.rating, found.reason) == (rating, reason)


@pytest.mark.parametrize(("chosen", "numbers"), [(None, NEITHER), (0, NEITHER), (None, RIGHT), (0, RIGHT)])
def test_nothing_ticked_and_nothing_wrong_suggests_nothing(
    chosen: int | None, numbers: tuple[float | None, float | None]
) -> None:
    assert suggest(QUESTION, (), chosen, *numbers) is None


def test_a_share_is_measured_from_the_measured_value_and_a_distance_is_a_distance() -> None:
    relative, absolute = Predict(WORDS, "x::y", 0.1), Predict(WORDS, "x::y", 0.1, relative=False)
    assert foretold_right(relative, 9.1, 10.0)
    assert not foretold_right(absolute, 9.1, 10.0)
    assert foretold_right(absolute, 9.95, 10.0)
    assert foretold_right(relative, -9.5, -10.0)


@pytest.mark.parametrize("measured", [None, float("nan"), float("inf")])
def test_what_was_not_measured_judges_no_prediction(measured: float | None) -> None:
    assert foretold_right(QUESTION.predict, 1.0, measured) is None
