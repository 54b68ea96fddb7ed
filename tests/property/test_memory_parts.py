"""Counting many decks at once says of each what its own queue would."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from quiz.memory.days import today
from quiz.memory.plan.agenda import Agenda
from quiz.memory.queue import Pile, parts, queue
from quiz.memory.settings import Settings
from tests.unit.memory.tools import Item

NOW = today(datetime(2026, 3, 10, 12, tzinfo=UTC), 4)
MINUTE = 60_000
IDS = tuple(f"q{number}" for number in range(24))
SOME = st.lists(st.sampled_from(IDS), unique=True)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.sampled_from(["learning", "review"]),
        st.integers(-100, 900).map(lambda minutes: NOW.now.at + minutes * MINUTE),
    ),
    unique_by=lambda row: row[0],
).map(lambda rows: sorted(rows, key=lambda row: (row[1] == "review", row[2], row[0])))
AGENDAS = st.builds(
    Agenda,
    scope=SOME.map(frozenset),
    reviews=SOME.map(tuple),
    new=SOME.map(tuple),
    room=st.integers(0, 12),
    later=SOME.map(frozenset),
    over=st.booleans(),
)
LIMITS = st.builds(Settings, new_per_day=st.integers(0, 9), reviews_per_day=st.integers(0, 9))


@given(
    st.lists(st.integers(0, 4), min_size=len(IDS), max_size=len(IDS)),
    st.lists(st.lists(st.sampled_from(IDS), max_size=2), min_size=len(IDS), max_size=len(IDS)),
    ROWS,
    st.dictionaries(st.sampled_from(IDS), st.booleans(), max_size=6),
    st.one_of(st.none(), AGENDAS),
    LIMITS,
)
def test_a_part_is_what_the_deck_alone_would_get(
    owners: list[int],
    links: list[list[str]],
    rows: list[tuple[str, str, int]],
    rated: dict[str, bool],
    agenda: Agenda | None,
    limits: Settings,
) -> None:
    bank = [Item(id_, tuple(to)) for id_, to in zip(IDS, links, strict=True)]
    decks = [  # the fourth of them is not on the shelf
        {item.id: item for item, owner in zip(bank, owners, strict=True) if owner == at} for at in range(4)
    ]
    seen = {*rated, *(row[0] for row in rows)}
    unseen = {item.id: item for item in bank if item.id not in seen}
    pile = Pile(rows, rated)
    for deck, own in zip(decks, parts(pile, unseen, agenda, decks), strict=True):
        alone = queue(pile, deck, {id_: deck[id_] for id_ in unseen if id_ in deck}, NOW, limits, "", agenda)
        waiting, _, fresh, planned = own
        assert queue(waiting, deck, fresh, NOW, limits, "", planned) == alone


def test_rows_are_gone_through_once_for_all_decks() -> None:
    rows = iter([("a", "review", 0), ("b", "review", 0)])
    pile = Pile(rows, {})
    decks = [{id_: Item(id_)} for id_ in "ab"]
    found = [
        queue(own, deck, {}, NOW, Settings())
        for deck, (own, *_) in zip(decks, parts(pile, {}, None, decks), strict=True)
    ]
    assert [msgspec.structs.astuple(one)[0] for one in found] == [("a",), ("b",)]
