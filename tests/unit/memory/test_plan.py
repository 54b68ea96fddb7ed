from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.memory import Answer, Memory, Settings
from quiz.memory.plan import Goal
from quiz.memory.plan.trace import weights
from tests.unit.memory.tools import AGAIN, GOOD, SOME, Clock, Item, items, learn

TODAY = date(2026, 3, 10)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def many(count: int, **parts: str) -> list[Item]:
    return [Item(f"q{i:03}", **parts) for i in range(count)]


class TestGoal:
    def test_it_outlives_the_program_and_can_be_forgotten(self, tmp_path: Path, clock: Clock) -> None:
        goal = Goal(ahead(14), 45.0, ("attention", "cnn"))
        with Memory(tmp_path / "memory.db", clock) as memory:
            assert memory.goal() is None
            memory.aim(goal)
        with Memory(tmp_path / "memory.db", clock) as memory:
            assert memory.goal() == goal
            memory.aim(Goal(ahead(20)))
            assert memory.goal() == Goal(ahead(20))
            memory.aim(None)
            assert memory.goal() is None
            assert memory.plan(items("a")) is None
            assert memory.needs(items("a")) is None

    @pytest.mark.parametrize(
        ("days", "says"), [(0, "is today"), (-1, "is over"), (732, "more than two years")]
    )
    def test_a_day_that_cannot_be_planned_for_is_refused(self, memory: Memory, days: int, says: str) -> None:
        memory.aim(Goal(ahead(3)))
        with pytest.raises(QuizError, match=says):
            memory.aim(Goal(ahead(days)))
        assert memory.goal() == Goal(ahead(3))

    def test_two_years_can_be_planned(self, memory: Memory) -> None:
        memory.aim(Goal(ahead(731), 5.0))
        plan = memory.plan(items("a", "b"))
        assert plan
        assert len(plan.days) == 731

    def test_it_ends_with_the_interview(self, memory: Memory, clock: Clock) -> None:
        learn(memory, clock, "a")
        memory.aim(Goal(ahead(2)))
        clock.forward(days=2)
        plan = memory.plan(items("a", "b"))
        assert plan
        assert plan.days == ()
        assert plan.now == plan.then
        assert memory.queue(items("a", "b")).new == ("b",)  # as without a plan
        clock.forward(days=1)
        assert memory.goal() is None

    def test_one_that_makes_no_sense_is_damage(self, tmp_path: Path, clock: Clock) -> None:
        with Memory(tmp_path / "memory.db", clock) as memory:
            memory.aim(Goal(ahead(2)))
        with sqlite3.connect(tmp_path / "memory.db") as db:
            db.execute("UPDATE meta SET value = '{}' WHERE name = 'goal'")
        with Memory(tmp_path / "memory.db", clock) as memory, pytest.raises(QuizError, match="damaged"):
            memory.goal()


class TestQueue:
    def test_a_plan_brings_as_many_new_ones_as_its_minutes_hold(self, memory: Memory) -> None:
        bank = many(200)
        assert len(memory.queue(bank).new) == 20
        memory.aim(Goal(ahead(20), 60.0))
        assert len(memory.queue(bank).new) == 40  # 90 s each
        plan = memory.plan(bank)
        assert plan
        assert len(plan.days[0].new) == 40

    def test_what_was_done_today_counts(self, memory: Memory, clock: Clock) -> None:
        bank = many(50)
        memory.aim(Goal(ahead(20), 15.0))
        before = len(memory.queue(bank).new)
        for question in ("q000", "q001", "q002"):
            memory.rate(question, GOOD, Answer(took=240.0))
        assert 0 < len(memory.queue(bank).new) < before - 3
        memory.rate("q003", GOOD, Answer(took=400.0))
        assert memory.queue(bank).order == ()  # also their second steps wait until tomorrow
        clock.forward(days=1)
        assert memory.queue(bank).order[:4] == ("q000", "q001", "q002", "q003")
        assert memory.queue(bank).new

    def test_near_the_interview_it_asks_what_is_not_due_yet(self, memory: Memory, clock: Clock) -> None:
        bank = many(8)
        for item in bank:
            learn(memory, clock, item.id)
        clock.forward(days=1)
        assert memory.queue(bank).due == ()
        memory.aim(Goal(ahead(3)))
        assert memory.queue(bank).due != ()

    def test_far_from_it_only_what_is_due(self, memory: Memory, clock: Clock) -> None:
        bank = many(3)
        for item in bank:
            learn(memory, clock, item.id)
        memory.aim(Goal(ahead(90)))
        clock.forward(days=1)
        assert memory.queue(bank).due == ()
        clock.forward(days=4)
        assert len(memory.queue(bank).due) == 3

    def test_the_weightiest_come_first_and_unrelated_ones_before_related(self, memory: Memory) -> None:
        bank = [
            Item("deep", level="deep"),
            Item("leads", ("led-to",)),
            Item("led-to"),
            Item("trap", level="trap"),
            Item("core"),
        ]
        assert weights(bank) == [1.0, 3.0, 3.75, 2.0, 3.0]
        memory.aim(Goal(ahead(9), 5.0))
        assert memory.queue(bank).new == ("led-to", "core", "trap", "deep")

    def test_other_decks_go_on_as_always(self, tmp_path: Path, clock: Clock) -> None:
        bank = [*many(9, deck="mine"), *(Item(f"x{i}", deck="other") for i in range(5))]
        with Memory(tmp_path / "memory.db", clock, settings=Settings(new_per_day=2), bank=bank) as memory:
            memory.aim(Goal(ahead(9), 5.0, ("mine",)))
            new = memory.queue(bank).new
            assert [id_[0] for id_ in new] == ["q"] * 4 + ["x"] * 2
            plan = memory.plan(bank)
            assert plan
            assert set(plan.now.decks) == {"mine"}

    def test_one_deck_gets_its_part_of_the_same_day(self, tmp_path: Path, clock: Clock) -> None:
        bank = [Item(f"{deck}{i}", deck=deck) for i in range(20) for deck in "ab"]
        with Memory(tmp_path / "memory.db", clock, bank=bank) as memory:
            memory.aim(Goal(ahead(9), 15.0))
            parts = [memory.queue([item for item in bank if item.deck == deck]).new for deck in "ab"]
            assert sorted(parts[0] + parts[1]) == sorted(memory.queue(bank).new)

    def test_the_second_learning_step_waits_until_nothing_else_is_left(
        self, memory: Memory, clock: Clock
    ) -> None:
        bank = many(30)
        memory.rate("q000", GOOD, SOME)
        memory.rate("q001", AGAIN, SOME)
        clock.forward(minutes=15)
        assert memory.queue(bank).order[:2] == ("q001", "q000")
        memory.aim(Goal(ahead(9), 30.0))
        order = memory.queue(bank).order
        assert (order[0], order[-1]) == ("q001", "q000")
        clock.forward(days=1)
        assert memory.queue(bank).order[:2] == ("q001", "q000")


