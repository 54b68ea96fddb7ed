"""What is due, a rating, an undo, a search, a year: beside the `anki` package on the same collection."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import learners, rivals, sides
from tests.benchmarks.harness import ROUNDS, Row, beside, growth, interleaved, process, within

BESIDE = ("anki", "fsrs")
QUESTIONS = 10_000
COUNTS = {60_000: 0.6, 100_000: 1.0, 1_000_000: 1.0}
"""Reviews, and how many times as long as Anki `quiz due` may take."""
LARGEST = 100_000, 600_000
"""Questions and reviews."""

DUE = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1] + "/collection.anki2")
col.sched.get_queued_cards()
"""
"""Open the collection and fetch the next card, as `quiz due` does."""

CACHE = "half of it is Python's own start and imports, a quarter 10,000 questions from the cache"
FLUSH = "both wait for one flush to the disk; with files in memory ours takes {:.0f} µs, Anki's {:.0f}"
SCAN = "a loop in Python over the words of all questions; Anki's is Rust and SQLite"
TALLIED = "both count in SQLite"
FETCH = "two passes over the log, sorted by day and by what was foretold; Anki has Rust for that"
GUESSES = "for each deck, a hundred guesses of how fast the learner forgets"
READ = "the reckoning, and reading all states and the latest answers"

STEPS: tuple[tuple[str, str, str, Callable[[sides.Times, str], float], str], ...] = (
    ("rate", "a durable rating, median of 200", "Anki's answer", sides.middle, FLUSH),
    ("rate", "a durable rating, 99th of 100", "Anki's answer", sides.slowest_but_one_in_a_hundred, FLUSH),
    ("undo", "undo", "Anki's undo", sides.middle, FLUSH),
    ("search", "a search, once all words are folded", "Anki's find_cards", sides.middle, SCAN),
    ("year", "how many fall due on each day of a year", "Anki's CollectionStats", sides.middle, TALLIED),
    ("stats", "everything that `quiz stats` shows", "Anki's graphs of a year", sides.middle, FETCH),
)
"""Step, what it is, what stands beside it, which of its times counts, and why it is slower."""


def rows() -> Iterator[Row]:
    """Due at three sizes; single steps; how they grow with the history; readiness."""
    due: dict[int, list[float]] = {}
    for count, most in COUNTS.items():
        theirs = process(str(rivals.python("anki")), "-c", DUE, str(learners.collection(QUESTIONS, count)))
        due[count], rival = interleaved(due_of(QUESTIONS, count), theirs)
        what = f"`quiz due --json`, {QUESTIONS:,} questions, {count:,} reviews"
        yield beside(what, "Anki: open and fetch the next card", due[count], rival, most, CACHE)
    yield growth("`quiz due`", "reviews", due, 0.1, "constant")
    yield from _steps(min(COUNTS))
    yield _own_search()
    home = learners.home(*LARGEST)
    ready = [sides.ours(home, "readiness", "whole_readiness") for _ in range(ROUNDS)]
    what = f"readiness of {LARGEST[0]:,} questions in {LARGEST[0] // learners.BANK} decks"
    yield within(what, 100, [sides.middle(times, "readiness") for times in ready], GUESSES)
    whole = [sides.middle(times, "whole_readiness") for times in ready]
    yield within(f"{what}, with what it reads from the file", 100, whole, READ)


def due_of(questions: int, count: int) -> Callable[[], float]:
    """A measure of `quiz due --json` for that learner."""
    home = learners.home(questions, count)
    return process("python", "-m", "quiz", "due", "--json", env={**os.environ, "QUIZ_HOME": str(home)})


def _own_search() -> Row:
    ours, theirs = interleaved(
        partial(sides.ours, learners.home(QUESTIONS, min(COUNTS)), "own_search", words=sides.OWN_WORDS),
        partial(sides.ankis, learners.own_collection(), "search", words=sides.OWN_WORDS),
    )
    both = (
        [sides.middle(times, "own_search") for times in ours],
        [sides.middle(times, "search") for times in theirs],
    )
    what = f"a search over {learners.COPIES} copies of the program's own questions"
    return beside(what, "Anki's find_cards", *both, 1, SCAN)


def _steps(count: int) -> Iterator[Row]:
    names = dict.fromkeys(step for step, *_ in STEPS)
    ours, theirs = interleaved(
        partial(sides.ours, learners.home(QUESTIONS, count), *names),
        partial(sides.ankis, learners.collection(QUESTIONS, count), *names),
    )
    unflushed = _in_memory(count)
    for step, what, against, one, why in STEPS:
        both = ([one(times, step) for times in side] for side in (ours, theirs))
        if why is FLUSH:
            why = why.format(*(1e6 * one(times, step) for times in unflushed))
        yield beside(what, against, *both, 1, why)


def _in_memory(count: int) -> tuple[sides.Times, sides.Times]:
    """What both sides' steps take when their files need no flush, since they lie in memory."""
    names = dict.fromkeys(step for step, *_, why in STEPS if why is FLUSH)
    fast = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # elsewhere it is the disk after all
    with TemporaryDirectory(dir=fast) as folder:
        home = shutil.copytree(learners.home(QUESTIONS, count), Path(folder) / "home")
        collection = shutil.copytree(learners.collection(QUESTIONS, count), Path(folder) / "anki")
        return sides.ours(home, *names), sides.ankis(collection, *names)
