from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quiz.memory import schedule
from quiz.memory.days import DAY, Moment
from quiz.memory.model import Rating, State
from quiz.memory.settings import PARAMETERS, Model
from tests.unit.memory.tools import AGAIN, EASY, GOOD, HARD

MODEL = Model()
MIDDLE = 0.5


def at(day: int, minute: int = 720) -> Moment:
    return Moment(day * DAY + minute * 60_000, day)


def learnt(day: int = 100) -> State:
    return schedule.review(State(), EASY, at(day), MODEL, MIDDLE)


def test_the_defaults_are_those_of_the_package() -> None:
    assert tuple(DEFAULT_PARAMETERS) == PARAMETERS


def test_memory_states_are_those_of_the_package() -> None:
    history = [(0, GOOD), (0, GOOD), (2, GOOD), (9, HARD), (21, AGAIN), (21, GOOD), (24, EASY), (90, GOOD)]
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card = fsrs.Card(1, due=datetime(2026, 1, 1, tzinfo=UTC))
    state = State()
    for day, rating in history:
        card, _ = scheduler.review_card(
            card, fsrs.Rating(rating), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
        )
        state = schedule.review(state, rating, at(day + 1), MODEL, MIDDLE)
        assert state.stability == pytest.approx(card.stability, abs=1e-8)
        assert state.difficulty == pytest.approx(card.difficulty, abs=1e-8)
        assert state.phase == card.state.name.lower()
    assert (state.reps, state.lapses) == (len(history), 1)


def test_learning_steps_are_one_and_ten_minutes() -> None:
    minutes = {r: i / timedelta(minutes=1) for r, i in schedule.intervals(State(), at(1), MODEL, 0).items()}
    assert (minutes[AGAIN], minutes[HARD], minutes[GOOD]) == (1, 5.5, 10)
    assert minutes[EASY] >= 5 * 1440


def test_a_night_counts_as_a_day_though_it_is_shorter() -> None:
    evening = Moment(100 * DAY + 22 * 3_600_000, 100)
    next_morning = Moment(evening.at + 11 * 3_600_000, 101)
    state = schedule.review(State(), EASY, evening, MODEL, MIDDLE)
    same_day = schedule.review(state, GOOD, Moment(next_morning.at, 100), MODEL, MIDDLE)
    overnight = schedule.review(state, GOOD, next_morning, MODEL, MIDDLE)
    assert overnight.stability != same_day.stability


def test_a_review_dated_before_the_last_one_counts_as_made_at_once() -> None:
    state = learnt(100)
    back = schedule.review(state, GOOD, at(95), MODEL, MIDDLE)
    at_once = schedule.review(state, GOOD, at(100), MODEL, MIDDLE)
    assert (back.stability, back.difficulty) == (at_once.stability, at_once.difficulty)
    assert (back.last, back.day) == (state.last, state.day)
    assert at(95).at < back.due <= state.last


def test_an_hour_back_shortens_nothing() -> None:
    state = learnt(100)
    assert schedule.review(state, GOOD, at(100, minute=660), MODEL, MIDDLE).due > state.last + DAY


def test_a_year_reached_by_mistake_hides_a_question_for_no_year() -> None:
    mistaken = schedule.review(learnt(100), GOOD, at(465), MODEL, MIDDLE)
    corrected = schedule.review(mistaken, GOOD, at(101), MODEL, MIDDLE)
    assert corrected.due < at(465).at + DAY


def test_luck_is_the_same_for_ever_and_differs_between_questions_and_repetitions() -> None:
    assert schedule.luck("scale-by-sqrt-dk", 3) == 0.3122221736131108
    assert len({schedule.luck(q, r) for q in ("a", "b", "c") for r in range(5)}) == 15


def test_fuzz_reaches_its_whole_range_and_leaves_short_intervals_alone() -> None:
    assert {schedule.fuzzed(2, luck / 10, 999) for luck in range(10)} == {2}
    assert {schedule.fuzzed(10, luck / 100, 999) for luck in range(100)} == {8, 9, 10, 11, 12}
    assert schedule.fuzzed(500, 0.999, 510) == 510


def test_lower_retention_waits_longer() -> None:
    lax = Model(desired_retention=0.8)
    assert schedule.review(learnt(), GOOD, at(108), lax, MIDDLE).due > (
        schedule.review(learnt(), GOOD, at(108), MODEL, MIDDLE).due
    )


def test_recall_falls_to_the_desired_retention_when_due() -> None:
    state = learnt(100)
    days = round(state.stability)
    assert schedule.recall(state, 100, MODEL) == 1
    assert schedule.recall(state, 100 + days, MODEL) == pytest.approx(0.9, abs=0.01)
    assert schedule.recall(state, 40, MODEL) == 1
    assert schedule.recall(State(), 100, MODEL) is None


def test_nothing_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: float) -> None:
        raise AssertionError("slept")

    monkeypatch.setattr(time, "sleep", never)
    schedule.review(schedule.review(State(), GOOD, at(1), MODEL, 0), GOOD, at(1), MODEL, 0)


@pytest.mark.parametrize("steps", [(2000.0, 10.0), (), (1.0,), (4000.0,)])
def test_a_better_rating_never_comes_back_sooner_whatever_the_steps(steps: tuple[float, ...]) -> None:
    model = Model(learning_steps=steps, relearning_steps=steps)
    for state in (State(), learnt()):
        found = list(schedule.intervals(state, at(110), model, MIDDLE).values())
        assert found == sorted(found)


def test_intervals_are_those_that_rating_gives() -> None:
    state = learnt()
    foretold = schedule.intervals(state, at(109), MODEL, 0.3)
    for rating in Rating:
        due = schedule.review(state, rating, at(109), MODEL, 0.3).due
        assert timedelta(milliseconds=due - at(109).at) == foretold[rating]
