"""The course of the days up to the interview: what each is spent on, and what is remembered in the end.

A day's minutes go to whatever raises the expected recall on the day of the interview most, by weight and per
second: for a review that is the chance after it minus the chance without it, for a new question the chance
itself. Three rules stand around that:

- At least a share of the time, the floor, goes to reviews while there are new questions. The greedy rule
  alone does not see that a review today makes the next one worth more. Which floor is best is found by
  trying: `best_floor` runs a sample of the questions up to the interview with each.
- More than `FAR` days ahead only what FSRS finds due is reviewed: every minute spent then would be too early.
- Learning steps that are left from the day before come first of themselves: a second look so early pays over
  weeks. In the last `NEAR` days a second step is ranked as a review, since a new question may do more.

Later days are foreseen in the mean: each review leads to its expected recall, not to success or failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from quiz.memory.plan.fading import Fading
from quiz.memory.plan.fsrs6 import MOST, Fsrs6
from quiz.memory.plan.habits import Habits
from quiz.memory.plan.trace import Trace

FLOORS = (0.0, 0.2, 0.4, 0.6)
SAMPLE = 150
"""Questions that the floors are tried on."""
FORESIGHT = 60
"""Days that the floors are tried for."""
FAR = 30
NEAR = 4
"""So many days ahead, and nearer, a second learning step left from another day has to earn its time."""
OVER = 1.3
"""No day is planned to take more than this times the minutes asked."""
LEAST = 0.005
"""A gain in recall below this is not worth an answer."""


class Ways(msgspec.Struct, frozen=True):
    """What a course is reckoned with."""

    interview: int
    """The learner's day."""
    seconds: float
    """A day."""
    fsrs: Fsrs6
    fading: Fading
    habits: Habits
    retention: float = 0.9


class Spent(msgspec.Struct, frozen=True):
    """What a day is spent on, most useful first."""

    reviews: list[tuple[Trace, float]]
    """Each with its chance of recall at the interview after it."""
    new: list[Trace]
    seconds: float


