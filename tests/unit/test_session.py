from __future__ import annotations

from pathlib import Path

import pytest

from quiz.bank.model import Option, Point, Predict, Question
from quiz.errors import QuizError, failure
from quiz.memory import Answer, Card, Counts, Memory, Rating
from quiz.memory.cram import Cram
from quiz.session import Session
from quiz.text import Text
from tests.unit.memory.tools import AGAIN, EASY, GOOD, Clock

WORDS = Text("words", "词")


def question(id_: str, *, points: int = 4, follow_ups: tuple[str, ...] = ()) -> Question:
    return Question(
        id=id_,
        deck="attention",
        level="core",
        ask=WORDS,
        say=WORDS,
        points=(Point(WORDS, proof="attention/x::y"),) * points,
        predict=Predict(WORDS, "attention/x::y", 0.1),
        options=(Option(WORDS, right=True), Option(WORDS, why=WORDS)),
        follow_ups=follow_ups,
    )


@pytest.fixture
def session(memory: Memory, clock: Clock) -> Session:
    return Session([question("a"), question("b"), question("c")], memory, clock)


def answered(session: Session, rating: Rating) -> None:
    session.reveal()
    session.rate(rating)


def asked(session: Session) -> str | None:
    return session.current.id if session.current else None


def test_it_asks_the_first_question(session: Session) -> None:
    assert (asked(session), session.phase, session.counts) == ("a", "ask", Counts(0, 0, 3))


def test_without_questions_it_is_done(memory: Memory, clock: Clock) -> None:
    session = Session([], memory, clock)
    assert (session.current, session.phase) == (None, "done")
    for act in (session.reveal, session.suspend, session.bury, session.refresh):
        act()
    session.rate(GOOD)
    assert session.suggestion() is None
    assert session.intervals() == {}


def test_rating_writes_what_was_done_and_asks_the_next(
    session: Session, memory: Memory, clock: Clock
) -> None:
    session.predict(250.0)
    session.choose(0)
    clock.forward(seconds=30)
    session.reveal()
    session.tick(2)
    session.tick(0)
    session.tick(1)
    session.tick(1)
    session.measure(256.0)
    clock.forward(seconds=12.5)
    session.rate(GOOD)
    (event,) = memory.history("a")
    assert (event.took, event.predicted, event.measured, event.ticked) == (42.5, 250.0, 256.0, "0,2")
    assert (asked(session), session.phase, len(session.ratings)) == ("b", "ask", 1)
    assert (session.ticked, session.predicted, session.measured, session.chosen) == (
        frozenset(),
        None,
        None,
        None,
    )
    assert session.counts == Counts(0, 1, 2)


def test_keys_that_do_not_fit_the_phase_do_nothing(session: Session, memory: Memory) -> None:
    session.tick(0)
    session.measure(1.0)
    session.rate(GOOD)
    assert (asked(session), session.ticked, session.measured) == ("a", frozenset(), None)
    session.reveal()
    session.predict(1.0)
    session.choose(0)
    session.reveal()
    session.tick(4)
    session.tick(-1)
    assert (session.predicted, session.chosen, session.ticked) == (None, None, frozenset())
    assert session.phase == "answer"
    assert memory.cards() == {}


def test_it_ends_when_nothing_is_left_and_goes_on_when_a_step_falls_due(
    session: Session, clock: Clock
) -> None:
    for _ in range(3):
        answered(session, EASY)
    assert (session.phase, session.current, len(session.ratings)) == ("done", None, 3)
    assert session.opens is None
    clock.forward(days=30)
    session.refresh()
    assert session.phase == "ask"


def test_undo_asks_the_question_again_and_redo_goes_on(session: Session, memory: Memory) -> None:
    answered(session, AGAIN)
    session.reveal()
    assert session.undo()
    assert (asked(session), session.phase, len(session.ratings)) == ("a", "ask", 0)
    assert session.counts == Counts(0, 0, 3)
    assert session.redo()
    assert (asked(session), len(session.ratings)) == ("b", 1)
    assert memory.card("a").state.reps == 1
    assert not session.redo()


def test_undo_reaches_into_an_earlier_session(session: Session, memory: Memory, clock: Clock) -> None:
    answered(session, EASY)
    later = Session([question("a"), question("b")], memory, clock)
    assert asked(later) == "b"
    assert later.undo()
    assert (asked(later), len(later.ratings)) == ("a", 0)
    assert not later.undo()


