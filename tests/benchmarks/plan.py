"""How much is recalled on the day of the interview, and a week later: the plan beside its rivals.

Each learner (a seed) studies the same questions four times, once with each policy, on the same days and for
the same minutes, with the same luck at each answer to a question. What is measured is the mean true chance of
recall over the whole bank.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from statistics import mean, median

from quiz.memory.model import State
from tests.benchmarks.harness import Row, beside
from tests.benchmarks.minds import Exponential, Mind, OtherFsrs, first_ratings, rating, seconds
from tests.benchmarks.plan_found import Lead, head, summary, told
from tests.benchmarks.policies import Anki, AnyOrder, Capped, Ours, Policy, rated

QUESTIONS = 300
SEEDS = range(2000, 2032)
"""Learners that nobody looked at while the plan was made: that was done with others."""
SKIPPED = 0.25
SAME_DAY = 0.9
"""The chance of recall minutes after an answer."""
RIVALS = {"Anki's defaults": Anki, "a cap on the interval": Capped, "random order": AnyOrder}
NO_WORSE = 0.97
"""How much of what Anki's learners recall a week later ours should recall at least."""
MINDS = {"another FSRS": OtherFsrs, "exponential": Exponential}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one learner fared with one policy."""

    on_the_day: float
    a_week_later: float
    longest_day: float
    """Minutes studied on the longest day over the minutes asked."""
    foretold: float | None
    """The share that the plan foretold on the eve."""
    held: bool
    """Whether what was then recalled lay within the interval that it gave."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Who studies, for how many days and minutes, with which share of the days skipped."""

    mind: str
    days: int
    minutes: int
    skipped: float

    def __str__(self) -> str:
        skips = ", a quarter skipped" if self.skipped else ""
        return f"{self.mind}, {self.days} days × {self.minutes} min{skips}"


SCENARIOS = [Scenario(*parts) for parts in product(MINDS, (14, 30), (15, 30), (0.0, SKIPPED))]


BESIDE = ("fsrs",)


def rows() -> Iterator[Row | str]:
    """A line for each scenario; then over each rival on the day, a week later; what was foretold."""
    leads: dict[str, dict[str, Lead]] = {name: {} for name in RIVALS}
    later: dict[str, Lead] = {}
    held: dict[str, list[Outcome]] = {mind: [] for mind in MINDS}
    yield from head(list(RIVALS))
    for scenario in SCENARIOS:
        ours = [study(scenario, Ours, seed) for seed in SEEDS]
        held[scenario.mind] += ours
        name = str(scenario)
        for rival, policy in RIVALS.items():
            theirs = [study(scenario, policy, seed) for seed in SEEDS]
            leads[rival][name] = _lead(ours, theirs, "on_the_day")
            if policy is Anki:
                later[name] = _lead(ours, theirs, "a_week_later", NO_WORSE)
        yield told(name, [leads[rival][name] for rival in RIVALS], later[name])
    for rival in RIVALS:
        yield summary("recalled on the day of the interview", rival, leads[rival])
    yield summary("recalled a week later", "Anki's defaults", later)
    for mind, all_ in held.items():
        yield _foretold(mind, all_)
    longest = max(one.longest_day for all_ in held.values() for one in all_)
    yield beside("the longest day of any learner", "minutes asked", [longest], [1.0], 1.3)


def _lead(ours: list[Outcome], theirs: list[Outcome], part: str, least: float = 1.0) -> Lead:
    return Lead([getattr(one, part) for one in ours], [getattr(one, part) for one in theirs], least)


def _foretold(mind: str, all_: list[Outcome]) -> Row:
    """What the plan said on the eve, over what was recalled on the day."""
    inside = mean(one.held for one in all_)
    ratios = [(one.foretold or 0.0) / one.on_the_day for one in all_]
    what = f"readiness foretold on the eve, {mind}: its interval held {inside:.0%} of the times"
    return Row(what, "what was recalled", ratios, "0.9 to 1.1", 0.9 <= median(ratios) <= 1.1)


def study(scenario: Scenario, policy: type[Policy], seed: int, questions: int = QUESTIONS) -> Outcome:
    """Let one learner study with one policy up to the interview."""
    luck = Random(seed)
    mind: Mind = MINDS[scenario.mind](luck, questions)
    first = first_ratings(luck, questions)
    away = [luck.random() < scenario.skipped for _ in range(scenario.days)]
    cards = [State()] * questions
    chosen = policy(cards, [1.0] * questions, scenario.days, scenario.minutes, Random(seed + 1))
    room = _Room(mind, first, cards, chosen, [Random(f"{seed} {question}") for question in range(questions)])
    studied = [room.spend(day, scenario.minutes * 60.0) for day in range(scenario.days) if not away[day]]
    end = scenario.days
    share = chosen.foretold()
    asked = mean(luck.random() < mind.recall(question, end) for question in range(questions))
    return Outcome(
        mean(mind.recall(question, end) for question in range(questions)),
        mean(mind.recall(question, end + 7) for question in range(questions)),
        max(studied, default=0.0) / (scenario.minutes * 60),
        share.share if share else None,
        bool(share and share.low <= asked <= share.high),
    )


class _Room:
    """Where a learner and a policy meet."""

    def __init__(
        self, mind: Mind, first: list[int], cards: list[State], policy: Policy, luck: Random
    ) -> None:
        self._mind, self._first, self._cards, self._policy, self._luck = mind, first, cards, policy, luck

    def spend(self, day: int, room: float) -> float:
        """Study until the seconds are up, or nothing is left; the seconds studied."""
        line = iter(self._policy.line(day, 0.0))
        steps = [
            (float("inf") if self._policy.waits(i) else 0.0, i)
            for i, card in enumerate(self._cards)
            if card.phase in ("learning", "relearning")
        ]
        heapq.heapify(steps)
        following = next(line, None)
        clock = 0.0
        while clock < room:
            if following is None and not self._policy.whole:
                line = iter(self._policy.line(day, clock))
                following = next(line, None)
            if steps and (following is None or steps[0][0] <= clock):
                question = heapq.heappop(steps)[1]
            elif following is not None:
                question, following = following, next(line, None)
            else:
                break
            took, wait = self._ask(question, day)
            clock += took
            if wait is not None:
                late = self._policy.steps_last and self._cards[question].step > 0
                heapq.heappush(steps, (float("inf") if late else clock + wait * 60, question))
        return clock

    def _ask(self, question: int, day: int) -> tuple[float, float | None]:
        card, luck = self._cards[question], self._luck[question]
        if card.phase == "new":
            given = self._first[question]
            self._mind.meet(question, given, day)
        else:
            given = rating(luck, SAME_DAY if card.day == day else self._mind.recall(question, day))
            self._mind.answer(question, given, day)
        took = seconds(luck, given, card.phase == "new")
        self._policy.told(question, day, card, given, took)
        self._cards[question], wait = rated(card, given, day, luck.random(), self._policy.longest(day))
        return took, wait
