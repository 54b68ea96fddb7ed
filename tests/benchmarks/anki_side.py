"""Seconds of Anki's steps, by its own python: `python anki_side.py FOLDER WORDS STEP…` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from anki.collection import Collection
from anki.stats import CollectionStats

GOOD = 2

folder, words, *steps = sys.argv[1:]
col = Collection(f"{folder}/collection.anki2")
shown = CollectionStats(col)
shown.wholeCollection = True


def timed(call: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return found


def answered() -> float:
    """Seconds of one answer; what comes next is asked for beforehand."""
    queued = col.sched.get_queued_cards().cards[0]
    card = col.get_card(queued.card.id)
    card.start_timer()
    built = col.sched.build_answer(card=card, states=queued.states, rating=GOOD)
    return timed(lambda: col.sched.answer_card(built), 1)[0]


STEPS = {
    "rate": lambda: [answered() for _ in range(200)],
    "undo": lambda: timed(col.undo, 21),  # it keeps 30 steps
    "search": lambda: timed(lambda: col.find_cards(words), 9),
    "year": lambda: timed(lambda: shown._due(end=365), 9),
    "stats": lambda: timed(lambda: col._backend.graphs(search="", days=365), 5),
}

print(json.dumps({name: STEPS[name]() for name in steps}))
col.close()
