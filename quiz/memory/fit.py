"""FSRS's numbers fitted to the learner's own log, and whether that helped on reviews it had not seen.

The package's optimizer does the fitting (it needs torch and pandas: the extra `fit`). The judging is done
here, by the scheduler as it will run: both models follow every question from its first rating on, and
foretell the reviews of the last fifth of the log, which the fit was not shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from quiz.errors import failure
from quiz.memory.days import Moment
from quiz.memory.model import Event, Rating, State
from quiz.memory.schedule import recall, review
from quiz.memory.settings import Model

FEWEST = 640
"""Reviews on a later day than the one before that it takes: the optimizer wants 512, and sees four fifths."""
_SHOWN = 0.8
_SURE = 1.645
"""Standard errors by which the gain must exceed 0: one wrongly kept fit in twenty."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Parameters = tuple[float, ...]
Optimize = Callable[[Sequence[Event]], Parameters]
"""Parameters of FSRS that suit those ratings."""


class Fit(msgspec.Struct, frozen=True):
    """What fitting came to. A loss is the mean −log p of what happened, over the reviews held out."""

    reviews: int
    """Reviews on a later day than the one before, those fitted to and those held out."""
    held_out: int
    before: float
    """Log loss of the numbers in force."""
    after: float
    """Log loss of the fitted ones."""
    error: float
    """Standard error of the difference, with the reviews of one question taken as one."""
    parameters: Parameters

    @property
    def gain(self) -> float:
        """By how much the loss fell."""
        return self.before - self.after

    @property
    def better(self) -> bool:
        """Whether the gain is more than chance."""
        return self.gain > _SURE * self.error


def fit(events: Iterable[Event], model: Model, optimize: Optimize) -> Fit:
    """Fit to the earlier four fifths of the ratings `events`, and judge by the rest.

    `events` are ratings that stand, in order, each under the present id of its question. Raises QuizError
    when there are too few.
    """
    ratings = list(events)
    later = _on_later_days(ratings)
    if len(later) < FEWEST:
        raise failure(
            f"There are {len(later)} reviews on a later day than the one before, and {FEWEST} are needed.",
            "Until then the numbers that suit most learners serve better than any fit.",
        )
    cut = later[int(_SHOWN * len(later))]
    parameters = optimize(ratings[:cut])
    fitted = msgspec.structs.replace(model, parameters=parameters)
    before, after = losses(ratings, model, cut), losses(ratings, fitted, cut)
    held_out = sum(map(len, before.values()))
    return Fit(
        reviews=len(later),
        held_out=held_out,
        before=_total(before) / held_out,
        after=_total(after) / held_out,
        error=_error([sum(before[name]) - sum(after[name]) for name in before], held_out),
        parameters=parameters,
    )


def losses(ratings: Sequence[Event], model: Model, since: int) -> dict[str, list[float]]:
    """−log of the chance given to what happened, for each review on a later day from number `since` on."""
    states: dict[str, State] = {}
    found: dict[str, list[float]] = {}
    for number, event in enumerate(ratings):
        state = states.get(event.question, State())
        if number >= since and state.reps and event.day > state.day:
            chance = recall(state, event.day, model) or 0.0
            happened = chance if event.rating != Rating.AGAIN else 1 - chance
            found.setdefault(event.question, []).append(-math.log(max(happened, 1e-9)))
        moment = Moment(event.at, event.day)
        states[event.question] = review(state, Rating(event.rating or 0), moment, model, 0.5)
    return found


def optimizer(tell: bool) -> Optimize:
    """The package's own, with a progress bar if `tell`. Raises QuizError when what it needs is missing."""
    try:
        import pandas  # noqa: F401
        import tqdm  # noqa: F401
    except ImportError as error:
        raise failure(
            f"Fitting needs {error.name}, which is not installed.", 'Say `pip install "proofcards[fit]"`.'
        ) from error
    from fsrs import Rating as Theirs
    from fsrs import ReviewLog
    from fsrs.optimizer import Optimizer

    def optimize(ratings: Sequence[Event]) -> Parameters:
        numbers = {name: at for at, name in enumerate(dict.fromkeys(event.question for event in ratings))}
        logs = [
            ReviewLog(
                numbers[event.question], Theirs(event.rating or 0), _EPOCH + timedelta(days=event.day), None
            )
            for event in _in_order(ratings)
        ]
        return tuple(round(float(number), 4) for number in Optimizer(logs).compute_optimal_parameters(tell))

    return optimize


def _in_order(ratings: Sequence[Event]) -> Sequence[Event]:
    """With days that never go back for a question, as the scheduler counts them."""
    latest: dict[str, int] = {}
    ordered = []
    for event in ratings:
        day = latest[event.question] = max(latest.get(event.question, 0), event.day)
        ordered.append(event if day == event.day else msgspec.structs.replace(event, day=day))
    return ordered


def _on_later_days(ratings: Sequence[Event]) -> list[int]:
    """The numbers of the ratings that tell something of memory: on a later day than the one before."""
    latest: dict[str, int] = {}
    found = []
    for number, event in enumerate(ratings):
        if event.day > latest.get(event.question, event.day):
            found.append(number)
        latest[event.question] = max(latest.get(event.question, 0), event.day)
    return found


def _total(losses: Mapping[str, Sequence[float]]) -> float:
    return sum(map(sum, losses.values()))


def _error(gains: Sequence[float], reviews: int) -> float:
    """Standard error of the mean gain a review, from the gain of each question."""
    if len(gains) < 2:
        return math.inf
    mean = sum(gains) / len(gains)
    spread = sum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1)
    return math.sqrt(spread * len(gains)) / reviews
