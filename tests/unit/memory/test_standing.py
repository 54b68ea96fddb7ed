"""Where a question stands, for the lists that show it."""

from datetime import UTC, datetime

import pytest

from quiz.memory.days import DAY, today
from quiz.memory.model import Card, State
from quiz.memory.standing import Standing, standing
from quiz.memory.store import Memory
from tests.unit.memory.tools import AGAIN, EASY, SOME, Clock

TODAY = today(datetime(2026, 11, 21, 12, tzinfo=UTC), 4)


def known(due: int, **more: object) -> Card:
    return Card(State(phase="review", due=due, reps=3), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (Card(), Standing("new")),
        (Card(State(phase="learning")), Standing("learning")),
        (Card(State(phase="relearning")), Standing("learning")),
        (known(TODAY.start - 5 * DAY), Standing("due")),
        (known(TODAY.end - 1), Standing("due")),
        (known(TODAY.end), Standing("later", 1)),
        (known(TODAY.end + DAY - 1), Standing("later", 1)),
        (known(TODAY.end + 6 * DAY), Standing("later", 7)),
        (known(TODAY.start, suspended=True), Standing("suspended")),
        (known(TODAY.start, suspended=True, leech=True), Standing("suspended", leech=True)),
        (known(TODAY.start, buried=TODAY.now.day), Standing("buried")),
        (known(TODAY.start, buried=TODAY.now.day - 1), Standing("due")),
        (Card(buried=TODAY.now.day, suspended=True), Standing("suspended")),
    ],
)
def test_a_question_stands_where_the_queue_would_look_for_it(card: Card, expected: Standing) -> None:
    assert standing(card, TODAY) == expected


def test_the_memory_tells_of_one_and_of_all_that_were_touched(memory: Memory, clock: Clock) -> None:
    memory.rate("known", EASY, SOME)
    memory.rate("begun", AGAIN, SOME)
    memory.suspend("hidden")
    memory.bury("away")
    places = {question: found.place for question, found in memory.standings().items()}
    assert places == {"known": "later", "begun": "learning", "hidden": "suspended", "away": "buried"}
    assert memory.standing("hidden") == Standing("suspended")
    assert memory.standing("never touched") == Standing("new")
    clock.forward(days=1)
    assert memory.standing("away") == Standing("new"), "a burial ends with the day"
    clock.forward(days=memory.standing("known").days)
    assert memory.standing("known") == Standing("due")
