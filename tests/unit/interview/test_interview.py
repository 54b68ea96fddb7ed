from __future__ import annotations

from itertools import pairwise

import pytest

from quiz.interview.interview import NEARLY
from quiz.interview.model import Check
from quiz.memory.model import Card, State
from tests.unit.interview.tools import Seconds, asking, interview, question, text

CHAIN = (
    question("open", "same", "deep", "trap"),
    question("same", "open", "trap"),
    question("deep", "deeper", level="deep"),
    question("deeper", "deepest", level="deep"),
    question("deepest", "last", level="trap"),
    question("last", level="trap"),
    question("trap", level="trap"),
)


def answered(made, went):
    made.finish()
    made.judge(went)


def opened(seed: int = 1, **more):
    """An interview that has opened with the question `open`."""
    others = [Card(state=State(phase="review", stability=1e9)) for _ in CHAIN[1:]]
    cards = {one.id: card for one, card in zip(CHAIN[1:], others, strict=True)}
    made = interview(CHAIN, cards=cards, seed=seed, **more)
    made.begin()
    assert asking(made) == "open"
    return made


@pytest.mark.parametrize("seed", range(8))
def test_a_good_answer_leads_to_a_harder_question_and_a_middling_one_to_the_same_level(seed):
    made = opened(seed)
    answered(made, "well")
    assert asking(made) in ("deep", "trap")
    made = opened(seed)
    answered(made, "partly")
    assert asking(made) == "same"


def test_being_stuck_ends_the_chain_and_shows_its_answers_one_by_one():
    made = opened()
    answered(made, "partly")
    answered(made, "stuck")
    assert made.phase == "answer"
    assert [made.answer and made.answer.question.id, made.go_on(), made.answer.question.id] == [
        "open",
        None,
        "same",
    ]


def test_a_chain_has_four_questions_at_most_and_the_next_topic_follows_it():
    made = opened(3)
    while made.phase == "ask":
        answered(made, "well" if asking(made) != "trap" else "stuck")
    assert len(made.chain) <= 4
    path = [one.question.id for one in made.asked]
    if "deep" in path:
        assert path == ["open", "deep", "deeper", "deepest"]
    for _ in path:
        assert made.phase == "answer"
        made.go_on()
    assert asking(made) not in path
    assert made.asked[-1].chain == 1


def test_nothing_of_an_answer_can_be_had_before_the_chain_has_ended():
    made = opened()
    assert made.answer is None
    made.tick(0)
    made.finish()
    assert made.answer is None
    made.judge("partly")
    made.tick(0)
    made.go_on()
    assert (made.answer, made.phase) == (None, "ask")
    assert not any(one.ticked or one.shown for one in made.asked)


def test_the_clock_stands_while_answers_are_shown():
    clock = Seconds()
    made = interview(CHAIN, clock, minutes=10)
    assert (made.left, made.running) == (600, False)
    made.begin()
    clock.at += 40
    assert (made.left, made.running) == (560, True)
    answered(made, "stuck")
    clock.at += 1000
    assert (made.left, made.running, made.asked[0].took) == (560, False, 40)
    made.go_on()
    clock.at += 5
    assert made.left == 555


def test_when_time_is_out_the_present_question_may_be_finished_and_is_the_last():
    clock = Seconds()
    made = interview(CHAIN, clock, minutes=10)
    made.begin()
    clock.at += 700
    assert made.phase == "ask"
    assert made.left == -100
    answered(made, "well")
    assert made.phase == "answer", "no follow-up"
    made.go_on()
    assert made.phase == "over", "no other topic"


def test_no_question_begins_when_time_is_nearly_out():
    clock = Seconds()
    made = interview(CHAIN, clock, minutes=10)
    made.begin()
    clock.at += 600 - NEARLY + 1
    answered(made, "well")
    made.go_on()
    assert (made.phase, len(made.asked)) == ("over", 1)


def test_topics_come_from_deck_after_deck():
    questions = [question(f"{deck}{n}", deck=deck) for deck in "abc" for n in range(2)]
    made = interview(questions)
    made.begin()
    while made.phase != "over":
        answered(made, "stuck")
        made.go_on()
    decks = [one.question.deck for one in made.asked]
    assert len(decks) == 6
    assert set(decks[:3]) == set("abc")
    assert all(one != two for one, two in pairwise(decks))


def test_a_topic_opens_with_a_core_question_while_there_is_one():
    made = interview([question("d", level="deep"), question("t", level="trap"), question("c")])
    made.begin()
    order = []
    while made.phase != "over":
        order.append(asking(made))
        answered(made, "stuck")
        made.go_on()
    assert order == ["c", "d", "t"]


