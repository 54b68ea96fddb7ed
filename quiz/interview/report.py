"""What an interview came to: point by point, time by time, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from quiz.bank.model import Level, Question
from quiz.interview.interview import Interview
from quiz.interview.model import Asked, Check, Went
from quiz.memory.model import Answer, Rating
from quiz.suggest import foretold_right, suggest
from quiz.text import Text

WEAKEST = 3
"""Topics that are called the weakest."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One question of the report."""

    id: str
    deck: str
    level: Level
    ask: Text
    topic: int
    took: float
    """Seconds."""
    went: Went | None
    shown: bool
    """Whether its answer was gone through; otherwise nothing was said or missed."""
    said: tuple[Text, ...] = ()
    missed: tuple[Text, ...] = ()
    written: str = ""
    chosen: Text | None = None
    right: bool | None = None
    """Whether the choice was right; None when there was none."""
    answer: Text | None = None
    """The right option, where there was a choice."""
    predicted: float | None = None
    measured: float | None = None
    foretold: bool | None = None
    """Whether the prediction was near enough; None when it cannot be told."""
    whiteboard: bool = False
    program: str = ""
    checks: tuple[Check, ...] = ()
    follow_ups: tuple[Text, ...] = ()
    """What an interviewer asks after it, without what was asked."""
    rating: Rating | None = None
    """What is suggested; None where there is nothing to go by."""
    ticked: tuple[int, ...] = ()

    @property
    def points(self) -> int:
        """How many points its answer has, as far as it was gone through."""
        return len(self.said) + len(self.missed)

    @property
    def perfect(self) -> bool:
        """Whether there is nothing to study in it."""
        good = all(check.passed for check in self.checks) and (not self.whiteboard or bool(self.checks))
        return (
            self.shown and good and not self.missed and self.right is not False and self.foretold is not False
        )

    @property
    def remembered(self) -> Answer:
        """What the review log keeps of it."""
        return Answer(self.took, self.predicted, self.measured, self.ticked)


class Share(msgspec.Struct, frozen=True):
    """How many points were said, in a deck or in a topic."""

    name: Text
    said: int
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.said / self.of if self.of else 0.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it."""

    began: datetime
    minutes: float
    used: float
    """Seconds spent on questions."""
    seed: int
    questions: tuple[Told, ...] = ()
    decks: tuple[Share, ...] = ()
    """In the order in which they came up, those of which an answer was gone through."""
    weakest: tuple[Share, ...] = ()
    """The topics of which the smallest share was said, worst first; none of which all was said."""
    tonight: tuple[Told, ...] = ()
    """What to study, worst first."""

    @property
    def whole(self) -> Share:
        """All of it together."""
        return _share(Text(), self.questions)

    @property
    def rated(self) -> tuple[tuple[Told, Rating], ...]:
        """The questions for which a rating is suggested."""
        return tuple((one, one.rating) for one in self.questions if one.rating)


def report(
    interview: Interview,
    began: datetime,
    titles: Mapping[str, Text],
    find: Callable[[str], Question | None],
) -> Report:
    """The report of an interview that began at `began`, also of one that is not over.

    `titles` are those of decks, and `find` gives a question by its id.
    """
    seen = {one.question.id for one in interview.asked}
    told = tuple(
        _told(one, lambda name: None if name in seen else find(name))
        for one in interview.asked
        if one.took is not None
    )
    chains: dict[int, list[Told]] = {}
    decks: dict[str, list[Told]] = {}
    for one in told:
        chains.setdefault(one.topic, []).append(one)
        if one.shown:
            decks.setdefault(one.deck, []).append(one)
    topics = [_share(chain[0].ask, chain) for chain in chains.values()]
    weak = sorted((one for one in topics if one.said < one.of), key=lambda one: one.share)
    return Report(
        began=began,
        minutes=interview.plan.minutes,
        used=interview.used,
        seed=interview.plan.seed,
        questions=told,
        decks=tuple(_share(titles.get(deck, Text(deck, deck)), ones) for deck, ones in decks.items()),
        weakest=tuple(weak[:WEAKEST]),
        tonight=tuple(sorted((one for one in told if not one.perfect), key=_standing)),
    )


def rating(asked: Asked) -> Rating | None:
    """What the ticks, the choice, the prediction and the program speak for, once the answer was gone through.

    A program that fails a check lowers what `suggest` says by one step, as a wrong prediction does. Where
    there is nothing to go by, being stuck is Again, and anything else gets no rating.
    """
    if not asked.shown:
        return None
    found = suggest(asked.question, asked.ticked, asked.chosen, asked.predicted, asked.measured)
    failed = any(not check.passed for check in asked.checks)
    if found is None:
        return Rating.AGAIN if failed or asked.went == "stuck" else None
    return Rating(max(Rating.AGAIN, found.rating - 1)) if failed else found.rating


def _told(asked: Asked, find: Callable[[str], Question | None]) -> Told:
    question = asked.question
    chosen = None if asked.chosen is None else question.options[asked.chosen]
    points = [(index in asked.ticked, point.text) for index, point in enumerate(question.points)]
    follow_ups = (found.ask for name in question.follow_ups if (found := find(name)))
    return Told(
        id=question.id,
        deck=question.deck,
        level=question.level,
        ask=question.ask,
        topic=asked.chain,
        took=asked.took or 0.0,
        went=asked.went,
        shown=asked.shown,
        said=tuple(text for said, text in points if said and asked.shown),
        missed=tuple(text for said, text in points if not said and asked.shown),
        written=asked.written.strip(),
        chosen=chosen.text if chosen else None,
        right=chosen.right if chosen else None,
        answer=next((option.text for option in question.options if option.right and asked.shown), None),
        predicted=asked.predicted,
        measured=asked.measured,
        foretold=foretold_right(question.predict, asked.predicted, asked.measured),
        whiteboard=asked.whiteboard,
        program=asked.program,
        checks=asked.checks,
        follow_ups=tuple(follow_ups),
        rating=rating(asked),
        ticked=tuple(sorted(asked.ticked)),
    )


def _share(name: Text, questions: Iterable[Told]) -> Share:
    shown: Sequence[Told] = [one for one in questions if one.shown]
    return Share(name, sum(len(one.said) for one in shown), sum(one.points for one in shown))


def _standing(told: Told) -> tuple[float, int]:
    """By the share of points said, then by what was suggested; what was not gone through comes last."""
    share = len(told.said) / told.points if told.points else 0.0 if told.shown else 2.0
    return share, told.rating or 0
