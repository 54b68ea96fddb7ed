"""Whatever the questions and whatever the learner does, the interviewer keeps to the rules."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from quiz.interview.drill import MOST, RANK
from quiz.interview.interview import NEARLY, Interview
from quiz.interview.model import Plan
from quiz.memory.model import Card, State
from tests.unit.interview.tools import Seconds, question

names = [f"q{n}" for n in range(9)]
levels = st.sampled_from(["core", "deep", "trap"])
banks = st.lists(
    st.builds(
        lambda id_, follow_ups, deck, level, exercise: question(
            id_, *follow_ups, deck=deck, level=level, exercise="a/x" if exercise else ""
        ),
        st.sampled_from(names),
        st.lists(st.sampled_from([*names, "elsewhere"]), max_size=5),
        st.sampled_from("abc"),
        levels,
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=len(names),
)
cards = st.dictionaries(
    st.sampled_from(names),
    st.builds(
        Card,
        state=st.builds(State, stability=st.floats(0, 1e6)),
        suspended=st.booleans(),
    ),
)
steps = st.lists(
    st.tuples(st.sampled_from(["well", "partly", "stuck"]), st.floats(0, 400)), min_size=1, max_size=20
)


def held(bank, remembered, plan, course):
    """The interview after that course, and how long was left when each question began."""
    clock = Seconds()
    made = Interview(bank, plan, remembered, clock, Random(plan.seed))
    made.begin()
    left: list[float] = []
    turn = 0
    while made.phase != "over":
        if made.phase == "ask":
            left.append(made.left)
            assert made.answer is None
            went, seconds = course[turn % len(course)]
            turn += 1
            clock.at += seconds
            made.finish()
            assert made.answer is None
            made.judge(went)
        else:
            assert made.answer
            clock.at += 1000
            made.go_on()
        assert len(left) <= len(bank)
    return made, left


@given(banks, cards, levels, st.integers(1, 60), st.integers(0, 9), steps)
def test_an_interview_keeps_to_its_rules(bank, remembered, level, minutes, seed, course):
    plan = Plan(minutes, level, seed)
    made, left = held(bank, remembered, plan, course)
    asked = [one.question for one in made.asked]
    assert len({one.id for one in asked}) == len(asked), "a question came twice"
    assert not [one for one in asked if remembered.get(one.id, Card()).suspended]
    assert all(RANK[one.level] >= RANK[level] for one in asked)
    assert sum(one.whiteboard for one in made.asked) <= 1
    assert all(one.question.exercise for one in made.asked if one.whiteboard)
    chains = [one.chain for one in made.asked]
    assert chains == sorted(chains)
    assert set(chains) == set(range(len(set(chains))))
    assert all(chains.count(chain) <= MOST for chain in chains)
    for before, after in zip(made.asked, made.asked[1:], strict=False):
        if before.chain == after.chain:
            assert before.went != "stuck"
            assert after.question.id in before.question.follow_ups
    assert all(seconds >= NEARLY for seconds in left[1:]), "a question began when time was nearly out"
    possible = {one.id for one in bank if RANK[one.level] >= RANK[level]}
    possible -= {name for name, card in remembered.items() if card.suspended}
    assert made.left < NEARLY or {one.id for one in asked} == possible, (
        "it ended with time and questions left"
    )
    again, _ = held(bank, remembered, plan, course)
    assert again.asked == made.asked, "the same seed asked something else"


HOW = st.sampled_from(["well", "partly", "stuck"])


def step(made, went):
    """One step on, whatever the phase is."""
    if made.phase == "ask":
        made.finish()
    elif made.phase == "went":
        made.judge(went)
    elif made.answer:
        made.tick(len(made.asked) % 4)
        made.go_on()


def stands(made):
    """All that a learner or a report could see."""
    return made.phase, made.asked, made.answer, made.current, made.running


@given(
    banks, st.integers(0, 9), st.lists(st.tuples(HOW, st.lists(HOW, max_size=12)), min_size=1, max_size=40)
)
def test_steps_taken_back_leave_no_trace(bank, seed, course):
    """Between any two steps others are made and taken back: it ends as the interview without them does.

    What was typed, ticked or measured is no step: it stays as long as its question does.
    """
    straight, wandering = (Interview(bank, Plan(30, "core", seed), {}, Seconds(), Random(seed)) for _ in "12")
    straight.begin()
    wandering.begin()
    for went, astray in course:
        made = 0
        for one in (straight, wandering):
            one.write(f"said {len(one.asked)}")
        for other in astray:
            if straight.phase in ("answer", "over") or wandering.phase == "over":
                break
            step(wandering, other)
            made += 1
        assert all(wandering.undo() for _ in range(made))
        assert stands(wandering) == stands(straight)
        step(straight, went)
        step(wandering, went)
    assert stands(wandering) == stands(straight)


@given(banks, st.integers(0, 9), st.lists(HOW, min_size=1, max_size=40), st.integers(0, 40))
def test_all_that_is_taken_back_can_be_made_again(bank, seed, course, back):
    made = Interview(bank, Plan(30, "core", seed), {}, Seconds(), Random(seed))
    made.begin()
    seen = [stands(made)]
    for went in course:
        if made.phase != "over":
            step(made, went)
            seen.append(stands(made))
    end = seen[-1]
    done = sum(made.undo() for _ in range(back))
    assert done == min(back, len(seen) - 1)
    assert made.phase == seen[len(seen) - 1 - done][0]
    assert sum(made.redo() for _ in range(back)) == done
    assert stands(made) == end
    while made.undo():
        pass
    assert (made.phase, made.can_undo) == (seen[0][0], False)
    assert [one.question.id for one in made.asked] == [one.question.id for one in seen[0][1]]
    assert not any(one.went or one.ticked or one.shown or one.took for one in made.asked)
