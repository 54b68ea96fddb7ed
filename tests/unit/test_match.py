"""Ticks are proposed from the words of a typed answer, in either language; the learner decides."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import shelf
from quiz.bank.model import Question
from quiz.match import ENOUGH, propose, words_of
from quiz.text import Language, Text
from tests.tui.bank import SCALE

POINTS = [point.text for point in SCALE.points]
WORDS = st.text(alphabet="variance width d_k √linear paper reason 方差线性增长理由论文。，", max_size=60)
ANYTHING = st.text(max_size=80)


def proposed(said: str) -> list[int]:
    return [match.point for match in propose(said, POINTS, SCALE.ask)]


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("the variances grow linearly in width", [1]),
        ("unit variance and zero mean entries that are independent give variance d_k", [0]),
        ("各分量独立、均值是零、方差为一，分数方差就是 d_k", [0]),
        ("方差会随着宽度线性地增长。论文也是这个理由", [1, 2]),
        ("Linear growth of the variance with width; 论文给出的理由", [1, 2]),
        ("I do not remember", []),
        ("不知道", []),
        ("why are attention scores divided by √d_k", []),
        ("", []),
    ],
)
def test_what_was_said_in_other_words_is_proposed(said: str, points: list[int]) -> None:
    assert proposed(said) == points


def test_the_words_that_speak_for_a_point_are_named_as_they_were_written() -> None:
    match = propose("It Grows LINEARLY, the √width", POINTS)[0]
    assert match.point == 1
    assert set(match.words) == {"grows", "linearly", "width"}


@given(st.sampled_from(POINTS), st.sampled_from(["en", "zh"]))
def test_a_point_said_word_for_word_is_proposed_whole(point: Text, language: Language) -> None:
    found = {match.point: match.share for match in propose(getattr(point, language), POINTS)}
    assert found[POINTS.index(point)] == pytest.approx(1)


@given(WORDS, WORDS)
def test_to_say_more_takes_no_proposal_back(said: str, more: str) -> None:
    assert set(proposed(said)) <= set(proposed(f"{said} {more}"))


@given(WORDS, st.randoms())
def test_order_case_and_repetition_do_not_matter(said: str, chance: random.Random) -> None:
    words = said.split()
    mixed = [*words, *words]
    chance.shuffle(mixed)
    once, again = propose(" ".join(words), POINTS), propose(" ".join(mixed).upper(), POINTS)
    assert [(match.point, match.share) for match in once] == [
        pytest.approx((match.point, match.share)) for match in again
    ]


@given(ANYTHING, st.lists(st.builds(Text, ANYTHING, ANYTHING), max_size=5))
def test_any_text_gives_points_in_order_with_shares_that_are_enough(said: str, points: list[Text]) -> None:
    found = propose(said, points)
    assert [match.point for match in found] == sorted({match.point for match in found})
    for match in found:
        assert 0 <= match.point < len(points)
        assert ENOUGH <= match.share <= 1 + 1e-9
        assert match.words


def test_a_word_of_the_question_speaks_less_for_a_point() -> None:
    points = [Text("width helps training"), Text("depth hurts")]
    bare = propose("width helps", points)[0].share
    assert propose("width helps", points, Text("What does width do?"))[0].share < bare


def test_hours_of_typing_are_read_at_once() -> None:
    assert proposed("variance " * 200_000) == []
    assert len(words_of("x" * 100_000)) == 1


def every() -> list[Question]:
    return [question for deck in shelf.decks() for question in deck.questions]


@pytest.mark.parametrize(("language", "told"), [("en", 0.7), ("zh", 0.6)])
def test_in_the_shipped_decks_an_answer_matches_its_own_points_and_few_others(
    language: Language, told: float
) -> None:
    """The spoken answer says its points in other words; another point, or another answer, does not."""
    questions = every()
    own = other = elsewhere = of = others = 0
    for index, question in enumerate(questions):
        points = [point.text for point in question.points]
        of += len(points)
        own += len(propose(getattr(question.say, language), points, question.ask))
        far = questions[(index + len(questions) // 2) % len(questions)]
        elsewhere += len(propose(getattr(far.say, language), points, question.ask))
        for at, point in enumerate(points):
            found = propose(getattr(point, language), points, question.ask)
            other += sum(match.point != at for match in found)
            others += len(points) - 1
    assert own / of > told
    assert other / others < 0.06
    assert elsewhere / of < 0.06
