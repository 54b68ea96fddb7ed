"""The plan itself: a pure function of the goal, of what is remembered and of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec

from quiz.memory.plan.agenda import Agenda
from quiz.memory.plan.course import OVER, Course, Spent, Ways, best_floor
from quiz.memory.plan.goal import LONGEST, Goal
from quiz.memory.plan.model import Needs, Plan, PlannedDay
from quiz.memory.plan.readiness import readiness
from quiz.memory.plan.trace import Trace

_MOST_MINUTES = 16 * 60


def agenda(traces: Sequence[Trace], ways: Ways, day: int, floor: float) -> Agenda:
    """What is left to do today, by the floor found by `floor_of`."""
    course = Course(traces, ways)
    spent = _today(course, ways, day, floor)
    chosen = {trace.id for trace, _ in spent.reviews}
    new = {trace.id: None for trace in spent.new} | {t.id: None for t in course.fresh if t.hidden <= day}
    return Agenda(
        frozenset(trace.id for trace in traces),
        tuple(trace.id for trace, _ in spent.reviews if not trace.learning),
        tuple(new),
        len(spent.new),
        frozenset(trace.id for trace in traces if trace.second and trace.id not in chosen),
        ways.habits.spent >= ways.seconds,
    )


def floor_of(traces: Sequence[Trace], ways: Ways, day: int) -> float:
    """The share of the time that goes to reviews at least, while there is something new."""
    return best_floor(traces, ways, day, max(0.0, ways.seconds - ways.habits.spent))


def plan(traces: Sequence[Trace], ways: Ways, goal: Goal, day: int, floor: float | None = None) -> Plan:
    """The whole plan, from today to the eve of the interview; the floor is looked for unless it is known."""
    now = readiness(traces, ways.fading, ways.interview)
    days, course = _run(traces, ways, day, floor_of(traces, ways, day) if floor is None else floor)
    ends = {trace.id: trace for trace in (*course.started, *course.fresh)}
    then = readiness([ends[trace.id] for trace in traces], ways.fading, ways.interview)
    dropped = tuple(trace.id for trace in course.fresh if trace.hidden <= ways.interview)
    return Plan(goal, date.fromordinal(day), tuple(days), dropped, now, then, ways.retention)


def needs(traces: Sequence[Trace], ways: Ways, goal: Goal, day: int) -> Needs:
    """What would make the goal one that can be met; both numbers are found by halving."""
    order = sorted(traces, key=lambda trace: (-trace.weight, trace.id))

    def met(minutes: float, questions: int) -> bool:
        other = msgspec.structs.replace(ways, seconds=minutes * 60)
        some = [trace.copy() for trace in order[:questions]]
        return plan(some, other, goal, day).met

    most = len(traces)
    minutes = _least(5, _MOST_MINUTES, 5, lambda minutes: met(minutes, most))
    fewer = _least(1, most - 1, 1, lambda dropped: met(goal.minutes, most - dropped))
    return Needs(minutes, most - fewer if fewer is not None else None)


def _least(low: int, high: int, step: int, enough: Callable[[int], bool]) -> int | None:
    """The least multiple of `step` from `low` to `high` that is enough, if the highest is."""
    if high < low or not enough(high):
        return None
    low, high = low // step - 1, -(-high // step)
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle * step):
            high = middle
        else:
            low = middle
    return high * step


def _run(traces: Sequence[Trace], ways: Ways, day: int, floor: float) -> tuple[list[PlannedDay], Course]:
    course = Course([trace.copy() for trace in traces], ways)
    days = []
    for at in range(day, min(ways.interview, day + LONGEST + 1)):
        if at == day:
            spent = _today(course, ways, day, floor)
        else:
            spent = course.choose(at, ways.seconds, OVER * ways.seconds, floor)
        course.spend(at, spent)
        reviews = tuple(trace.id for trace, _ in spent.reviews)
        new = tuple(trace.id for trace in spent.new)
        days.append(PlannedDay(date.fromordinal(at), new, reviews, round(spent.seconds / 60, 1)))
    return days, course


def _today(course: Course, ways: Ways, day: int, floor: float) -> Spent:
    left = max(0.0, ways.seconds - ways.habits.spent)
    most = max(0.0, OVER * ways.seconds - ways.habits.spent)
    return course.choose(day, left, most, floor)
