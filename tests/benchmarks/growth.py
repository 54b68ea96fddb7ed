"""How the steps grow: with the questions, and with the reviews behind them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.benchmarks import learners, sides
from tests.benchmarks.harness import Row, growth, interleaved
from tests.benchmarks.memory import COUNTS, LARGEST, QUESTIONS, due_of
from tests.benchmarks.screens import QUIZ, paint

BESIDE = ("textual", "fsrs")
BANKS = {1_000: 6_000, QUESTIONS: min(COUNTS), LARGEST[0]: LARGEST[1]}
"""Reviews by questions."""

CACHED = "all words together outgrow the processor's cache: a thousand questions over and over stay as quick"
BY_QUESTIONS = {
    "search": ("a search", 1.1, "linear", CACHED),
    "first_search": ("a first search, which folds the words", 1.1, "linear"),
    "year": ("the year ahead", 1.1, "linear"),
    "readiness": ("readiness", 1.1, "linear"),
    "plan": ("a whole plan", 1.2, "n log n"),
}
BY_REVIEWS = {
    "rate": ("a durable rating", 0.1, "constant"),
    "undo": ("undo", 1.1, "linear in the reviews of its question"),
    "stats": ("everything that `quiz stats` shows", 1.1, "linear"),
}


def rows() -> Iterator[Row]:
    """First paint, `quiz due` and steps by the questions, then steps by the reviews."""
    for name in ((), ("review",), ("browse",)):
        paints = interleaved(
            *(partial(paint, (*QUIZ, *name), b"Help", learners.home(*sizes)) for sizes in BANKS.items())
        )
        what = f"first paint of `{' '.join(('quiz', *name))}`"
        yield growth(what, "questions", dict(zip(BANKS, paints, strict=True)), 1.1, "linear")
    due = interleaved(*(due_of(*sizes) for sizes in BANKS.items()))
    yield growth("`quiz due`", "questions", dict(zip(BANKS, due, strict=True)), 1.1, "linear")
    yield from _grown("questions", {questions: (questions, count) for questions, count in BANKS.items()})
    yield from _grown("reviews", {count: (QUESTIONS, count) for count in COUNTS})


def _grown(unit: str, learners_: dict[int, tuple[int, int]]) -> Iterator[Row]:
    steps = BY_QUESTIONS if unit == "questions" else BY_REVIEWS
    measures = [
        lambda who=who: sides.ours(learners.home(*who), *steps)  # type: ignore[misc]
        for who in learners_.values()
    ]
    found = dict(zip(learners_, interleaved(*measures), strict=True))
    for step, (what, most, law, *why) in steps.items():
        times = {size: [sides.middle(one, step) for one in rounds] for size, rounds in found.items()}
        yield growth(what, unit, times, most, law, *why)
