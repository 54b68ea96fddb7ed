"""What each rival shows on a day, and the plan itself. For `plan.py`.

All keep the same cards by the same FSRS, and all study until the day's minutes are up.
"""

from __future__ import annotations

from random import Random

from quiz.memory.model import Rating, State
from quiz.memory.plan.course import Ways
from quiz.memory.plan.fading import Fading
from quiz.memory.plan.fsrs6 import Fsrs6
from quiz.memory.plan.habits import Answered, habits
from quiz.memory.plan.make import agenda, floor_of
from quiz.memory.plan.model import Share
from quiz.memory.plan.readiness import readiness
from quiz.memory.plan.trace import Trace
from quiz.memory.queue import mixed
from quiz.memory.settings import PARAMETERS

FSRS = Fsrs6(PARAMETERS)
AGAIN_AFTER = 8
"""Answers after which the plan is asked again, as the queue asks it after each."""


class Policy:
    """Decides what to ask next on a day. `cards` are by question; a due date is a day here."""

    whole = False
    """Whether a list is all there is for the day; otherwise it is asked for again and again."""

    steps_last = False
    """Whether the second learning step waits until nothing else is left for the day."""

    def __init__(self, cards: list[State], weights: list[float], days: int, minutes: float, luck: Random):
        self.cards, self.weights, self.days, self.minutes, self.luck = cards, weights, days, minutes, luck

    def line(self, day: int, spent: float) -> list[int]:
        """The questions to show next, in order, after so many seconds of the day."""
        raise NotImplementedError

    def longest(self, day: int) -> int:
        """The longest interval given on that day, in days."""
        return 36500

    def waits(self, question: int) -> bool:
        """Whether a learning step that is due waits until nothing else is left."""
        return False

    def told(self, question: int, day: int, before: State, rating: int, seconds: float) -> None:
        """An answer was given."""

    def foretold(self) -> Share | None:
        """What it foretells for the day of the interview, as things stand."""
        return None

    def reviewable(self, day: int) -> list[int]:
        return [i for i, card in enumerate(self.cards) if card.phase == "review" and card.day < day]

    def new(self) -> list[int]:
        return [i for i, card in enumerate(self.cards) if card.phase == "new"]


class Anki(Policy):
    """Anki with FSRS as it is installed: due at 0.9, 20 new a day, mixed evenly with the reviews."""

    whole = True

    def line(self, day: int, spent: float) -> list[int]:
        due = [i for i in self.reviewable(day) if self.cards[i].due <= day]
        self.luck.shuffle(due)
        due.sort(key=lambda i: self.cards[i].due)
        return [int(i) for i in mixed([*map(str, due)], [*map(str, self.new()[:20])], 0, 0)]


class Capped(Anki):
    """The same, with no interval longer than the days up to the eve of the interview."""

    def longest(self, day: int) -> int:
        return max(1, self.days - 1 - day)


class AnyOrder(Policy):
    """Everything that was not seen today, in random order."""

    whole = True

    def line(self, day: int, spent: float) -> list[int]:
        line = [*self.reviewable(day), *self.new()]
        self.luck.shuffle(line)
        return line


class Ours(Policy):
    """The plan: the functions that `quiz review` goes by."""

    steps_last = True

    def __init__(self, cards: list[State], weights: list[float], days: int, minutes: float, luck: Random):
        super().__init__(cards, weights, days, minutes, luck)
        self._answers: list[Answered] = []
        self._day = -1
        self._later: frozenset[str] = frozenset()

    def told(self, question: int, day: int, before: State, rating: int, seconds: float) -> None:
        recall = None if before.phase == "new" else FSRS.recall(day - before.day, before.stability)
        self._answers.append(Answered(str(question), day, before.phase, rating, seconds, recall))

    def line(self, day: int, spent: float) -> list[int]:
        traces = [self._trace(i) for i in range(len(self.cards))]
        if day != self._day:  # as `Memory` does: what the log tells is looked up once a day
            self._day = day
            known = habits(self._answers, FSRS, day)
            self._fading = Fading(known.seen)
        known = habits(self._answers[-400:], FSRS, day)
        ways = Ways(self.days, self.minutes * 60, FSRS, self._fading, known)
        if spent == 0:
            self._floor = floor_of(traces, ways, day)
        today = agenda(traces, ways, day, self._floor)
        self._later = today.later
        line = mixed(today.reviews, today.new[: today.room], 0, 0)
        return [int(i) for i in line if self.cards[int(i)].phase in ("new", "review")][:AGAIN_AFTER]

    def waits(self, question: int) -> bool:
        return str(question) in self._later

    def foretold(self) -> Share | None:
        fading = Fading(habits(self._answers, FSRS, self.days).seen)
        traces = [self._trace(i) for i in range(len(self.cards))]
        return readiness(traces, fading, self.days).all

    def _trace(self, question: int) -> Trace:
        card = self.cards[question]
        trace = Trace(str(question), "all", self.weights[question])
        trace.stability, trace.difficulty = card.stability, card.difficulty
        trace.day, trace.due = card.day, card.due
        trace.learning = card.phase in ("learning", "relearning")
        trace.second = card.phase == "learning" and card.step > 0
        return trace


def rated(card: State, rating: int, day: int, chance: float, longest: int) -> tuple[State, float | None]:
    """The card after an answer, as schedule.review gives it, and the minutes until its next step, if any.

    `due` counts days, so that a run of 30 days takes milliseconds; a test holds it against schedule.review.
    """
    from quiz.memory.schedule import fuzzed

    if card.phase == "new":
        stability, difficulty = FSRS.first(rating)
    else:
        foretold = FSRS.recall(day - card.day, card.stability)
        if card.day == day:
            stability = FSRS.same_day(card.stability, rating)
        elif rating == Rating.AGAIN:
            stability = FSRS.forgotten(card.stability, card.difficulty, foretold)
        else:
            stability = FSRS.recalled(card.stability, card.difficulty, foretold, rating)
        difficulty = FSRS.harder(card.difficulty, rating)
    phase, step, wait = _step(card, rating)
    due = day
    if wait is None:
        due += min(fuzzed(min(max(round(stability), 1), 36500), chance, 36500), longest)
    lapses = card.lapses + (card.phase == "review" and rating == Rating.AGAIN)
    state = State(phase, step, stability, difficulty, due, 0, day, card.reps + 1, lapses)
    return state, wait


def _step(card: State, rating: int) -> tuple[str, int, float | None]:
    """Phase and step after a rating, steps being 1 and 10 minutes, 10 to relearn; minutes to the next."""
    if card.phase == "review":
        return ("relearning", 0, 10.0) if rating == Rating.AGAIN else ("review", 0, None)
    if card.phase == "relearning":
        if rating <= Rating.HARD:
            return "relearning", 0, 10.0 if rating == Rating.AGAIN else 15.0
        return "review", 0, None
    if rating == Rating.AGAIN:
        return "learning", 0, 1.0
    if rating == Rating.HARD:
        return "learning", card.step, 5.5 if card.step == 0 else 10.0
    if rating == Rating.GOOD and card.step == 0:
        return "learning", 1, 10.0
    return "review", 0, None
