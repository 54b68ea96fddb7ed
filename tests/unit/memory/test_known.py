"""What a session remembers of its own steps is dropped when it may no longer be what the log says."""

from __future__ import annotations

import pytest

from quiz.errors import QuizError
from quiz.memory import Memory
from tests.unit.memory.tools import AGAIN, GOOD, SOME, Clock, Item, dump, items


def test_a_rating_made_before_two_questions_became_one_is_taken_back_from_both(memory: Memory) -> None:
    kept = memory.rate("new", GOOD, SOME)
    memory.rate("old", AGAIN, SOME)
    memory.queue([Item("new", was=("old",))])
    assert memory.card("new").state.reps == 2
    memory.undo()
    assert memory.card("new") == kept


def test_a_rating_on_a_damaged_state_is_taken_back_to_what_the_log_says(memory: Memory, clock: Clock) -> None:
    card = memory.rate("a", GOOD, SOME)
    memory._db.execute("UPDATE state SET stability = 99")
    clock.forward(days=1)
    memory.rate("a", GOOD, SOME)
    assert memory.check().repaired == ("a",)
    memory.undo()
    assert memory.card("a") == card


def test_a_step_that_could_not_be_written_was_never_taken(memory: Memory, clock: Clock) -> None:
    deck = items("a", "b")
    memory.rate("b", GOOD, SOME)
    assert memory.queue(deck).new == ("a",)
    before = dump(memory)
    # Looked at when the transaction ends: the commit fails, after everything else was done.
    memory._db.execute("PRAGMA foreign_keys = ON")
    memory._db.execute("CREATE TABLE other (x REFERENCES log (id) DEFERRABLE INITIALLY DEFERRED)")
    memory._db.execute(
        "CREATE TRIGGER fails AFTER INSERT ON log BEGIN INSERT INTO other VALUES ('none'); END"
    )
    with pytest.raises(QuizError):
        memory.rate("a", GOOD, SOME)
    memory._db.execute("DROP TRIGGER fails")
    assert dump(memory) == before
    assert memory.queue(deck).new == ("a",)
    assert memory.rate("a", AGAIN, SOME).state.reps == 1
    memory.undo()
    assert dump(memory)["state"] == before["state"]


def test_what_earlier_sessions_did_is_taken_back_after_ones_own_and_done_again_before(
    memory: Memory, clock: Clock
) -> None:
    earlier = [memory.rate(name, GOOD, SOME) for name in ("x", "y")]
    with Memory(memory.path, clock) as later:
        own = later.rate("z", GOOD, SOME), later.rate("x", AGAIN, SOME)
        assert [later.undo() for _ in range(5)] == ["x", "z", "y", "x", None]
        assert not later.cards()
        assert [later.redo() for _ in range(5)] == ["x", "y", "z", "x", None]
        assert [later.card(name) for name in ("y", "z", "x")] == [earlier[1], *own]
        assert [later.undo() for _ in range(2)] == ["x", "z"]
        assert later.card("x") == earlier[0]


def test_a_practised_question_stays_new_and_its_answer_is_taken_back_before_a_rating(memory: Memory) -> None:
    deck = items("a", "b")
    memory.rate("b", GOOD, SOME)
    assert memory.queue(deck).new == ("a",)
    memory.cram("a", GOOD, SOME)
    assert memory.queue(deck).new == ("a",)
    assert [memory.undo(), memory.undo()] == ["a", "b"]