def shares(questions, cards):
    """How often each question opens, over 400 seeds."""
    first = []
    for seed in range(400):
        made = interview(questions, cards=cards, seed=seed)
        made.begin()
        first.append(asking(made))
    return {one.id: first.count(one.id) / 400 for one in questions}


def test_what_leads_far_opens_more_often():
    far = [
        question("far", "x", deck="a"),
        question("x", "y", deck="b", level="deep"),
        question("near", deck="c"),
    ]
    found = shares(far, {})  # from `far` one question follows: (1 + 1)² to 1
    assert found["x"] == 0
    assert 0.72 < found["far"] < 0.88


def test_what_is_known_least_opens_more_often():
    known = {"known": Card(state=State(phase="review", stability=30.0))}
    found = shares([question("known", deck="a"), question("new", deck="b")], known)  # 1/4 to 1
    assert 0.72 < found["new"] < 0.88


def test_suspended_questions_are_not_asked_and_with_none_left_it_is_over_at_once():
    gone = {one.id: Card(suspended=True) for one in CHAIN}
    made = interview(CHAIN, cards=gone)
    assert made.empty
    made.begin()
    assert (made.phase, made.asked) == ("over", ())
    del gone["deep"]
    made = interview(CHAIN, cards=gone)
    made.begin()
    assert asking(made) == "deep"
    answered(made, "well")
    made.go_on()
    assert made.phase == "over"


def test_without_questions_it_is_over_at_once():
    made = interview([])
    made.begin()
    assert made.phase == "over"


def test_a_level_is_where_it_begins_and_nothing_easier_is_asked():
    made = interview(CHAIN, level="deep")
    made.begin()
    while made.phase != "over":
        if made.phase == "ask":
            answered(made, "partly")
        made.go_on()
    assert made.asked[0].question.level == "deep"
    assert {one.question.level for one in made.asked} == {"deep", "trap"}


def test_one_question_goes_to_the_whiteboard_and_not_the_first():
    questions = [question("talk"), *(question(f"write{n}", deck=f"w{n}", exercise="a/x") for n in range(3))]
    made = interview(questions)
    made.begin()
    while made.phase != "over":
        answered(made, "stuck")
        made.go_on()
    assert [one.whiteboard for one in made.asked] == [False, True, False, False]
    assert made.asked[0].question.id == "talk"


def test_the_second_topic_goes_to_the_whiteboard_when_there_is_one():
    questions = [
        *(question(f"talk{n}", deck=f"t{n}") for n in range(6)),
        question("write", deck="w", exercise="a/x"),
    ]
    for seed in range(10):
        made = interview(questions, seed=seed)
        made.begin()
        answered(made, "stuck")
        made.go_on()
        assert asking(made) == "write"
        assert made.current.whiteboard


def test_no_whiteboard_without_a_verifier_that_may_run_or_without_time():
    only = [question("write", exercise="a/x")]
    made = interview(only, writable=lambda _: False)
    made.begin()
    assert not made.current.whiteboard
    made = interview(only)
    made.begin()
    assert made.current.whiteboard, "an interview of exercises alone begins with one"
    clock = Seconds()
    made = interview([question("talk"), *only], clock, minutes=10)
    made.begin()
    clock.at += 400
    answered(made, "stuck")
    made.go_on()
    assert asking(made) == "write"
    assert not made.current.whiteboard


def test_what_was_typed_proposes_how_it_went():
    made = interview(CHAIN, likely=lambda question, said: set(range(len(said.split()))))
    made.begin()
    for words, went in (("one two three", "well"), ("one two", "partly"), ("one", "stuck"), ("  ", None)):
        made.write(words)
        made.finish()
        assert made.proposed() == went
        made.phase = "ask"
    assert made.proposed() is None


def test_a_choice_and_a_prediction_belong_to_their_question_and_are_measured_later():
    made = interview([question("q", options=True, predict=True)])
    made.begin()
    made.choose(1)
    made.choose(7)
    made.predict(3.0)
    made.measure("q", 3.1)
    assert made.asked[0].measured is None, "nothing is measured while the chain runs"
    answered(made, "well")
    made.choose(0)
    made.measure("q", 3.1)
    made.measure("other", 9.0)
    one = made.asked[0]
    assert (one.chosen, one.predicted, one.measured) == (1, 3.0, 3.1)


def test_keys_that_do_not_fit_the_phase_do_nothing():
    made = interview(CHAIN)
    made.finish()
    made.judge("well")
    made.go_on()
    assert made.phase == "ready"
    made.lengthen(-1000)
    assert made.plan.minutes == 5
    made.begin()
    made.begin()
    made.lengthen(5)
    made.judge("well")
    assert (made.phase, len(made.asked), made.plan.minutes) == ("ask", 1, 5)


