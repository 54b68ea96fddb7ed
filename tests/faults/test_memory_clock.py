"""A clock that is wrong by a year loses nothing and hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.memory import Memory
from tests.unit.memory.tools import GOOD, SOME, Clock, dump, items, learn

DECK = items("a", "b", "c", "d")


@pytest.fixture
def learnt(memory: Memory, clock: Clock) -> Memory:
    for item in DECK[:3]:
        learn(memory, clock, item.id)
    clock.forward(days=10)
    return memory


def review_all(memory: Memory, clock: Clock) -> list[str]:
    """Rate everything that is due or new; what was shown."""
    shown = []
    while (question := memory.queue(DECK).next) and len(shown) < 50:
        memory.rate(question, GOOD, SOME)
        clock.forward(minutes=11)
        shown.append(question)
    return shown


def test_set_back_a_year_ratings_count_and_come_back_soon_after_it_is_right_again(
    learnt: Memory, clock: Clock
) -> None:
    stability = learnt.card("a").state.stability
    clock.back(days=365)
    assert "days behind your last review" in learnt.notes()[0]
    learnt.rate("a", GOOD, SOME)
    assert learnt.card("a").state.stability < 2 * stability  # no year of remembering is credited
    clock.forward(days=365)
    assert "a" in learnt.queue(DECK).due
    learnt.rate("a", GOOD, SOME)
    assert learnt.card("a").state.reps == 4
    assert learnt.check().repaired == ()


def test_set_forward_a_year_and_right_again_everything_is_asked_at_once(learnt: Memory, clock: Clock) -> None:
    clock.forward(days=365)
    review_all(learnt, clock)
    clock.back(days=365)
    assert "days behind your last review" in learnt.notes()[0]
    shown = review_all(learnt, clock)
    assert set(shown) == {item.id for item in DECK}
    latest = max(card.state.due for card in learnt.cards().values())
    assert latest / 1000 < clock.now.timestamp() + 366 * 86_400
    clock.forward(days=40)
    assert review_all(learnt, clock)
    assert learnt.check().repaired == ()


def test_undo_takes_back_what_a_wrong_clock_did(learnt: Memory, clock: Clock) -> None:
    before = learnt.cards()
    clock.forward(days=365)
    learnt.rate("a", GOOD, SOME)
    clock.back(days=365)
    assert learnt.undo() == "a"
    assert learnt.cards() == before


def test_the_log_keeps_its_order_whatever_the_clock_says(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "order.db", clock) as memory:
        for days in (0, 365, -730, 1, 364, 0):
            clock.forward(days=days)
            memory.rate("a", GOOD, SOME)
        took = [event.at for event in memory.history("a")]
        assert took != sorted(took)
        ids = [event.id for event in memory.history("a")]
        assert ids == sorted(set(ids))
        kept = dump(memory)
        assert memory.check().repaired == ()
        assert dump(memory) == kept
