"""The plan's own formulas against the `fsrs` package, the benchmark's cards against the schedule's."""

from __future__ import annotations

from math import exp
from random import Random

import pytest
from fsrs import Card as Theirs
from fsrs import Rating as TheirRating
from fsrs import Scheduler
from fsrs import State as TheirState

from quiz.memory.days import DAY, Moment
from quiz.memory.model import State
from quiz.memory.plan.fading import Fading, Seen
from quiz.memory.plan.fsrs6 import Fsrs6
from quiz.memory.plan.habits import Answered, Pace, habits
from quiz.memory.schedule import recall, review
from quiz.memory.settings import PARAMETERS, Model
from tests.benchmarks.policies import rated

OTHER = tuple(p * (1 + 0.1 * (-1) ** (i + 1)) for i, p in enumerate(PARAMETERS))


@pytest.mark.parametrize("parameters", [PARAMETERS, OTHER], ids=["usual", "others"])
@pytest.mark.parametrize("days", [0, 1, 3, 40])
@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_a_step_is_that_of_the_package(parameters: tuple[float, ...], days: int, rating: int) -> None:
    fsrs = Fsrs6(parameters)
    model = Model(parameters=parameters)
    before = review(State(), TheirRating(3), Moment(0, 100), model, 0.5)  # type: ignore[arg-type]
    assert (before.stability, before.difficulty) == pytest.approx(fsrs.first(3))
    after = review(before, TheirRating(rating), Moment(0, 100 + days), model, 0.5)  # type: ignore[arg-type]
    chance = fsrs.recall(days, before.stability)
    assert chance == pytest.approx(recall(before, 100 + days, model))
    if days == 0:
        stability = fsrs.same_day(before.stability, rating)
    elif rating == 1:
        stability = fsrs.forgotten(before.stability, before.difficulty, chance)
    else:
        stability = fsrs.recalled(before.stability, before.difficulty, chance, rating)
    assert after.stability == pytest.approx(stability)
    assert after.difficulty == pytest.approx(fsrs.harder(before.difficulty, rating))


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_a_first_answer_is_that_of_the_package(rating: int) -> None:
    card = Theirs(1, TheirState.Learning, 0)
    card, _ = Scheduler(enable_fuzzing=False).review_card(card, TheirRating(rating))
    assert Fsrs6(PARAMETERS).first(rating) == pytest.approx((card.stability, card.difficulty))


def test_age_is_where_the_curve_has_that_value() -> None:
    fsrs = Fsrs6(PARAMETERS)
    assert fsrs.recall(12.0, 12.0 / fsrs.age(0.83)) == pytest.approx(0.83)


def test_the_benchmark_keeps_cards_as_the_schedule_does() -> None:
    luck = Random(5)
    model = Model()
    for _ in range(300):
        mine, real, day = State(), State(), 1000
        for _ in range(10):
            rating, chance = luck.choices((1, 2, 3, 4), (2, 1, 6, 1))[0], luck.random()
            mine, wait = rated(mine, rating, day, chance, 36500)
            real = review(real, TheirRating(rating), Moment(day * DAY, day), model, chance)  # type: ignore[arg-type]
            for name in ("phase", "step", "reps", "lapses", "day"):
                assert getattr(mine, name) == getattr(real, name)
            assert (mine.stability, mine.difficulty) == pytest.approx((real.stability, real.difficulty))
            minutes = (real.due - real.last) / 60_000
            assert minutes == (pytest.approx(wait) if wait is not None else (mine.due - day) * 1440)
            day += luck.choice((0, 0, 1, 2, 9))


def learner(decay: float, days: float, reviews: int) -> list[Seen]:
    """Reviews of one who forgets exponentially (decay 0), or as FSRS says."""
    luck, fsrs = Random(3), Fsrs6(PARAMETERS)
    seen = []
    for _ in range(reviews):
        after, stability = luck.choice((1, 2, 4, 8, 15)), luck.choice((1.3, 2.3, 8.3, 20.0))
        chance = exp(-after / days) if decay == 0 else fsrs.recall(after, stability)
        seen.append(Seen(after, stability, luck.random() < chance))
    return seen


def test_the_log_teaches_how_fast_a_learner_forgets() -> None:
    fsrs = Fsrs6(PARAMETERS)
    usual = Fading(learner(1, 0, 600))
    fast = Fading(learner(0, 4, 600))
    for days in (1, 4, 10, 15):
        assert usual.recall(days, 8.3) == pytest.approx(fsrs.recall(days, 8.3), abs=0.06)
        assert fast.recall(days, 2.3) == pytest.approx(exp(-days / 4), abs=0.12)
    assert len(fast.guesses) < len(Fading().guesses)


def test_the_stability_that_leads_to_a_recall_is_found() -> None:
    fading = Fading(learner(1, 0, 50))
    assert fading.recall(9, fading.stability(9, 0.77)) == pytest.approx(0.77)


def test_habits_come_from_what_was_done() -> None:
    fsrs = Fsrs6(PARAMETERS)
    answers = [Answered("a", 10, "new", 3, 100.0, None), Answered("a", 10, "learning", 3, 20.0, 1.0)] * 90
    answers += [Answered("b", 10, "review", 1, 50.0, 0.9), Answered("b", 10, "relearning", 3, 40.0, 1.0)] * 90
    answers += [Answered("a", 13, "review", 4, 15.0, 0.8)]
    found = habits(answers, fsrs, 13)
    usual = Pace()
    assert found.pace.new == pytest.approx((90 * 120 + 10 * usual.new) / 100)
    assert found.pace.forgotten == pytest.approx((90 * 90 + 10 * usual.forgotten) / 100)
    assert found.first[2] > 0.9
    assert sum(found.first) == pytest.approx(1)
    assert found.seen == (Seen(3, 3 / fsrs.age(0.8), True),)
    assert found.spent == 15.0
