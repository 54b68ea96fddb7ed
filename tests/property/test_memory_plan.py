"""The plan's promises, for any bank, history, goal and day."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.memory.days import DAY
from quiz.memory.model import Card, State
from quiz.memory.plan.course import OVER, Ways
from quiz.memory.plan.fading import Fading, Seen
from quiz.memory.plan.fsrs6 import Fsrs6
from quiz.memory.plan.goal import Goal
from quiz.memory.plan.habits import Habits, Pace
from quiz.memory.plan.make import agenda, floor_of, plan
from quiz.memory.plan.readiness import readiness
from quiz.memory.plan.trace import Trace, gather
from quiz.memory.settings import PARAMETERS
from tests.unit.memory.tools import Item

TODAY = 740_000
FSRS = Fsrs6(PARAMETERS)
STATES = st.builds(
    State,
    phase=st.sampled_from(["learning", "review", "relearning"]),
    step=st.integers(0, 1),
    stability=st.floats(0.001, 3000),
    difficulty=st.floats(1, 10),
    due=st.integers(0, 400).map(lambda days: (TODAY + days) * DAY),
    last=st.just(TODAY * DAY),
    day=st.integers(TODAY - 400, TODAY + 400),  # also in the future: the clock was ahead then
    reps=st.integers(1, 30),
)
CARDS = st.builds(Card, state=STATES, suspended=st.booleans(), buried=st.sampled_from([0, TODAY]))
QUESTIONS = st.lists(
    st.tuples(
        st.sampled_from(["core", "deep", "trap"]),
        st.sampled_from(["a", "b"]),
        st.lists(st.integers(0, 39), max_size=3),
        st.one_of(st.none(), CARDS),
    ),
    max_size=40,
)
SEEN = st.lists(st.builds(Seen, st.integers(1, 60), st.floats(0.1, 100), st.booleans()), max_size=30)
HABITS = st.builds(
    Habits,
    pace=st.builds(Pace, st.floats(20, 300), st.floats(5, 100), st.floats(20, 300)),
    spent=st.floats(0, 4000),
)
WAYS = st.builds(
    Ways,
    interview=st.integers(TODAY + 1, TODAY + 40),
    seconds=st.one_of(st.just(0.0), st.floats(60, 7200)),
    fsrs=st.just(FSRS),
    fading=SEEN.map(Fading),
    habits=HABITS,
)


def traces(questions: list) -> list[Trace]:
    bank = [
        Item(f"q{i}", tuple(f"q{to}" for to in leads), deck=deck, level=level)
        for i, (level, deck, leads, _) in enumerate(questions)
    ]
    return gather(bank, {f"q{i}": parts[3] for i, parts in enumerate(questions) if parts[3]}, TODAY)


@settings(max_examples=120, deadline=None)
@given(QUESTIONS, WAYS)
def test_a_plan_keeps_its_limits(questions: list, ways: Ways) -> None:
    all_ = traces(questions)
    goal = Goal(date.fromordinal(ways.interview), ways.seconds / 60)
    made = plan(all_, ways, goal, TODAY)
    assert [day.day.toordinal() for day in made.days] == list(range(TODAY, ways.interview))
    assert made.days[0].minutes * 60 + ways.habits.spent <= max(OVER * ways.seconds, ways.habits.spent) + 3.1
    assert all(day.minutes <= OVER * ways.seconds / 60 + 0.051 for day in made.days)
    learnt = [id_ for day in made.days for id_ in day.new]
    assert len(set(learnt)) == len(learnt)
    hidden = {trace.id for trace in all_ if trace.hidden > ways.interview}
    for day in made.days:
        assert len(set(day.reviews)) == len(day.reviews)
        assert hidden.isdisjoint(day.reviews)
        assert hidden.isdisjoint(day.new)
    new = {trace.id for trace in all_ if not trace.stability} - hidden
    assert set(learnt) | set(made.dropped) == new
    assert set(learnt).isdisjoint(made.dropped)


@settings(max_examples=60, deadline=None)
@given(QUESTIONS, WAYS)
def test_planning_twice_says_the_same_and_changes_nothing(questions: list, ways: Ways) -> None:
    goal = Goal(date.fromordinal(ways.interview), ways.seconds / 60)
    all_ = traces(questions)
    first = plan(all_, ways, goal, TODAY)
    assert plan(all_, ways, goal, TODAY) == first == plan(traces(questions), ways, goal, TODAY)
    today = agenda(all_, ways, TODAY, floor_of(all_, ways, TODAY))
    assert set(today.new[: today.room]) == set(first.days[0].new)
    assert set(today.reviews) <= set(first.days[0].reviews)


@settings(max_examples=60, deadline=None)
@given(QUESTIONS, WAYS)
def test_following_the_plan_is_never_worse_than_stopping(questions: list, ways: Ways) -> None:
    made = plan(traces(questions), ways, Goal(date.fromordinal(ways.interview)), TODAY)
    decks = zip(made.now.decks.values(), made.then.decks.values(), strict=True)
    for now, then in [(made.now.all, made.then.all), *decks]:
        assert then.share >= now.share - 1e-6
        assert 0 <= now.low <= now.share <= now.high <= 1
        assert 0 <= then.low <= then.share <= then.high <= 1


@settings(max_examples=100, deadline=None)
@given(QUESTIONS, st.integers(0, 39), st.integers(1, 60), SEEN)
def test_one_more_review_that_is_recalled_never_lowers_readiness(
    questions: list, which: int, ahead: int, seen: list[Seen]
) -> None:
    fading = Fading(seen)
    all_ = traces(questions)
    before = readiness(all_, fading, TODAY + ahead)
    started = [trace for trace in all_ if trace.stability]
    if not started:
        return
    trace = started[which % len(started)]
    days = TODAY - trace.day
    chance = FSRS.recall(days, trace.stability)
    trace.stability = (
        FSRS.recalled(trace.stability, trace.difficulty, chance)
        if days
        else FSRS.same_day(trace.stability, 3)
    )
    trace.day = TODAY
    assert readiness(all_, fading, TODAY + ahead).all.share >= before.all.share - 1e-12


@settings(max_examples=40, deadline=None)
@given(QUESTIONS, WAYS)
def test_no_minutes_is_no_plan(questions: list, ways: Ways) -> None:
    made = plan(traces(questions), msgspec.structs.replace(ways, seconds=0.0), Goal(date.max, 0.0), TODAY)
    assert all(day.new == day.reviews == () for day in made.days)
    assert made.then == made.now