def test_undo_of_a_question_of_another_deck_stays_in_this_one(memory: Memory, clock: Clock) -> None:
    answered(Session([question("elsewhere")], memory, clock), GOOD)
    here = Session([question("a")], memory, clock)
    assert here.undo()
    assert asked(here) == "a"
    assert memory.cards() == {}


def test_suspend_and_bury_go_on_and_can_be_undone(session: Session, memory: Memory) -> None:
    session.suspend()
    assert (asked(session), memory.card("a").suspended) == ("b", True)
    session.bury()
    assert asked(session) == "c"
    assert session.undo()
    assert asked(session) == "b"
    assert session.undo()
    assert (asked(session), len(session.ratings)) == ("a", 0)


def test_a_leech_is_told(session: Session, memory: Memory, clock: Clock) -> None:
    alone = Session([question("a")], memory, clock)
    for lapse in range(8):
        while memory.card("a").state.phase != "review":
            answered(alone, GOOD)
            clock.forward(minutes=11)
        clock.forward(days=60)
        alone.refresh()
        answered(alone, AGAIN)
        assert alone.leech == ("a" if lapse == 7 else None)
    assert alone.phase == "done"
    assert alone.undo()
    assert alone.leech is None


def test_a_question_and_its_follow_up_are_not_asked_in_a_row(memory: Memory, clock: Clock) -> None:
    deck = [question("a", follow_ups=("b",)), question("b"), question("c"), question("d", follow_ups=("c",))]
    session = Session(deck, memory, clock)
    order = []
    while session.current:
        order.append(session.current.id)
        answered(session, EASY)
    assert order == ["a", "c", "b", "d"]


def test_when_a_rating_cannot_be_saved_the_session_stays_with_all_that_was_ticked(
    session: Session, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.predict(3.0)
    session.reveal()
    session.tick(1)

    def full(*_: object) -> Card:
        raise failure("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(memory, "rate", full)
        with pytest.raises(QuizError):
            session.rate(GOOD)
    assert (asked(session), session.phase, len(session.ratings)) == ("a", "answer", 0)
    assert (session.ticked, session.predicted) == (frozenset({1}), 3.0)
    session.rate(GOOD)
    assert (asked(session), len(session.ratings)) == ("b", 1)


def test_two_sessions_on_one_file_see_each_other(session: Session, tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as second:
        other = Session([question("a"), question("b"), question("c")], second, clock)
        answered(other, EASY)
        answered(session, EASY)
        assert asked(session) == asked(other) == "b"
        assert second.card("a").state.reps == 2


def test_time_that_runs_backwards_took_none(session: Session, memory: Memory, clock: Clock) -> None:
    clock.back(hours=1)
    answered(session, GOOD)
    assert memory.history("a")[0].took == 0


def test_cramming_is_a_session_like_any_other(memory: Memory, clock: Clock) -> None:
    memory.rate("a", EASY, Answer())
    before = memory.cards()
    session = Session([question("a"), question("b")], Cram(memory), clock)
    assert session.counts == Counts(2, 0, 0)
    answered(session, AGAIN)
    answered(session, GOOD)
    assert asked(session) == "a"
    assert session.undo()
    assert asked(session) == "b"
    assert session.intervals() == {}
    assert memory.cards() == before


def test_ratings_are_counted_whatever_is_hidden_taken_back_and_made_again(session: Session) -> None:
    answered(session, GOOD)
    session.suspend()
    session.undo()
    assert session.ratings == [GOOD], "what was taken back was no rating"
    answered(session, EASY)
    session.undo()
    session.undo()
    assert session.ratings == []
    session.redo()
    session.redo()
    assert session.ratings == [GOOD, EASY]


def test_what_an_earlier_session_did_is_not_counted_in_this_one(memory: Memory, clock: Clock) -> None:
    before = Session([question("a"), question("b")], memory, clock)
    answered(before, GOOD)
    session = Session([question("a"), question("b")], memory, clock)
    answered(session, EASY)
    assert session.undo()
    assert session.undo()
    assert not session.undo()
    assert session.redo()
    assert session.ratings == []
    assert session.redo()
    assert session.ratings == [EASY]
