"""Faults between questions, and between questions and verifiers."""

from __future__ import annotations

from typing import Any

from quiz.bank.check import check, follow_ups, knobs, points, proofs, unique_ids
from quiz.bank.model import Deck, Level, Point, Predict, Question
from quiz.errors import Fault
from quiz.text import Text

TEXT = Text("a", "甲")
KNOWN = {"deck/script": {"claim": ("d_k", "n"), "other": ()}}
POINTS = (Point(TEXT, proof="deck/script::claim", line=9),) * 3


def question(name: str, level: Level = "deep", line: int = 7, **fields: Any) -> Question:
    fields = {"points": POINTS} | fields
    return Question(id=name, deck="deck", level=level, ask=TEXT, say=TEXT, line=line, **fields)


def deck(*questions: Question, name: str = "deck") -> Deck:
    return Deck(id=name, title=TEXT, questions=questions, file=f"{name}.yaml")


def predict(proof: str = "deck/script::claim", **given: int) -> Predict:
    return Predict(TEXT, proof, within=0.1, knobs=dict(given), line=7)


def only(faults: tuple[Fault, ...]) -> str:
    (fault,) = faults
    assert (fault.file, fault.line) == ("deck.yaml", 7)
    assert fault.remedy
    return fault.what


def test_sound_decks_have_no_fault() -> None:
    one = question("one", "core", follow_ups=("two",), predict=predict(d_k=256), exercise="deck/script")
    decks = [deck(one), deck(question("two"), name="more")]
    assert check(decks, KNOWN) == unique_ids(decks) == ()


def test_a_follow_up_may_lead_to_another_deck_but_not_nowhere() -> None:
    decks = [deck(question("one", follow_ups=("two", "tow"))), deck(question("two"), name="more")]
    assert only(follow_ups(decks)) == "one leads to tow, which no bank has. Did you mean two?"


def test_a_core_question_must_lead_on() -> None:
    assert "core question without a follow-up" in only(follow_ups([deck(question("one", "core"))]))


def test_three_to_six_points_are_wanted() -> None:
    told = {
        count: len(points([deck(question("one", points=POINTS[:1] * count))])) for count in (1, 2, 3, 6, 7)
    }
    assert told == {1: 1, 2: 1, 3: 0, 6: 0, 7: 1}


def test_a_proof_must_name_a_verifier_that_exists() -> None:
    wrong = question("one", points=(Point(TEXT, proof="deck/scirpt::claim", line=7),))
    assert "deck/scirpt, which is missing. Did you mean deck/script?" in only(proofs([deck(wrong)], KNOWN))


def test_a_proof_must_name_a_check_that_exists() -> None:
    wrong = question("one", points=(Point(TEXT, proof="deck/script::clam", line=7),))
    assert "clam, which deck/script does not have. Did you mean claim?" in only(proofs([deck(wrong)], KNOWN))


def test_an_exercise_must_name_a_verifier_that_exists() -> None:
    wrong = question("one", exercise="deck/scripts")
    assert "Did you mean deck/script?" in only(proofs([deck(wrong)], KNOWN))


def test_a_prediction_turns_only_knobs_of_its_check() -> None:
    assert "knob dk, which claim does not take. Did you mean d_k?" in only(
        knobs([deck(question("one", predict=predict(dk=4, n=2)))], KNOWN)
    )
    assert "knob d_k, which other does not take." in only(
        knobs([deck(question("one", predict=predict("deck/script::other", d_k=4)))], KNOWN)
    )


def test_knobs_of_an_unknown_check_are_told_once_as_a_missing_check() -> None:
    decks = [deck(question("one", predict=predict("deck/script::gone", d_k=4)))]
    assert "names the check gone" in only(check(decks, KNOWN))


def test_an_id_belongs_to_one_question_for_ever() -> None:
    twice = [deck(question("one", line=3), question("one"))]
    assert "taken by the question at deck.yaml:3" in only(unique_ids(twice))
    renamed = [deck(question("one", line=3), question("two", was=("one",)))]
    assert "former id one belongs to the question at deck.yaml:3" in only(unique_ids(renamed))
    both = [deck(question("one", line=3, was=("old",)), question("two", was=("old",)))]
    assert "former id old belongs to the question at deck.yaml:3" in only(unique_ids(both))