def test_leaving_drops_the_question_that_was_not_answered():
    made = opened()
    answered(made, "partly")
    made.leave()
    assert (made.phase, [one.question.id for one in made.asked]) == ("over", ["open"])
    made = opened()
    made.finish()
    made.leave()
    assert [one.question.id for one in made.asked] == ["open"]


def test_a_judgement_taken_back_asks_for_it_again_with_what_was_answered():
    made = interview([question("q", options=True, predict=True)])
    made.begin()
    made.choose(1)
    made.predict(3.0)
    made.write("words")
    answered(made, "stuck")
    made.tick(2)
    made.measure("q", 3.1)
    made.grade("q", Check(text("claim"), passed=True))
    assert made.undo()
    one = made.current
    assert (made.phase, made.answer) == ("went", None)
    assert (one.chosen, one.predicted, one.written) == (1, 3.0, "words")
    assert (one.went, one.shown, one.ticked, one.measured, one.checks) == (None, False, frozenset(), None, ())
    assert made.redo()
    assert (made.answer.ticked, made.answer.measured, len(made.answer.checks)) == ({2}, 3.1, 1)


def test_the_clock_runs_on_whatever_is_taken_back():
    clock = Seconds()
    made = opened(clock=clock, minutes=10)
    clock.at += 100
    answered(made, "partly")
    clock.at += 50
    made.undo()
    assert (made.phase, made.used, made.running, made.current.took) == ("went", 150, True, 100)
    made.undo()
    clock.at += 20
    made.finish()
    assert made.current.took == 170, "from when it was put, with the time that another had in between"
    made.judge("stuck")
    clock.at += 1000
    assert (made.used, made.running) == (170, False)
    made.undo()
    clock.at += 7
    assert (made.phase, made.used, made.running) == ("went", 177, True)
    made.undo()
    made.finish()
    assert made.current.took == 177, "without the time in which answers were read"


def test_a_judgement_given_again_when_time_is_out_leads_to_no_other_question():
    clock = Seconds()
    made = opened(clock=clock, minutes=10)
    answered(made, "partly")
    clock.at += 600
    made.undo()
    made.judge("partly")
    assert (made.phase, len(made.asked)) == ("answer", 1)


def test_the_end_can_be_taken_back_also_when_the_learner_left_in_the_middle_of_a_question():
    made = opened()
    answered(made, "partly")
    made.write("half of")
    made.leave()
    assert made.undo()
    assert (made.phase, asking(made), made.current.written, made.running) == ("ask", "same", "half of", True)
    answered(made, "stuck")
    made.go_on()
    made.tick(1)
    made.leave()
    assert made.undo()
    assert (made.phase, made.answer.question.id, made.answer.ticked) == ("answer", "same", {1})


def test_ticks_stay_when_answers_are_gone_back_through():
    made = opened()
    answered(made, "partly")
    answered(made, "stuck")
    made.go_on()
    made.tick(3)
    made.undo()
    assert made.answer.question.id == "open"
    made.tick(0)
    made.go_on()
    assert [one.ticked for one in made.asked] == [{0}, {3}]


def test_nothing_precedes_the_first_question():
    made = interview(CHAIN)
    assert not made.undo()
    made.begin()
    assert not made.undo()
    assert (made.phase, len(made.asked)) == ("ask", 1)
    assert not made.redo()


def test_what_was_taken_back_cannot_follow_another_answer():
    made = opened()
    answered(made, "partly")
    made.undo()
    made.undo()
    made.write("")
    assert made.can_redo, "nothing is different"
    made.write("something else")
    assert not made.redo()


def test_a_measurement_that_comes_late_belongs_to_no_other_question():
    made = interview([question("q", "r", predict=True), question("r", level="deep", predict=True)], seed=3)
    made.begin()
    answered(made, "well")
    last = asking(made)
    answered(made, "stuck")
    made.undo()
    made.measure(last, 5.0)
    assert made.current.measured is None, "its chain has not ended any more"
    made.undo()
    made.undo()
    made.judge("stuck")
    made.measure(last, 5.0)
    assert [one.measured for one in made.asked] == [None]


def test_a_check_that_is_graded_again_takes_the_place_of_what_it_was():
    made = interview([question("q", exercise="a/x")])
    made.begin()
    answered(made, "well")
    made.grade("q", Check(text("one"), passed=False))
    made.grade("q", Check(text("two"), passed=True))
    made.grade("q", Check(text("one"), passed=True))
    assert {(check.claim.en, check.passed) for check in made.asked[0].checks} == {
        ("one", True),
        ("two", True),
    }
