from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.memory import Answer, Card, Memory, Model, Settings
from tests.unit.memory.tools import AGAIN, EASY, GOOD, NOON, SOME, Clock, Item, dump, items, learn


def test_a_rating_is_there_after_reopening(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        card = memory.rate("a", GOOD, SOME)
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert memory.card("a") == card
        (event,) = memory.history("a")
    assert (event.rating, event.took, event.predicted, event.measured) == (GOOD, 4.5, 256.0, 255.1)
    assert (event.ticked, event.phase, event.recall) == ("0,2", "new", None)


def test_the_log_says_what_recall_was_foretold(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    clock.forward(days=3)
    foretold = memory.recall("a")
    memory.rate("a", GOOD, SOME)
    event = memory.history("a")[-1]
    assert foretold is not None
    assert 0.5 < foretold < 1
    assert (event.recall, event.phase) == (foretold, "review")


def test_numbers_that_are_none_are_left_out(memory: Memory) -> None:
    memory.rate("a", GOOD, Answer(1.0, float("nan"), float("inf")))
    (event,) = memory.history("a")
    assert (event.predicted, event.measured, event.ticked) == (None, None, None)


def test_the_intervals_shown_are_those_that_come_true(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    clock.forward(days=4)
    for rating, interval in memory.intervals("a").items():
        due = memory.rate("a", rating, SOME).state.due
        assert timedelta(milliseconds=due) == clock.now - NOON.replace(1970, 1, 1, 0) + interval
        memory.undo()


def test_undo_takes_back_one_rating_after_the_other_also_after_a_restart(
    tmp_path: Path, clock: Clock
) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        before = memory.rate("a", GOOD, SOME)
        memory.rate("b", AGAIN, SOME)
        memory.rate("a", EASY, SOME)
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert memory.undo() == "a"
        assert memory.card("a") == before
        assert memory.undo() == "b"
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert memory.undo() == "a"
        assert memory.undo() is None
        assert memory.cards() == {}


def test_redo_does_again_what_was_taken_back_also_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        memory.rate("a", GOOD, SOME)
        memory.rate("b", AGAIN, SOME)
        whole = memory.cards()
        memory.undo()
        memory.undo()
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert [memory.redo(), memory.redo(), memory.redo()] == ["a", "b", None]
        assert memory.cards() == whole


def test_a_new_rating_ends_redo_but_not_undo(memory: Memory) -> None:
    memory.rate("a", GOOD, SOME)
    memory.rate("b", GOOD, SOME)
    memory.undo()
    memory.rate("c", GOOD, SOME)
    assert memory.redo() is None
    assert memory.undo() == "c"
    assert memory.redo() == "c"
    assert memory.redo() is None
    assert [memory.undo(), memory.undo(), memory.undo()] == ["c", "a", None]


def test_suspending_and_burying_can_be_taken_back(memory: Memory) -> None:
    memory.suspend("a")
    memory.bury("b")
    assert memory.undo() == "b"
    assert memory.undo() == "a"
    assert memory.cards() == {}
    assert memory.redo() == "a"
    assert memory.card("a").suspended


def test_the_log_refuses_to_be_changed(memory: Memory) -> None:
    memory.rate("a", GOOD, SOME)
    for statement in ("UPDATE log SET rating = 4", "DELETE FROM log"):
        with pytest.raises(Exception, match="append-only"):
            memory._db.execute(statement)


def test_a_renamed_question_keeps_its_history(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "old")
    card = memory.card("old")
    new = [Item("new", was=("old", "never-seen"))]
    memory.queue(new)
    assert memory.card("new") == card
    assert memory.cards() == {"new": card}
    assert [event.kind for event in memory.history("new")] == ["rate", "rate", "rename"]
    assert memory.undo() == "new"
    memory.queue([Item("newest", was=("new", "old"))])
    assert [event.question for event in memory.history("newest") if event.kind == "rate"] == ["old", "old"]
    assert memory.check().repaired == ()


def test_ratings_of_both_names_count_together(memory: Memory, clock: Clock) -> None:
    memory.rate("old", GOOD, SOME)
    memory.queue([Item("new", was=("old",))])
    clock.forward(minutes=10)
    memory.rate("old", GOOD, SOME)  # as a program with the former bank would
    memory.rate("new", GOOD, SOME)
    assert memory.card("new").state.reps == 3
    assert memory.check().repaired == ()


def test_a_question_renamed_back_has_its_history_again(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    card = memory.card("a")
    memory.queue([Item("b", was=("a",))])
    memory.queue([Item("a", was=("b",))])
    assert memory.cards() == {"a": card}
    memory.queue([Item("b", was=("a",))])
    memory.queue([Item("a")])
    assert memory.cards() == {"a": card}
    assert memory.check().repaired == ()


def test_a_former_id_given_to_another_question_is_asked_and_rated_as_its_own(
    memory: Memory, clock: Clock
) -> None:
    learn(memory, clock, "a")
    memory.queue([Item("b", was=("a",))])
    memory.rate("b", GOOD, SOME)
    deck = [Item("a"), Item("b", was=("a",))]
    memory.queue(deck)
    assert memory.card("a").state.reps == 2
    memory.rate("a", EASY, SOME)
    assert (memory.card("a").state.reps, memory.card("b").state.reps) == (3, 1)
    assert memory.check().repaired == ()


def test_an_id_in_use_is_no_former_id(memory: Memory) -> None:
    memory.rate("a", GOOD, SOME)
    memory.queue([Item("a"), Item("b", was=("a",))])
    assert memory.card("a").state.reps == 1
    assert memory.card("b") == Card()


def test_a_question_removed_and_brought_back_keeps_its_history(memory: Memory, clock: Clock) -> None:
    learn(memory, clock, "a")
    card = memory.card("a")
    assert memory.queue(items("b")).order == ("b",)
    clock.forward(days=30)
    assert memory.queue(items("a", "b")).due == ("a",)
    assert memory.card("a") == card


def test_the_eighth_lapse_makes_a_leech_and_the_twelfth_again(memory: Memory, clock: Clock) -> None:
    suspended_at = []
    for lapse in range(1, 13):
        learn(memory, clock, "a")
        if memory.rate("a", AGAIN, SOME).leech:
            suspended_at.append(lapse)
            assert memory.card("a").suspended
            assert memory.queue(items("a")).order == ()
            memory.unsuspend("a")
        clock.forward(minutes=11)
    assert suspended_at == [8, 12]


def test_undoing_the_lapse_frees_the_leech(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(model=Model(leech_after=1))
    with Memory(tmp_path / "memory.db", clock, settings=settings) as memory:
        learn(memory, clock, "a")
        assert memory.rate("a", AGAIN, SOME).leech
        memory.undo()
        assert not memory.card("a").suspended


def test_ratings_replay_under_the_settings_of_their_day(tmp_path: Path, clock: Clock) -> None:
    for retention in (0.95, 0.8):
        settings = Settings(model=Model(desired_retention=retention))
        with Memory(tmp_path / "memory.db", clock, settings=settings) as memory:
            learn(memory, clock, f"at {retention}")
            before = dump(memory)
            assert memory.check().repaired == ()
            assert dump(memory) == before


def test_check_puts_a_wrong_cache_right_and_says_so(memory: Memory, clock: Clock) -> None:
    for question in ("a", "b", "c"):
        learn(memory, clock, question)
    memory.undo()
    right = dump(memory)
    assert memory.check().said == "7 events of 3 questions: all is well."
    memory._db.execute("UPDATE state SET due = due + 1 WHERE question = 'a'")
    memory._db.execute("DELETE FROM state WHERE question = 'b'")
    memory._db.execute("DELETE FROM undone")
    report = memory.check()
    assert report.repaired == ("a", "b")
    assert report.undone == 1
    assert "repaired 2 states (a, b) and 1 entries" in report.said
    assert dump(memory) == right


def test_a_clock_behind_the_last_review_is_told(memory: Memory, clock: Clock) -> None:
    assert memory.notes() == ()
    memory.rate("a", GOOD, SOME)
    clock.back(hours=20)
    assert memory.notes() == ()
    clock.back(days=364)
    (note,) = memory.notes()
    assert "364 days behind your last review (2026-03-10)" in note


def test_a_gap_of_a_year_is_told_before_rating(memory: Memory, clock: Clock) -> None:
    memory.rate("a", GOOD, SOME)
    clock.forward(days=366)
    assert "366 days ago" in memory.notes()[0]


def test_counting_what_is_due_imports_no_scheduler(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        learn(memory, clock, "a")
    program = (
        "import sys; from pathlib import Path; from quiz.memory import Memory, here\n"
        "memory = Memory(Path(sys.argv[1]), here); memory.queue([]); memory.notes(); memory.close()\n"
        "print({'fsrs', 'torch', 'textual', 'numpy'} & set(sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "memory.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "set()"
