"""What ships is whole: every question of the catalogue, its places, both languages, its proofs."""

import re
from pathlib import Path

import pytest
import yaml

from quiz.bank.load import load
from quiz.bank.model import Deck, Question
from quiz.proof.find import find
from quiz.text import Text

ROOT = Path(__file__).parents[2]
CATALOGUE: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "tests" / "catalogue.yaml").read_text())
DECKS = load([ROOT / "questions"]).decks
VERIFIERS = find(ROOT / "verifiers")[0]
QUESTIONS = [question for deck in DECKS for question in deck.questions]

every_deck = pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.id)
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


def texts(question: Question) -> list[Text]:
    """Everything in a question that a learner reads."""
    found = [question.ask, question.say, *(part.text for part in question.points)]
    found += [text for myth in question.myths for text in (myth.text, myth.instead)]
    found += [text for option in question.options for text in (option.text, option.why)]
    found += [question.predict.text] if question.predict else []
    return found + [source.note for source in question.sources]


@every_deck
def test_a_deck_has_the_questions_of_the_catalogue_in_its_order(deck: Deck):
    assert [question.id for question in deck.questions] == list(CATALOGUE[deck.id])


def test_decks_have_an_order_of_their_own():
    orders = [deck.order for deck in DECKS]
    assert all(orders)
    assert len(set(orders)) == len(orders)


@every_question
def test_every_place_of_the_catalogue_is_judged(question: Question):
    judged = {source.at for source in question.sources if source.says}
    assert set(CATALOGUE[question.deck][question.id]) <= judged


@every_question
def test_what_a_learner_reads_is_there_in_both_languages(question: Question):
    for text in texts(question):
        assert bool(text.en) == bool(text.zh)


@every_question
def test_chinese_is_written_with_chinese_marks(question: Question):
    """A half-width comma, colon, semicolon or question mark never touches a Chinese character."""
    for text in texts(question):
        assert not re.search(r"[\u4e00-\u9fff][,:;?!]|[,;?!][\u4e00-\u9fff]", text.zh), text.zh
        assert re.search(r"[\u4e00-\u9fff]", text.zh) or not text.zh or len(text.zh) < 40, text.zh


@every_question
def test_points_are_proved_by_checks_and_myths_say_what_is_true(question: Question):
    for point in question.points:
        if point.proof:
            verifier, _, name = point.proof.partition("::")
            assert name in {check.name for check in VERIFIERS[verifier].checks}
    assert question.myths
    assert all(myth.instead.en for myth in question.myths)


@every_question
def test_an_answer_can_be_said_in_half_a_minute(question: Question):
    words = len(question.say.en.split())
    characters = len(re.findall(r"[\u4e00-\u9fff]", question.say.zh))
    assert 45 <= words <= 110
    assert 80 <= characters <= 230


def test_four_in_five_points_are_proved():
    points = [point for question in QUESTIONS for point in question.points]
    assert sum(bool(point.proof) for point in points) >= 0.8 * len(points)
