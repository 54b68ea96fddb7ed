from __future__ import annotations

from pathlib import Path

from quiz.memory import Counts, Memory, Settings
from tests.unit.memory.tools import AGAIN, EASY, GOOD, SOME, Clock, Item, items, learn


def with_limits(tmp_path: Path, clock: Clock, **limits: int) -> Memory:
    return Memory(tmp_path / "limits.db", clock, settings=Settings(**limits))


def chain(count: int) -> list[Item]:
    """Each leads to the next."""
    return [Item(f"q{i}", (f"q{i + 1}",)) for i in range(count)]


def test_new_questions_come_in_the_order_given(memory: Memory) -> None:
    queue = memory.queue(items("c", "a", "b"))
    assert queue.order == queue.new == ("c", "a", "b")
    assert queue.counts == Counts(0, 0, 3)


def test_only_questions_in_hand_are_queued(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "elsewhere")
    clock.forward(days=30)
    assert memory.queue(items("here")).order == ("here",)


def test_nothing_in_hand_is_an_empty_queue(memory: Memory) -> None:
    assert memory.queue([]).next is None


def test_a_learning_step_comes_first_when_it_is_due(memory: Memory, clock: Clock) -> None:
    deck = items("a", "b", "c")
    memory.rate("a", AGAIN, SOME)
    assert memory.queue(deck, "a").order == ("b", "c", "a")
    clock.forward(minutes=2)
    queue = memory.queue(deck, "a")
    assert queue.order == ("a", "b", "c")
    assert queue.learning == ("a",)


def test_a_step_within_twenty_minutes_comes_when_nothing_else_is_left(tmp_path: Path, clock: Clock) -> None:
    memory = Memory(tmp_path / "ahead.db", clock)
    memory.rate("a", GOOD, SOME)
    assert memory.queue(items("a")).order == ("a",)
    assert memory.queue(items("a")).waiting == ("a",)
    memory.close()


def test_a_later_step_is_counted_but_not_shown(tmp_path: Path, clock: Clock) -> None:
    memory = Memory(tmp_path / "later.db", clock, settings=Settings(look_ahead_minutes=5))
    memory.rate("a", GOOD, SOME)
    queue = memory.queue(items("a"))
    assert queue.order == ()
    assert queue.counts == Counts(0, 1, 0)
    assert queue.opens == memory.card("a").state.due
    memory.close()