class TestPlan:
    def test_an_empty_bank(self, memory: Memory) -> None:
        memory.aim(Goal(ahead(9)))
        plan = memory.plan([])
        assert plan
        assert plan.then.all.questions == 0
        assert all(day.new == day.reviews == () for day in plan.days)
        assert memory.queue([]).order == ()
        assert memory.readiness([]).decks == {}

    def test_an_interview_tomorrow(self, memory: Memory) -> None:
        memory.aim(Goal(ahead(1), 15.0))
        plan = memory.plan(many(30))
        assert plan
        (day,) = plan.days
        assert len(day.new) == 10
        assert len(plan.dropped) == 20
        assert not plan.met

    def test_what_is_suspended_is_not_planned_but_counts(self, memory: Memory, clock: Clock) -> None:
        bank = many(4)
        learn(memory, clock, "q000")
        for item in bank:
            memory.suspend(item.id)
        memory.aim(Goal(ahead(9)))
        clock.forward(days=1)
        plan = memory.plan(bank)
        assert plan
        assert all(day.new == day.reviews == () for day in plan.days)
        assert plan.dropped == ()
        assert plan.now == plan.then
        assert plan.now.all.questions == 4
        assert 0 < plan.now.all.share < 0.25
        assert memory.queue(bank).order == ()

    def test_a_clock_set_back_a_year_or_forward_breaks_nothing(self, memory: Memory, clock: Clock) -> None:
        bank = many(6)
        for item in bank[:3]:
            learn(memory, clock, item.id)
        memory.aim(Goal(ahead(30)))
        clock.back(days=365)
        plan = memory.plan(bank)
        assert plan
        assert len(plan.days) == 30 + 365
        assert memory.queue(bank).due  # reviewed in a future that was none: asked again
        clock.forward(days=365 + 400)
        assert memory.plan(bank) is None
        assert memory.queue(bank).due

    def test_it_plans_anew_from_what_was_done(self, memory: Memory, clock: Clock) -> None:
        bank = many(60)
        memory.aim(Goal(ahead(10), 10.0))
        first = memory.plan(bank)
        for question in first.days[0].new:
            memory.rate(question, GOOD, Answer(took=60.0))
        clock.forward(days=1)
        done = memory.plan(bank)
        assert done.now.all.share > first.now.all.share == 0
        clock.forward(days=4)  # skipped
        later = memory.plan(bank)
        assert later.then.all.share < done.then.all.share
        assert len(later.dropped) > len(done.dropped)

    def test_the_last_day_is_no_fuller_than_others(self, memory: Memory, clock: Clock) -> None:
        bank = many(120)
        memory.aim(Goal(ahead(20), 30.0))
        plan = memory.plan(bank)
        busy = [len(day.new) + len(day.reviews) for day in plan.days]
        assert busy[-1] <= 1.3 * max(busy[-7:-1])
        assert sum(map(len, (day.reviews for day in plan.days[-5:]))) > 100  # the last pass

    def test_what_would_be_needed_is_enough(self, memory: Memory) -> None:
        bank = many(150)
        memory.aim(Goal(ahead(20), 15.0))
        assert not memory.plan(bank).met
        needs = memory.needs(bank)
        memory.aim(Goal(ahead(20), float(needs.minutes)))
        assert memory.plan(bank).met
        memory.aim(Goal(ahead(20), needs.minutes - 5.0))
        assert not memory.plan(bank).met
        memory.aim(Goal(ahead(20), 15.0))
        assert memory.plan(bank[: needs.questions]).met
        assert not memory.plan(bank[: needs.questions + 1]).met

    def test_readiness_without_a_goal_is_for_today(self, memory: Memory, clock: Clock) -> None:
        bank = [*many(2, deck="a"), Item("other", deck="b")]
        learn(memory, clock, "q000")
        now = memory.readiness(bank)
        assert now.day == TODAY
        assert now.decks["b"].share == 0
        assert now.all.share == pytest.approx(1 / 3)
        clock.now = datetime(2026, 4, 10, 12, tzinfo=UTC)
        assert memory.readiness(bank).all.share < now.all.share
