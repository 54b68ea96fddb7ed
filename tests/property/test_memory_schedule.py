"""The schedule's promises, for any state, settings and moment."""

from __future__ import annotations

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.memory.days import DAY, Moment
from quiz.memory.model import Rating, State
from quiz.memory.schedule import fuzzed, intervals, recall, review
from quiz.memory.settings import PARAMETERS, Model

CHANCES = st.floats(0, 1, exclude_max=True)
STEPS = st.lists(st.floats(0.5, 5000), max_size=3).map(tuple)
BOUNDS = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
MODELS = st.builds(
    Model,
    desired_retention=st.floats(0.7, 0.97),
    parameters=st.one_of(st.just(PARAMETERS), st.tuples(*(st.floats(low, high) for low, high in BOUNDS))),
    learning_steps=STEPS,
    relearning_steps=STEPS,
    maximum_days=st.integers(1, 36500),
)
HISTORIES = st.lists(st.tuples(st.sampled_from(Rating), st.integers(-500, 500), CHANCES), max_size=12)
START = 700_000


def after(history: list[tuple[Rating, int, float]], model: Model) -> tuple[State, int]:
    """The state that a history of (rating, days since, luck) leads to, and its last day."""
    state, day = State(), START
    for rating, days, chance in history:
        day += days
        state = review(state, rating, Moment(day * DAY, day), model, chance)
    return state, day


@settings(max_examples=300, deadline=None)
@given(HISTORIES, MODELS, st.integers(-400, 4000), CHANCES)
def test_a_better_rating_never_comes_back_sooner(
    history: list[tuple[Rating, int, float]], model: Model, days: int, chance: float
) -> None:
    state, day = after(history, model)
    found = intervals(state, Moment((day + days) * DAY, day + days), model, chance)
    assert list(found) == list(Rating)
    waits = list(found.values())
    assert waits == sorted(waits)
    assert all(wait.total_seconds() > 0 for wait in waits)


@settings(max_examples=200, deadline=None)
@given(HISTORIES, MODELS, st.integers(0, 100_000))
def test_states_stay_within_their_ranges(
    history: list[tuple[Rating, int, float]], model: Model, days: int
) -> None:
    state, _ = after(history, model)
    if history:
        assert state.stability >= 0.001
        assert 1 <= state.difficulty <= 10
        assert 0 <= (recall(state, state.day + days, model) or 0) <= 1
    assert state.reps == len(history)
    assert state.lapses <= sum(rating == Rating.AGAIN for rating, _, _ in history)


@given(st.integers(1, 36500), st.integers(0, 3000), CHANCES)
def test_fuzz_keeps_the_order_of_intervals_and_stays_near(days: int, more: int, chance: float) -> None:
    moved = fuzzed(days, chance, 36500)
    assert moved <= fuzzed(days + more, chance, 36500)
    assert abs(moved - days) <= 2 + 0.15 * days
    assert moved >= 1
