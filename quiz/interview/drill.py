"""Where an interviewer goes: which topic to open, and which follow-up to ask. Pure functions.

A topic is opened with a question that leads far and that the learner knows little about. From there the
follow-ups that the question names are followed: to harder ones after a good answer, to one of the same level
after a middling one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random

from quiz.bank.model import Level, Question
from quiz.interview.model import Went
from quiz.memory.model import Card

MOST = 4
"""Questions of one chain."""
RANK: dict[Level, int] = {"core": 0, "deep": 1, "trap": 2}
"""How hard a level is."""

_HALF_KNOWN = 10.0  # days of stability at which a question is half as likely to be asked as a new one
_NEW = Card()


class Pool:
    """The questions of one interview: those at `level` or harder that the learner has not suspended.

    `cards` is what is remembered, by question.
    """

    def __init__(self, questions: Sequence[Question], level: Level, cards: Mapping[str, Card]) -> None:
        self._cards = cards
        self._level = level
        self.questions: dict[str, Question] = {
            question.id: question
            for question in questions
            if RANK[question.level] >= RANK[level] and not cards.get(question.id, _NEW).suspended
        }

    def opening(
        self,
        seen: Collection[str],
        visited: Sequence[str],
        chance: Random,
        wanted: Callable[[Question], bool] = lambda _: True,
    ) -> Question | None:
        """A question to open a topic with, or nothing when all were asked.

        `visited` are the decks of earlier topics in order. A deck not visited yet comes first, then any other
        than the last. `wanted` narrows the choice where something fits it.
        """
        fresh = [one for one in self.questions.values() if one.id not in seen]
        fresh = [one for one in fresh if wanted(one)] or fresh
        fresh = _first(fresh, lambda one: RANK[one.level])
        fresh = _first(
            fresh, lambda one: 0 if one.deck not in visited else 1 if one.deck != visited[-1] else 2
        )
        weights = [self.need(one) * (1 + self.reach(one, seen)) ** 2 for one in fresh]
        return chance.choices(fresh, weights)[0] if fresh else None

    def follow_up(
        self, after: Question, went: Went, seen: Collection[str], chance: Random
    ) -> Question | None:
        """What to ask after `after` went so, or nothing: the learner was stuck, or all was asked."""
        if went == "stuck":
            return None
        found = [self.questions[name] for name in after.follow_ups if name in self.questions]
        fresh = [one for one in dict.fromkeys(one.id for one in found) if one not in seen]
        here = RANK[after.level]
        order = _harder if went == "well" else _alike
        best = _first([self.questions[name] for name in fresh], lambda one: order(RANK[one.level], here))
        return chance.choices(best, [self.need(one) for one in best])[0] if best else None

    def need(self, question: Question) -> float:
        """How little the learner knows it: 1 when it is new, less the longer it would be remembered."""
        return 1 / (1 + self._cards.get(question.id, _NEW).state.stability / _HALF_KNOWN)

    def reach(self, question: Question, seen: Collection[str], steps: int = MOST - 1) -> int:
        """How many follow-ups can be asked one after another from there on, up to `steps`."""
        if steps == 0:
            return 0
        gone = {*seen, question.id}
        longest = 0
        for name in question.follow_ups:
            if name in self.questions and name not in gone:
                longest = max(longest, 1 + self.reach(self.questions[name], gone, steps - 1))
                if longest == steps:
                    break
        return longest


def _harder(rank: int, here: int) -> int:
    """After a good answer: first what is harder, then what is not easy, then anything."""
    return 0 if rank > here else 1 if rank > 0 else 2


def _alike(rank: int, here: int) -> int:
    """After a middling answer: first the same level, then easier, then harder."""
    return 0 if rank == here else 1 if rank < here else 2


def _first(questions: list[Question], order: Callable[[Question], int]) -> list[Question]:
    """Those that come first in `order`."""
    best = min(map(order, questions), default=0)
    return [one for one in questions if order(one) == best]
