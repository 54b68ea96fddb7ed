"""Replaying a log, beside fsrs's own scheduler in a bare loop over the same reviews."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks.harness import Row, beside, growth, interleaved

BESIDE = ("fsrs",)
WHY = "around the same arithmetic, events are sorted by question, numbers rounded, lapses counted"
MANY, MOST = 100_000, 1_000_000

OURS = """
import sys, time
from quiz.memory.model import Event
from quiz.memory.replay import replay
from quiz.memory.settings import Model
from tests.benchmarks.learners import reviews
model = Model()
events = [
    Event(id=f"{n:015d}-00000000", kind="rate", question=f"q{question}", at=(730_000 - ago) * 86_400_000 + n,
          day=730_000 - ago, rating=rating, model=model.id)
    for n, (question, ago, rating, _) in enumerate(reviews(20_000, int(sys.argv[1])))
]
began = time.perf_counter()
replay(events, {model.id: model})
print(time.perf_counter() - began)
"""

BARE = """
import sys, time
from datetime import UTC, datetime, timedelta
import fsrs
from tests.benchmarks.learners import reviews
scheduler = fsrs.Scheduler(enable_fuzzing=False)
zero = datetime(2000, 1, 1, tzinfo=UTC)
log = [
    (question, fsrs.Rating(rating), zero + timedelta(days=400 - ago))
    for question, ago, rating, _ in reviews(20_000, int(sys.argv[1]))
]
cards = {}
began = time.perf_counter()
for question, rating, at in log:
    card = cards.get(question) or fsrs.Card(question)
    cards[question], _ = scheduler.review_card(card, rating, at)
print(time.perf_counter() - began)
"""


def rows() -> Iterator[Row]:
    """A tenth of the reviews in every round, all of them once; how the time grows."""
    small, _, many, theirs = interleaved(*_both(MANY // 10), *_both(MANY))
    most, bare = ([measure()] for measure in _both(MOST))
    for count, ours, rival in ((MANY, many, theirs), (MOST, most, bare)):
        what = f"replaying {count:,} reviews"
        yield beside(what, "fsrs's scheduler in a bare loop", ours, rival, 1.3, WHY)
    yield growth("replaying", "reviews", {MANY // 10: small, MANY: many, MOST: most}, 1.1, "linear")


def _both(count: int) -> list[Callable[[], float]]:
    return [lambda code=code: _seconds(code, count) for code in (OURS, BARE)]


def _seconds(code: str, count: int) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code, str(count)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