def test_a_review_is_due_from_the_morning_of_its_day(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    clock.now = clock.now.replace(hour=22)
    due_in = memory.rate("a", GOOD, SOME).state.due / 86_400_000 - clock.now.timestamp() / 86_400
    clock.forward(days=round(due_in) - 1, hours=7)  # five in the morning, long before the hour of the rating
    assert memory.queue(items("a")).due == ("a",)
    clock.back(hours=2)
    assert memory.queue(items("a")).due == ()


def test_what_is_due_longest_comes_first(memory: Memory, clock: Clock) -> None:
    for question in ("a", "b", "c"):
        learn(memory, clock, question)
        clock.forward(days=1)
    clock.forward(days=60)
    assert memory.queue(items("c", "b", "a")).due == ("a", "b", "c")


def test_new_questions_stop_at_the_limit_until_tomorrow(tmp_path: Path, clock: Clock) -> None:
    deck = items("a", "b", "c", "d")
    with with_limits(tmp_path, clock, new_per_day=2) as memory:
        assert memory.queue(deck).new == ("a", "b")
        memory.rate("a", EASY, SOME)
        assert memory.queue(deck).new == ("b",)
        memory.rate("b", EASY, SOME)
        assert memory.queue(deck).new == ()
        memory.undo()
        assert memory.queue(deck).new == ("b",)
        memory.redo()
        clock.forward(days=1)
        assert memory.queue(deck).new == ("c", "d")


def test_reviews_stop_at_the_limit_until_tomorrow(tmp_path: Path, clock: Clock) -> None:
    deck = items("a", "b", "c")
    with with_limits(tmp_path, clock, reviews_per_day=2) as memory:
        for item in deck:
            learn(memory, clock, item.id)
        clock.forward(days=40)
        assert memory.queue(deck).due == ("a", "b")
        memory.rate("a", GOOD, SOME)
        assert memory.queue(deck).due == ("b",)
        memory.rate("b", GOOD, SOME)
        assert memory.queue(deck).due == ()
        clock.forward(days=1)
        assert memory.queue(deck).due == ("c",)


def test_new_questions_are_spread_among_reviews(memory: Memory, clock: Clock) -> None:
    old = items(*(f"old{i}" for i in range(6)))
    for item in old:
        learn(memory, clock, item.id)
    clock.forward(days=60)
    order = memory.queue([*old, *items("new0", "new1")]).order
    assert [id_.startswith("new") for id_ in order] == [False, False, True, False, False, False, True, False]


def test_a_question_never_follows_one_it_is_related_to(memory: Memory, clock: Clock) -> None:
    deck = chain(8)
    for item in deck:
        learn(memory, clock, item.id)
    clock.forward(days=60)
    order = [int(id_[1:]) for id_ in memory.queue(deck, "q0").order]
    assert sorted(order) == list(range(8))
    assert all(abs(one - other) > 1 for one, other in zip([0, *order], order, strict=False))


def test_new_questions_related_to_todays_wait_for_another_day_if_there_are_others(
    tmp_path: Path, clock: Clock
) -> None:
    with with_limits(tmp_path, clock, new_per_day=3) as memory:
        deck = chain(8)
        assert memory.queue(deck).new == ("q0", "q2", "q4")
        memory.rate("q0", EASY, SOME)
        assert memory.queue(deck).new == ("q2", "q4")
        assert memory.queue(deck[:3]).new == ("q2", "q1")
        assert memory.queue(deck[::-1]).new == ("q7", "q5")


def test_suspended_and_buried_questions_are_not_shown(memory: Memory, clock: Clock) -> None:
    deck = items("a", "b", "c")
    learn(memory, clock, "a")
    clock.forward(days=30)
    memory.suspend("a")
    memory.bury("b")
    assert memory.queue(deck).order == ("c",)
    clock.forward(days=1)
    assert memory.queue(deck).order == ("b", "c")
    memory.unsuspend("a")
    assert set(memory.queue(deck).order) == {"a", "b", "c"}


def test_a_question_reviewed_in_a_year_reached_by_mistake_is_asked_again_now(
    memory: Memory, clock: Clock
) -> None:
    learn(memory, clock, "a")
    clock.forward(days=365)
    memory.rate("a", GOOD, SOME)
    clock.back(days=364)
    assert memory.queue(items("a")).due == ("a",)
    memory.settings = Settings(reviews_per_day=1)
    assert memory.queue(items("a")).due == ("a",)  # that one was not made today
    due = memory.rate("a", GOOD, SOME).state.due
    assert memory.queue(items("a")).order == ()
    assert due / 1000 < clock.now.timestamp() + 364 * 86_400


def test_counting_many_decks_looks_at_the_file_as_often_as_counting_one(memory: Memory, clock: Clock) -> None:
    decks = [[Item(f"{deck}{i}", deck=deck) for i in range(3)] for deck in "abcde"]
    every = [item for deck in decks for item in deck]
    learn(memory, clock, "a0")
    memory.rate("b1", AGAIN, SOME)
    clock.forward(days=30)
    asked: list[str] = []
    memory._db.set_trace_callback(asked.append)
    all_, *counts = memory.counts(every, decks)
    often = len(asked)
    memory.counts(decks[0], decks[:1])
    assert len(asked) == 2 * often
    memory._db.set_trace_callback(None)
    assert all_ == memory.queue(every).counts
    assert counts == [memory.queue(deck).counts for deck in decks]
    assert counts[:3] == [Counts(1, 0, 2), Counts(0, 1, 2), Counts(0, 0, 3)]
