"""What a plan says. Plain frozen values."""

from __future__ import annotations

from datetime import date

import msgspec

from quiz.memory.plan.goal import Goal


class Share(msgspec.Struct, frozen=True):
    """How much of some questions will be recalled: of each question alike, and by weight. From 0 to 1."""

    share: float
    low: float
    high: float
    """Between these it lies nine times in ten: chance, and what is not known of this learner."""
    weighted: float
    questions: int
    learnt: int
    """How many have been answered at least once."""


class Readiness(msgspec.Struct, frozen=True):
    """The share recalled on a day, of all questions and of each deck."""

    day: date
    all: Share
    decks: dict[str, Share]
    """By the id of the deck, in the order of the questions."""


class Ready(msgspec.Struct, frozen=True):
    """How ready the learner was on the evening of a day."""

    day: date
    share: float
    """From 0 to 1, of all questions alike: what would have been recalled without doing anything more."""


class PlannedDay(msgspec.Struct, frozen=True):
    """What one day is for. Days after today are what to expect: each day plans anew from what was done."""

    day: date
    new: tuple[str, ...]
    """Ids of questions to learn."""
    reviews: tuple[str, ...]
    """Ids of questions to go through again; each counts once, whatever it takes."""
    minutes: float
    """What these will take; today, on top of what was done already."""


class Plan(msgspec.Struct, frozen=True):
    """From today to the eve of the interview."""

    goal: Goal
    today: date
    days: tuple[PlannedDay, ...]
    """Every day from today to the eve; empty on the day of the interview."""
    dropped: tuple[str, ...]
    """Ids of questions that there is no time for, the least weighty last."""
    now: Readiness
    """On the day of the interview, if you stopped now."""
    then: Readiness
    """The same, if you follow the plan."""
    aim: float
    """The share that counts as ready."""

    @property
    def met(self) -> bool:
        """Whether following the plan leads to the aim, with nothing dropped."""
        return not self.dropped and self.then.all.share >= self.aim


class Needs(msgspec.Struct, frozen=True):
    """What would make a goal that cannot be met one that can."""

    minutes: float | None
    """Minutes a day for all questions; None where no number is enough."""
    questions: int | None
    """How many questions, the weightiest first, at the minutes asked; None where not even one is."""
