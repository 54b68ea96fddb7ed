"""Readiness over time: what the log implies, held against a replay of the log as it was on each day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest

from quiz.memory import Answer, Memory, Rating
from quiz.memory.plan import Goal
from quiz.memory.plan.fading import Fading
from quiz.memory.plan.fsrs6 import Fsrs6
from quiz.memory.plan.habits import load
from quiz.memory.plan.progress import POINTS
from quiz.memory.plan.readiness import readiness
from quiz.memory.plan.trace import gather
from quiz.memory.replay import replay
from quiz.memory.settings import Model
from tests.unit.memory.tools import AGAIN, GOOD, Clock, Item, items

BANK = items(*"abcdefgh")


def study(memory: Memory, clock: Clock, days: int, luck: Random) -> None:
    """So many days with some answers on most of them, some taken back, some under other parameters."""
    for day in range(days):
        if day == days // 2:
            usual = memory.settings.model.parameters
            memory.adjust((*usual[:20], usual[20] * 1.5))
        for _ in range(luck.randrange(5)):
            memory.rate(luck.choice(BANK[:6]).id, luck.choice([AGAIN, GOOD, Rating.EASY]), Answer(5.0))
            clock.forward(minutes=3)
        if luck.random() < 0.3:
            memory.undo()
        clock.forward(days=1)


def replayed(memory: Memory, day: int, interview: int) -> float:
    """The share recalled at the interview by what stands of the log up to that evening."""
    models = {name: msgspec.json.decode(text, type=Model) for name, text in memory.models().items()}
    gone = {event.target for event in memory.events() if event.kind == "undo"}
    standing = [one for one in memory.events() if one.kind == "rate" and one.id not in gone]
    cards = replay([event for event in standing if event.day <= day], models).cards
    today = memory._today().now.day
    fading = Fading(load(memory._db, Fsrs6(memory.settings.model.parameters), today).seen)
    return readiness(gather(BANK, cards, day), fading, interview).all.share


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("ahead", [0, 9])
def test_each_day_is_what_a_replay_of_the_log_says(
    memory: Memory, clock: Clock, seed: int, ahead: int
) -> None:
    study(memory, clock, 20, Random(seed))
    today = clock.now.date().toordinal()
    if ahead:
        memory.aim(Goal(date.fromordinal(today + ahead)))
    found = memory.progress(BANK)
    assert found[-1].day.toordinal() == today
    assert len(found) > 15
    for ready in found:
        day = ready.day.toordinal()
        assert ready.share == pytest.approx(replayed(memory, day, today + ahead if ahead else day), abs=1e-6)
    assert found[-1].share == pytest.approx(memory.readiness(BANK).all.share, abs=1e-9)


def test_it_begins_with_the_first_answer_and_strides_evenly(memory: Memory, clock: Clock) -> None:
    assert memory.progress(BANK) == ()
    memory.rate("a", GOOD, Answer(5.0))
    assert len(memory.progress(BANK)) == 1
    clock.forward(days=100)
    days = [ready.day.toordinal() for ready in memory.progress(BANK)]
    assert len(days) <= POINTS
    assert {b - a for a, b in pairwise(days)} == {4}
    assert days[-1] == clock.now.date().toordinal()


def test_a_plan_for_some_decks_tells_of_these(tmp_path: Path, clock: Clock) -> None:
    bank = [Item("a", deck="one"), Item("b", deck="two"), Item("c", deck="two")]
    with Memory(tmp_path / "memory.db", clock, bank=bank) as memory:
        memory.rate("a", GOOD, Answer(5.0))
        assert memory.progress(bank)[-1].share == pytest.approx(1 / 3)
        memory.aim(Goal(date.fromordinal(clock.now.date().toordinal() + 1), decks=("two",)))
        assert memory.progress(bank) == ()


def test_a_question_keeps_its_progress_under_a_new_name(memory: Memory, clock: Clock) -> None:
    memory.rate("a", GOOD, Answer(5.0))
    clock.forward(days=3)
    memory.rate("a", AGAIN, Answer(5.0))
    clock.forward(days=3)
    before = memory.progress(items("a", "b"))
    assert memory.progress([Item("new", was=("a",)), Item("b")]) == before