class Course:
    """Runs from day to day; its traces change as it goes."""

    def __init__(self, traces: Iterable[Trace], ways: Ways) -> None:
        self.ways = ways
        self.started: list[Trace] = []
        fresh = []
        for trace in traces:
            if trace.stability:
                trace.end = ways.fading.recall(ways.interview - trace.day, trace.stability)
                self.started.append(trace)
            else:
                fresh.append(trace)
        self.fresh = sorted(fresh, key=lambda trace: -trace.weight)
        self._learnt = 0

    def choose(self, day: int, seconds: float, most: float, floor: float) -> Spent:
        """What to spend the `seconds` that are left of a day on; never does it take more than `most`."""
        ways, pace = self.ways, self.ways.habits.pace
        open_ = [
            trace for trace in self.started if trace.learning and trace.day < day and trace.hidden <= day
        ]
        steps = [trace for trace in open_ if not self._ranked(trace, day)]
        del steps[int(min(most / pace.recalled, len(steps))) :]
        used = pace.recalled * len(steps)
        reviews = [(trace, self._after(trace, day)[0]) for trace in steps]
        worth = self._worth(day)
        fresh = [trace for trace in self.fresh if trace.hidden <= day] if self.fresh else []
        per_new = self._first_recall(ways.interview - day) / pace.new
        new: list[Trace] = []
        on_reviews = 0.0
        i = 0
        while used < seconds and (i < len(worth) or len(new) < len(fresh)):
            review = i < len(worth)
            if review and len(new) < len(fresh):
                weight = fresh[len(new)].weight
                review = worth[i][0] > weight * per_new or on_reviews < floor * used
            cost = worth[i][1] if review else pace.new
            if used + cost > most:
                break
            used += cost
            if review:
                reviews.append((worth[i][3], worth[i][2]))
                on_reviews += cost
                i += 1
            else:
                new.append(fresh[len(new)])
        return Spent(reviews, new, used)

    def spend(self, day: int, spent: Spent) -> None:
        """Go on to the evening of that day."""
        left = self.ways.interview - day
        for trace, end in spent.reviews:
            trace.end = end
            self._settle(trace, min(self.ways.fading.stability(left, end), MOST), day)
        if spent.new:
            taken = set(map(id, spent.new))
            self.fresh = [trace for trace in self.fresh if id(trace) not in taken]
        for trace in spent.new:
            stability, trace.difficulty = self.ways.fsrs.first(self._rating())
            self._settle(trace, stability, day)
            trace.end = self.ways.fading.recall(left, stability)
            self.started.append(trace)

    def _ranked(self, trace: Trace, day: int) -> bool:
        """Whether a question in a learning step waits for its turn among the reviews."""
        return trace.second and self.ways.interview - day <= NEAR

    def _settle(self, trace: Trace, stability: float, day: int) -> None:
        trace.stability, trace.day, trace.learning = stability, day, False
        trace.due = day + max(1, round(stability * self.ways.fsrs.age(self.ways.retention)))

    def _worth(self, day: int) -> list[tuple[float, float, float, Trace]]:
        """Reviews worth their time, best first: (gain by weight and second, seconds, end, trace)."""
        found = []
        far = self.ways.interview - day > FAR
        for trace in self.started:
            if trace.day >= day or trace.hidden > day or (far and trace.due > day):
                continue
            if trace.learning and not self._ranked(trace, day):
                continue
            end, seconds = self._after(trace, day)
            gain = end - trace.end
            if gain > LEAST:
                found.append((trace.weight * gain / seconds, seconds, end, trace))
        found.sort(key=lambda one: -one[0])
        return found

    def _after(self, trace: Trace, day: int) -> tuple[float, float]:
        """The chance of recall at the interview after a review on that day, and the seconds that takes."""
        fsrs, fading, pace = self.ways.fsrs, self.ways.fading, self.ways.habits.pace
        stability, difficulty, days = trace.stability, trace.difficulty, day - trace.day
        foretold = fsrs.recall(days, stability)
        chance = fading.recall(days, stability)
        left = self.ways.interview - day
        good = fading.recall(left, fsrs.recalled(stability, difficulty, foretold))
        bad = fading.recall(left, fsrs.forgotten(stability, difficulty, foretold))
        return (
            chance * good + (1 - chance) * bad,
            chance * pace.recalled + (1 - chance) * pace.forgotten,
        )

    def _first_recall(self, left: int) -> float:
        """The mean chance of recall, so many days later, of a question learnt now."""
        chances = (self.ways.fading.recall(left, self.ways.fsrs.first(rating)[0]) for rating in (1, 2, 3, 4))
        return sum(share * chance for share, chance in zip(self.ways.habits.first, chances, strict=True))

    def _rating(self) -> int:
        """A first rating; over many questions each comes as often as it should."""
        self._learnt += 1
        place = self._learnt * 0.6180339887 % 1
        for rating, share in enumerate(self.ways.habits.first, start=1):
            place -= share
            if place < 0:
                return rating
        return 4


def best_floor(traces: Sequence[Trace], ways: Ways, day: int, seconds: float) -> float:
    """The floor with which a sample of the questions ends best; `seconds` are left of the first day."""
    if ways.interview - day > FORESIGHT:
        ways = msgspec.structs.replace(ways, interview=day + FORESIGHT)
    open_ = [trace for trace in traces if trace.hidden <= day + 1]
    started = sorted((t for t in open_ if t.stability), key=lambda t: (t.stability, t.day, t.id))
    fresh = sorted((t for t in open_ if not t.stability), key=lambda t: (-t.weight, t.id))
    if not fresh or not ways.seconds:
        return 0.0
    part = min(1.0, SAMPLE / len(open_))
    small = msgspec.structs.replace(ways, seconds=ways.seconds * part)
    picked = [*_even(started, part), *(_even(fresh, part) or fresh[:1])]

    def ends(floor: float) -> float:
        course = Course([trace.copy() for trace in picked], small)
        over = 0.0
        for at in range(day, ways.interview):
            room = (seconds * part if at == day else small.seconds) - over
            spent = course.choose(at, room, float("inf"), floor)
            over = max(
                spent.seconds - room, -small.seconds
            )  # a sample's day is short: it is balanced by the next
            course.spend(at, spent)
        return sum(trace.weight * trace.end for trace in course.started)

    return max(FLOORS, key=ends)


def _even(traces: Sequence[Trace], part: float) -> list[Trace]:
    """A share of them, evenly from the first to the last."""
    count = round(len(traces) * part)
    return [traces[int((i + 0.5) * len(traces) / count)] for i in range(count)]
