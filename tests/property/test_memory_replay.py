"""Whatever is done, in whatever order, by one program or two: the cache says what the log says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.memory import Memory, Rating
from quiz.memory.days import DAY, milliseconds
from quiz.memory.log import keep_model, models, read
from quiz.memory.model import Event
from quiz.memory.replay import replay
from tests.unit.memory.tools import SOME, Clock, Item, dump

Step = tuple[str, str, Rating, float]

QUESTIONS = ("a", "b", "c", "d")
STEPS = st.tuples(
    st.sampled_from(
        ["rate"] * 6 + ["undo", "undo", "redo", "suspend", "unsuspend", "bury", "cram", "rename"]
    ),
    st.sampled_from(QUESTIONS),
    st.sampled_from(Rating),
    st.one_of(st.just(0.0), st.floats(0, 3), st.floats(-400, 400)),  # days that pass before it
)
ACTIONS = STEPS.filter(lambda step: step[0] not in ("undo", "redo", "rename"))
QUICK = settings(max_examples=150, deadline=None)


@contextmanager
def memories(count: int, clock: Clock) -> Iterator[list[Memory]]:
    """So many programs on one file. It need not survive a power cut, so it is not forced to the disk."""
    with tempfile.TemporaryDirectory() as folder:
        opened = [Memory(Path(folder) / "memory.db", clock) for _ in range(count)]
        for memory in opened:
            memory._db.execute("PRAGMA synchronous = OFF")
            memory._backed_up = clock.now.toordinal()
        try:
            yield opened
        finally:
            for memory in opened:
                memory.close()


def do(memory: Memory, clock: Clock, step: Step) -> None:
    kind, question, rating, days = step
    clock.forward(days=days)
    memory._backed_up = memory._today().now.day  # backups have their own tests
    match kind:
        case "rate" | "cram":
            getattr(memory, kind)(question, rating, SOME)
        case "undo" | "redo":
            getattr(memory, kind)()
        case "rename":
            whose = question[:-1]
            new = f"{question}2" if rating > Rating.AGAIN else f"{whose}a"
            former = f"{whose}c2"
            memory.queue([Item(new, was=(question,)), Item(f"{whose}b"), Item(f"{question}1", was=(former,))])
        case _:
            getattr(memory, kind)(question)


@QUICK
@given(st.lists(STEPS, max_size=25))
def test_replaying_the_log_gives_the_cache_byte_for_byte(steps: Sequence[Step]) -> None:
    clock = Clock()
    with memories(1, clock) as (memory,):
        for step in steps:
            do(memory, clock, step)
        kept = dump(memory)
        report = memory.check()
        assert (report.repaired, report.undone) == ((), 0)
        assert dump(memory) == kept


@QUICK
@given(st.lists(STEPS, max_size=15), st.lists(ACTIONS, min_size=1, max_size=10))
def test_taking_back_n_steps_and_doing_them_again_changes_nothing(
    past: Sequence[Step], steps: Sequence[Step]
) -> None:
    clock = Clock()
    with memories(1, clock) as (memory,):
        for step in past:
            do(memory, clock, step)
        before = memory.cards()
        for step in steps:
            do(memory, clock, step)
        after = memory.cards()
        undone = [memory.undo() for _ in steps]
        assert memory.cards() == before
        assert [memory.redo() for _ in steps] == undone[::-1]
        assert memory.cards() == after
        assert memory.redo() is None


@QUICK
@given(st.lists(st.tuples(st.booleans(), STEPS), max_size=25))
def test_two_programs_on_one_file_do_as_one_would(steps: Sequence[tuple[bool, Step]]) -> None:
    clock, same_clock = Clock(), Clock()
    with memories(2, clock) as pair, memories(1, same_clock) as (alone,):
        for second, step in steps:
            do(pair[second], clock, step)
            do(alone, same_clock, step)
        assert pair[0].cards() == pair[1].cards() == alone.cards()
        assert pair[0].check().repaired == ()


@QUICK
@given(st.lists(st.tuples(st.booleans(), st.booleans(), STEPS), max_size=25))
def test_what_a_program_knows_of_the_file_is_what_one_that_looks_would_see(
    steps: Sequence[tuple[bool, bool, Step]],
) -> None:
    clock = Clock()
    deck = [Item(f"{question}{end}") for question in QUESTIONS for end in ("", "2", "a", "b")]
    with memories(3, clock) as (*pair, looking):
        for second, merging, step in steps:
            do(pair[second], clock, step)
            if merging:
                came = earlier(pair[second], clock)
                pair[second].merge([came], pair[second].models())
            looking._known.forget()
            for memory in pair:
                assert memory.queue(deck) == looking.queue(deck)
        pair[0].undo()
        assert pair[0].check().repaired == ()


def earlier(memory: Memory, clock: Clock) -> Event:
    """A rating of another machine that has only now come in, from before most of what is in the log."""
    model = memory.settings.model
    with memory._step():
        keep_model(memory._db, model)
    at = milliseconds(clock.now) - 3 * DAY
    count = len(memory.events())
    return Event(f"{at:015d}-other{count:03d}", "rate", "a", at, at // DAY + 719163, rating=3, model=model.id)


@QUICK
@given(st.lists(STEPS, max_size=20), st.lists(STEPS, max_size=20))
def test_the_union_of_two_machines_logs_means_what_both_meant(
    ours: Sequence[Step], theirs: Sequence[Step]
) -> None:
    events, known, cards = [], {}, {}
    for owner, steps in (("our", ours), ("their", theirs)):
        clock = Clock()
        with memories(1, clock) as (memory,):
            for kind, question, rating, days in steps:
                do(memory, clock, (kind, f"{owner}-{question}", rating, days))
            events += read(memory._db)
            known.update(models(memory._db))
            cards.update(memory.cards())
    events.sort(key=lambda event: event.id)
    assert len({event.id for event in events}) == len(events)
    assert replay(events, known).cards == cards


@QUICK
@given(st.lists(STEPS, max_size=20), st.sets(st.sampled_from(["a", "b", "c", "d", "e", "f"])))
def test_a_queue_holds_each_question_in_hand_at_most_once_and_none_that_is_hidden(
    steps: Sequence[Step], hand: set[str]
) -> None:
    clock = Clock()
    with memories(1, clock) as (memory,):
        for step in steps:
            do(memory, clock, step)
        deck = [Item(id_, ("a", "e")) for id_ in sorted(hand)]
        queue = memory.queue(deck, "a")
        day = memory._today().now.day
        hidden = {id_ for id_, card in memory.cards().items() if card.suspended or card.buried == day}
        assert len(set(queue.order)) == len(queue.order)
        assert set(queue.order) <= hand - hidden
        assert sorted(queue.order) == sorted(queue.learning + queue.due + queue.new + queue.waiting)
        assert queue.counts.all == len(queue.order) + queue.later
