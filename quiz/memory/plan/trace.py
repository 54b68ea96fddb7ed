"""What is left in memory of each question, and what the question weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from quiz.memory.days import DAY
from quiz.memory.model import Card, Item

LEVELS = {"core": 3.0, "trap": 2.0, "deep": 1.0}
"""How likely an interviewer is to ask it."""
LED_TO = 0.25
"""Each question that leads to it adds this share to its weight, up to `MOST` of them."""
MOST = 4


class Trace:
    """One question on its way to the interview. `stability` is 0 while it is new."""

    __slots__ = (
        "day",
        "deck",
        "difficulty",
        "due",
        "end",
        "hidden",
        "id",
        "learning",
        "second",
        "stability",
        "weight",
    )

    def __init__(self, id_: str, deck: str, weight: float) -> None:
        self.id, self.deck, self.weight = id_, deck, weight
        self.stability = self.difficulty = 0.0
        self.day = self.due = 0
        """The learner's days on which it was asked last, and on which FSRS would ask it again."""
        self.end = 0.0
        """The chance of recall on the day of the interview, if it is not asked again."""
        self.learning = False
        """In a learning step: it comes next of itself."""
        self.second = False
        """The first learning step is behind it."""
        self.hidden = 0
        """The first day on which it may be asked: later than any for a suspended one."""

    def copy(self) -> Trace:
        """Another one that is the same."""
        other = Trace(self.id, self.deck, self.weight)
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other


def weights(questions: Sequence[Item]) -> list[float]:
    """The weight of each question: its level, and how often others lead to it."""
    led = Counter(to for question in questions for to in set(question.follow_ups))
    return [LEVELS.get(q.level, 1.0) * (1 + LED_TO * min(led[q.id], MOST)) for q in questions]


def gather(questions: Sequence[Item], cards: Mapping[str, Card], day: int) -> list[Trace]:
    """The trace of each question on that day, in their order."""
    found = []
    for question, weight in zip(questions, weights(questions), strict=True):
        trace = Trace(question.id, question.deck, weight)
        card = cards.get(question.id)
        if card is not None:
            _fill(trace, card, day)
        found.append(trace)
    return found


def _fill(trace: Trace, card: Card, day: int) -> None:
    state = card.state
    if card.suspended:
        trace.hidden = 1 << 60
    elif card.buried == day:
        trace.hidden = day + 1
    if state.phase == "new":
        return
    trace.stability, trace.difficulty = state.stability, state.difficulty
    trace.day, trace.due = state.day, state.day + max(0, state.due - state.last) // DAY
    if state.day > day:  # the clock was ahead then: as if yesterday, or it would be hidden until that day
        trace.day = trace.due = day - 1
    trace.learning = state.phase != "review"
    trace.second = state.phase == "learning" and state.step > 0
