"""FSRS as pure functions: a state, a rating and a moment in, the next state out.

The `fsrs` package does the arithmetic. It is imported when first needed (30 ms), so that counting what is
due does not wait for it. It sees whole learner's days, not instants: a question learnt at ten in the evening
and asked at nine in the morning was a night away, not the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from quiz.memory.days import DAY, Moment
from quiz.memory.model import Event, Phase, Rating, State
from quiz.memory.settings import Model

if TYPE_CHECKING:
    from fsrs import Card

_HALF_A_DAY = 720.0
"""Minutes."""
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_PHASES: dict[Phase, int] = {"new": 1, "learning": 1, "review": 2, "relearning": 3}
_REVIEW = _PHASES["review"]
_NAMES: dict[int, Phase] = {1: "learning", 2: "review", 3: "relearning"}
# How far a long interval may be moved, so that questions learnt together do not stay together:
# (from day, to day, share), as in Anki.
_FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


def luck(question: str, repetition: int) -> float:
    """A number in [0, 1) that is always the same for this repetition of this question."""
    from hashlib import blake2b  # not before something is rated

    seed = blake2b(f"{question}\n{repetition}".encode(), digest_size=8).digest()
    return (int.from_bytes(seed, "big") >> 11) / (1 << 53)


def review(state: State, rating: Rating, moment: Moment, model: Model, chance: float) -> State:
    """The state after `rating` at `moment`; `chance` in [0, 1) moves long intervals a little.

    A moment before the last review (the clock was set back) counts as no time since then. Its due date
    follows the clock of `moment`; if that is more than a day back, it is never later than the last review,
    so that a year reached by mistake does not hide a question for a year.
    """
    after, interval = _after(state, rating, max(state.day, moment.day), model, chance)
    due = moment.at + interval
    if state.last - moment.at > DAY:
        due = min(due, state.last)
    return msgspec.structs.replace(after, due=due, last=max(state.last, moment.at))


@lru_cache(maxsize=8)
def _after(state: State, rating: Rating, day: int, model: Model, chance: float) -> tuple[State, int]:
    """The state after `rating` on `day` but for its times, and in how many milliseconds it is due.

    Kept, as a question's four intervals are shown before one of them is chosen.
    """
    engine = _engine(model)
    card, interval = engine.next(state, rating, day, chance)
    if not engine.in_order:
        for worse in range(Rating.AGAIN, rating):  # a better rating never comes back sooner
            interval = max(interval, engine.next(state, Rating(worse), day, chance)[1])
    after = State(
        phase=_NAMES[card.state],
        step=card.step or 0,
        stability=_rounded(card.stability),
        difficulty=_rounded(card.difficulty),
        day=day,
        reps=state.reps + 1,
        lapses=state.lapses + (state.phase == "review" and rating == Rating.AGAIN),
    )
    return after, interval // timedelta(milliseconds=1)


def course(state: State, ratings: Iterable[Event], model: Model) -> State:
    """The state after ratings in a row, as `review` for each would have it, but without a due date.

    The last of a row alone decides when a question is due: leave that one to `review`.
    """
    engine = _engine(model)
    card = engine.card(state)
    last, day, reps, lapses = state.last, state.day, state.reps, state.lapses
    for event in ratings:
        day, last, reps = max(day, event.day), max(last, event.at), reps + 1
        lapses += card.state == _REVIEW and event.rating == Rating.AGAIN
        card, _ = engine.scheduler.review_card(card, engine.ratings[event.rating], _instant(day))
        card.stability, card.difficulty = _rounded(card.stability), _rounded(card.difficulty)
    return State(
        _NAMES[card.state],
        card.step or 0,
        card.stability or 0.0,
        card.difficulty or 0.0,
        0,
        last,
        day,
        reps,
        lapses,
    )


def intervals(state: State, moment: Moment, model: Model, chance: float) -> dict[Rating, timedelta]:
    """How long until it comes back, for each rating given at `moment`."""
    return {
        rating: timedelta(milliseconds=review(state, rating, moment, model, chance).due - moment.at)
        for rating in Rating
    }


def recall(state: State, day: int, model: Model) -> float | None:
    """The chance of recall on a learner's day, from 0 to 1; nothing for a new question."""
    if state.phase == "new":
        return None
    when = max(day, state.day)
    engine = _engine(model)
    return float(engine.scheduler.get_card_retrievability(engine.card(state), _EPOCH + timedelta(days=when)))


def fuzzed(days: int, chance: float, maximum: int) -> int:
    """`days` moved within Anki's range by `chance` in [0, 1); of two intervals the longer stays so."""
    if days < 3:
        return days
    delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in _FUZZ)
    low = max(2, round(days - delta))
    high = round(days + delta)
    return min(int(low + chance * (high - low + 1)), maximum)


def _rounded(number: float | None) -> float:
    """So that another machine's mathematics library replays the log to the same bytes."""
    return round(number or 0.0, 9)


@lru_cache(maxsize=4096)
def _instant(day: int) -> datetime:
    """What the package is told for a learner's day."""
    return _EPOCH + timedelta(days=day)


class _Engine:
    """The package under one model's numbers, its own random fuzz switched off."""

    def __init__(self, model: Model) -> None:
        import fsrs  # 30 ms: only who rates pays for it

        steps = model.learning_steps, model.relearning_steps
        self.scheduler = fsrs.Scheduler(
            parameters=model.parameters,
            desired_retention=model.desired_retention,
            learning_steps=[timedelta(minutes=step) for step in steps[0]],
            relearning_steps=[timedelta(minutes=step) for step in steps[1]],
            maximum_interval=model.maximum_days,
            enable_fuzzing=False,
        )

        class Held(fsrs.Card):
            """A card that is changed in place: the copy that nobody needs takes a third of a review."""

            def __copy__(self) -> Held:
                return self

        self.held = Held
        self.maximum = model.maximum_days
        self.ratings: dict[int | None, fsrs.Rating] = {rating: fsrs.Rating(rating) for rating in Rating}
        self.phases = {phase: fsrs.State(number) for phase, number in _PHASES.items()}
        self.in_order = all(_rising(some) and max(some, default=0) <= _HALF_A_DAY for some in steps) and (
            _rising(model.parameters[:4])
        )
        """Whether better ratings come back later by themselves: with sane steps and initial stabilities."""

    def next(self, state: State, rating: Rating, day: int, chance: float) -> tuple[Card, timedelta]:
        """The package's card after the rating on `day`, and the interval, with our fuzz on whole days."""
        now = _instant(day)
        card, _ = self.scheduler.review_card(self.card(state), self.ratings[rating], now)
        interval = card.due - now
        if card.state == _REVIEW:
            interval = timedelta(days=fuzzed(interval.days, chance, self.maximum))
        return card, interval

    def card(self, state: State) -> Card:
        """The state as the package holds it; with an id, without which it sleeps."""
        if state.phase == "new":
            return self.held(1, self.phases["new"], 0, due=_EPOCH)
        last = _instant(state.day)
        step = None if state.phase == "review" else state.step
        return self.held(1, self.phases[state.phase], step, state.stability, state.difficulty, last, last)


@lru_cache(maxsize=64)
def _engine(model: Model) -> _Engine:
    return _Engine(model)


def _rising(numbers: Sequence[float]) -> bool:
    return all(one <= other for one, other in pairwise(numbers))
