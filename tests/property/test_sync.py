"""Five machines, any history, any order of exchanges: one state, nothing lost, nothing doubled."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.exchange.sync import sync
from quiz.memory import Memory, Rating
from tests.unit.memory.tools import SOME, Clock, dump

MACHINES = 5
HISTORIES = int(os.environ.get("SYNC_HISTORIES", "30"))
"""How many are tried: a few in every run, a thousand by `SYNC_HISTORIES=1000`."""

machine = st.integers(0, MACHINES - 1)
step = st.one_of(
    st.tuples(st.just("rate"), machine, st.sampled_from("abc"), st.sampled_from(Rating)),
    st.tuples(st.sampled_from(("suspend", "unsuspend", "bury")), machine, st.sampled_from("abc")),
    st.tuples(st.sampled_from(("undo", "redo", "sync")), machine),
    st.tuples(st.just("rename"), machine, st.sampled_from("abc"), st.sampled_from("de")),
    st.tuples(st.just("tear"), machine, st.integers(1, 200)),
    st.tuples(st.just("wait"), machine, st.integers(-3000, 30_000)),
)


@settings(max_examples=HISTORIES, deadline=None)
@given(st.lists(step, max_size=25), st.permutations(range(MACHINES)), st.permutations(range(MACHINES)))
def test_five_machines_come_to_the_same_state(history, first, second):
    with tempfile.TemporaryDirectory() as folder:
        shared = Path(folder) / "shared"
        shared.mkdir()
        clock = Clock()
        memories = [Memory(Path(folder) / f"{n}.db", clock) for n in range(MACHINES)]
        for memory in memories:
            memory._db.execute("PRAGMA synchronous = OFF")
        for what, who, *more in history:
            act(memories[who], clock, shared, what, *more)
        made = {event.id: event for memory in memories for event in memory.events()}
        for who in (*first, *second):  # the second round brings what came late in the first
            sync(memories[who], shared)
        states = [dump(memory) for memory in memories]
        assert all(state == states[0] for state in states)
        for memory in memories:
            assert {event.id: event for event in memory.events()} == made
            assert not memory.check().repaired
            memory.close()


def act(memory: Memory, clock: Clock, shared: Path, what: str, *more) -> None:
    clock.forward(seconds=1)
    if what == "rate":
        memory.rate(*more, SOME)
    elif what == "rename":
        memory.rename({more[0]: more[1]})
    elif what == "sync":
        sync(memory, shared)
    elif what == "wait":
        clock.forward(minutes=more[0])
    elif what == "tear":
        for path in shared.iterdir():
            if memory.device in path.name:
                path.write_bytes(path.read_bytes()[: -more[0]])
    else:
        getattr(memory, what)(*more)
