"""Fitted parameters are kept when they foretell better what they have not seen, and only then."""

from __future__ import annotations

import math
import random
from pathlib import Path

import msgspec
import pytest

from quiz.errors import QuizError
from quiz.memory import Memory, Model, Rating
from quiz.memory.days import Moment
from quiz.memory.fit import FEWEST, Fit, fit, losses, optimizer
from quiz.memory.model import Event, State
from quiz.memory.schedule import recall, review
from quiz.memory.settings import PARAMETERS
from tests.unit.memory.tools import SOME, Clock

LASTING = (*(min(20 * number, 100.0) for number in PARAMETERS[:4]), *PARAMETERS[4:])
"""Somebody who hardly forgets."""


def a_log(truth: tuple[float, ...], questions: int = 161, reviews: int = 5, seed: int = 1) -> list[Event]:
    """The ratings of a learner with that memory, each question asked at intervals of its own."""
    luck = random.Random(seed)
    model = Model(parameters=truth)
    events = []
    for question in range(questions):
        day, state = luck.randrange(10), State()
        for number in range(reviews):
            known = recall(state, day, model)
            good = luck.random() < (0.8 if known is None else known)
            rating = Rating.GOOD if good else Rating.AGAIN
            at = Moment(day * 86_400_000, day)
            state = review(state, rating, at, model, 0.5)
            events.append(
                Event(
                    id=f"{at.at:015d}-{question:04d}-{number}",
                    kind="rate",
                    question=f"q{question}",
                    at=at.at,
                    day=at.day,
                    rating=int(rating),
                )
            )
            day += luck.choice((1, 2, 3, 5, 8, 13))
    return sorted(events, key=lambda event: event.id)


def test_a_memory_unlike_most_is_foretold_better():
    found = fit(a_log(LASTING), Model(), optimizer(tell=False))
    assert found.better
    assert found.held_out == found.reviews - int(0.8 * found.reviews)
    assert found.parameters[2] > PARAMETERS[2]  # first memories last longer


def test_what_suits_already_is_not_exchanged():
    """Parameters that are off foretell a usual memory worse, and the same ones no better."""
    log = a_log(PARAMETERS)
    assert not fit(log, Model(), lambda _: LASTING).better
    same = fit(log, Model(), lambda _: PARAMETERS)
    assert same.gain == 0
    assert not same.better


def test_the_fit_does_not_see_what_it_is_judged_by():
    log = a_log(PARAMETERS)
    shown: list[Event] = []

    def optimize(ratings):
        shown.extend(ratings)
        return LASTING

    found = fit(log, Model(), optimize)
    assert shown == log[: len(shown)]
    held_out = sum(map(len, losses(log, Model(), len(shown)).values()))
    assert found.held_out == held_out > 100


def test_a_loss_is_that_of_the_chance_foretold():
    first, second = (
        Event(id=str(day), kind="rate", question="q", at=0, day=day, rating=rating)
        for day, rating in ((10, 3), (14, 1))
    )
    state = review(State(), Rating.GOOD, Moment(0, 10), Model(), 0.5)
    chance = recall(state, 14, Model())
    assert losses([first, second], Model(), 0) == {"q": [pytest.approx(-math.log(1 - chance))]}
    same_day = msgspec.structs.replace(second, day=10)
    assert losses([first, same_day], Model(), 0) == {}


def test_too_few_reviews_are_refused_with_how_many_it_takes():
    with pytest.raises(QuizError, match=str(FEWEST)):
        fit(a_log(PARAMETERS, questions=20), Model(), lambda _: LASTING)


def test_one_gain_alone_proves_nothing():
    assert not Fit(1, 1, before=2.0, after=1.0, error=math.inf, parameters=PARAMETERS).better


def test_what_was_fitted_is_in_force_after_a_restart_until_it_is_forgotten(tmp_path: Path, clock: Clock):
    path = tmp_path / "memory.db"
    with Memory(path, clock) as memory:
        memory.adjust(LASTING)
        longer = memory.intervals("q")[Rating.EASY]
    with Memory(path, clock) as memory:
        assert memory.settings.model.parameters == LASTING
        assert memory.intervals("q")[Rating.EASY] == longer
        memory.adjust(None)
    with Memory(path, clock) as memory:
        assert memory.settings.model == Model()
        assert memory.intervals("q")[Rating.EASY] < longer


def test_a_memory_fits_to_the_ratings_that_stand(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("quiz.memory.fit.FEWEST", 5)
    seen: list[str] = []

    def optimize(ratings):
        seen.extend(event.question for event in ratings)
        return LASTING

    with Memory(tmp_path / "memory.db", clock) as memory:
        memory._db.execute("PRAGMA synchronous = OFF")
        memory.rate("old", Rating.GOOD, SOME)
        memory.rename({"old": "new"})
        memory.rate("gone", Rating.GOOD, SOME)
        memory.undo()
        for _ in range(6):
            clock.forward(days=1)
            memory.rate("new", Rating.GOOD, SOME)
        found = memory.fit(optimize)
        assert set(seen) == {"new"}
        assert not found.better  # one question alone: nothing to tell chance by
        assert memory.settings.model == Model()
