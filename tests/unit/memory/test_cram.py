from __future__ import annotations

from quiz.memory import Memory
from quiz.memory.cram import Cram
from tests.unit.memory.tools import AGAIN, EASY, GOOD, SOME, Clock, items, learn


def test_cramming_leaves_every_due_date_alone_and_is_written_down(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    before = memory.cards()
    cram = Cram(memory)
    cram.queue(items("a", "b"))
    cram.rate("a", GOOD, SOME)
    cram.rate("b", AGAIN, SOME)
    assert memory.cards() == before
    assert [event.kind for event in memory.history("b")] == ["cram"]
    assert memory.check().repaired == ()


def test_the_weakest_come_first_new_ones_last_suspended_ones_not(memory: Memory, clock: Clock) -> None:
    memory.rate("strong", EASY, SOME)
    learn(memory, clock, "weak")
    memory.suspend("hidden")
    clock.forward(days=20)
    assert Cram(memory).queue(items("new", "hidden", "strong", "weak")).order == ("weak", "strong", "new")


def test_again_comes_back_at_the_end_and_good_does_not(memory: Memory) -> None:
    cram = Cram(memory)
    deck = items("a", "b", "c")
    cram.queue(deck)
    cram.rate("a", AGAIN, SOME)
    cram.rate("b", GOOD, SOME)
    assert cram.queue(deck).order == ("c", "a")


def test_undo_reaches_to_the_start_of_the_cramming_and_no_further(memory: Memory) -> None:
    memory.rate("a", GOOD, SOME)
    cram = Cram(memory)
    deck = items("a", "b")
    line = cram.queue(deck).order
    cram.rate("a", GOOD, SOME)
    cram.suspend("b")
    assert [cram.undo(), cram.undo(), cram.undo()] == ["b", "a", None]
    assert cram.queue(deck).order == line
    assert [cram.redo(), cram.redo(), cram.redo()] == ["a", "b", None]
    assert cram.queue(deck).order == ()
    assert memory.card("a").state.reps == 1


def test_a_new_answer_ends_redo(memory: Memory) -> None:
    cram = Cram(memory)
    cram.queue(items("a", "b"))
    cram.rate("a", GOOD, SOME)
    cram.undo()
    cram.rate("b", GOOD, SOME)
    assert cram.redo() is None
    assert cram.queue(items("a", "b")).order == ("a",)
