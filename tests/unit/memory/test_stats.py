"""Statistics are counted from the log, and from what stands in it alone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from math import comb
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.memory import log
from quiz.memory.model import Answer, Event, Rating
from quiz.memory.stats import BINS, likely
from quiz.memory.store import Memory
from tests.unit.memory.tools import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 12, tzinfo=UTC))


def learn(memory: Memory, question: str) -> None:
    """Rate it Easy, so that it leaves the learning steps at once."""
    memory.rate(question, Rating.EASY, Answer(took=30))


def test_a_memory_without_reviews_has_empty_statistics(memory):
    stats = memory.stats()
    assert (stats.reviews, stats.days, stats.streak, stats.retention) == (0, 0, 0, None)
    assert set(stats.forecast) == {0}


def test_reviews_minutes_and_days_are_counted(memory, clock):
    learn(memory, "a")
    learn(memory, "b")
    clock.forward(days=1)
    learn(memory, "c")
    stats = memory.stats()
    assert (stats.reviews, stats.days, stats.minutes) == (3, 2, 1.5)
    assert [(day.day, day.reviews) for day in stats.calendar] == [("2026-03-02", 2), ("2026-03-03", 1)]


def test_an_undone_rating_does_not_count(memory):
    learn(memory, "a")
    learn(memory, "b")
    memory.undo()
    assert memory.stats().reviews == 1


def test_a_screen_left_open_counts_ten_minutes_at_most(memory):
    memory.rate("a", Rating.GOOD, Answer(took=7200))
    assert memory.stats().minutes == 10


def test_a_streak_ends_with_a_missed_day_and_waits_for_today(memory, clock):
    for _ in range(3):
        learn(memory, "a")
        clock.forward(days=1)
    assert memory.stats().streak == 3
    clock.forward(days=1)
    assert memory.stats().streak == 0


def test_retention_is_of_learnt_questions_and_comes_with_what_was_foretold(memory, clock):
    for name in "abcd":
        learn(memory, name)
    clock.forward(days=8)
    for name, rating in zip("abcd", (Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.EASY), strict=True):
        memory.rate(name, rating, Answer(took=10))
    stats = memory.stats()
    assert (stats.retention, stats.retention_of) == (0.75, 4)
    assert sum(part.reviews for part in stats.calibration) == 4
    assert all(0 < part.foretold < 1 for part in stats.calibration)
    assert stats.hardest[0].question == "b"
    assert stats.hardest[0].lapses == 1


def test_the_forecast_counts_what_is_overdue_today_and_leaves_out_the_suspended(memory, clock):
    for name in "abc":
        learn(memory, name)
    days = memory.intervals("new").get(Rating.EASY)
    assert days is not None
    stats = memory.stats()
    assert stats.forecast[0] == 0
    assert sum(stats.forecast) == 3
    memory.suspend("a")
    clock.forward(days=40)
    assert memory.stats().forecast[0] == 2


def test_the_calendar_tells_the_learners_day_and_what_stats_tell(memory, clock):
    learn(memory, "a")
    clock.now = datetime(2026, 3, 3, 2, tzinfo=UTC)  # in the night, before the day turns
    learn(memory, "b")
    assert memory.calendar().today == memory.stats().today == "2026-03-02"
    assert memory.calendar().days == memory.stats().calendar
    assert [day.reviews for day in memory.calendar().days] == [2]
    clock.forward(days=1)
    learn(memory, "c")
    assert memory.calendar().streak == memory.stats().streak == 2


@pytest.mark.parametrize(
    ("share", "of", "low", "high"),
    # by hand from Wilson's formula of 1927 at z = 1.6449
    [(0.5, 10, 0.27, 0.73), (1.0, 10, 0.787, 1.0), (0.0, 10, 0.0, 0.213), (0.9, 1000, 0.883, 0.915)],
)
def test_a_share_comes_with_ends_that_narrow_with_more_reviews(share, of, low, high):
    assert likely(share, of) == pytest.approx((low, high), abs=0.002)


def test_of_no_reviews_nothing_is_known():
    assert likely(0.0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_what_was_seen_lies_between_the_ends(good, more):
    low, high = likely(good / (good + more), good + more)
    assert 0 <= low <= good / (good + more) <= high <= 1


def test_the_ends_hold_nine_times_in_ten():
    """Exact binomial chances at four true shares and 60 reviews: Wilson's interval covers near 90 %."""
    for true in (0.6, 0.75, 0.85, 0.93):
        covered = sum(
            comb(60, good) * true**good * (1 - true) ** (60 - good)
            for good in range(61)
            if likely(good / 60, 60)[0] <= true <= likely(good / 60, 60)[1]
        )
        assert 0.85 < covered < 0.95, true


@given(
    st.lists(
        st.tuples(
            st.sampled_from((0.0, 0.2, 0.7, 0.84, 0.85, 0.949, 0.95, 1.0, None)), st.sampled_from(Rating)
        )
    )
)
def test_what_was_foretold_is_compared_within_its_borders(reviews):
    with TemporaryDirectory() as folder, Memory(Path(folder) / "memory.db", Clock()) as memory:
        memory._db.execute("PRAGMA synchronous = OFF")
        with memory._step():
            for n, (foretold, rating) in enumerate(reviews):
                event = Event(
                    f"{n:015d}-here", "rate", "a", n, 1, int(rating), phase="review", recall=foretold
                )
                log.append(memory._db, event)
        stats = memory.stats()
    assert stats.retention_of == len(reviews)
    told = []
    for low, high in pairwise(BINS):
        inside = [(p, r > 1) for p, r in reviews if p is not None and (low <= p < high or p == high == 1)]
        if inside:
            chances, goods = zip(*inside, strict=True)
            told.append((fmean(chances), fmean(goods), len(inside)))
    found = [(part.foretold, part.recalled, part.reviews) for part in stats.calibration]
    assert found == [pytest.approx(each, abs=6e-5) for each in told]
