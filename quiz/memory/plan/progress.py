"""How readiness grew: what would have been recalled, had one stopped on the evening of an earlier day.

The log keeps with each review the chance of recall that was foretold. Days since the last answer over the age
at which the chance is that one give the stability that the last answer had led to: nothing is replayed, and
60,000 reviews are gone through in a tenth of a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from quiz.memory.log import STANDING
from quiz.memory.plan.fading import Fading
from quiz.memory.plan.fsrs6 import MOST, Fsrs6
from quiz.memory.plan.model import Ready
from quiz.memory.plan.trace import Trace
from quiz.memory.settings import Model

POINTS = 30
"""Days that are shown at most."""
_LOG = f"""
SELECT coalesce(names.question, log.question), day, recall, model
FROM log LEFT JOIN names ON names.old = log.question
WHERE {STANDING} ORDER BY id
"""

Spells = Mapping[str, Sequence[tuple[int, float]]]
"""By question: the days on which it was answered, and the stability in days that each left behind."""


def spells(db: sqlite3.Connection, traces: Iterable[Trace], models: Mapping[str, Model]) -> Spells:
    """What each answered question among `traces` was remembered like after each day on which it was asked."""
    found: dict[str, list[tuple[int, float]]] = {t.id: [] for t in traces if t.stability}
    ages = {name: Fsrs6(model.parameters).age for name, model in models.items()}
    last: dict[str, int] = {}
    for question, day, recall, model in db.execute(_LOG):
        if question not in found:
            continue
        days = day - last.setdefault(question, day)
        if days > 0:
            sure = recall is None or not 0 < recall < 1
            stability = MOST if sure else days / ages[model](recall)
            found[question].append((last[question], stability))
            last[question] = day
    for trace in traces:
        if trace.stability:
            found[trace.id].append((trace.day, trace.stability))
    return found


def progress(
    traces: Sequence[Trace], spells: Spells, fading: Fading, today: int, interview: int | None
) -> tuple[Ready, ...]:
    """The share recalled at the interview, or where there is none on that very day, after each day.

    The days go up to today in even strides, and begin with the first answer.
    """
    first = min((spell[0][0] for spell in spells.values()), default=today + 1)
    stride = max(1, -(-(today - first + 1) // POINTS))
    days = range(today - (today - first) // stride * stride, today + 1, stride)
    recalled = dict.fromkeys(days, 0.0)
    for spell in spells.values():
        at = 0
        for day in days:
            while at + 1 < len(spell) and spell[at + 1][0] <= day:
                at += 1
            then, stability = spell[at]
            if then <= day:
                recalled[day] += fading.recall((interview or day) - then, stability)
    count = max(len(traces), 1)
    return tuple(Ready(date.fromordinal(day), sum_ / count) for day, sum_ in recalled.items())
