"""What is due, a rating, an undo, a year ahead: beside the `anki` package on the same collection."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import learners, rivals
from tests.benchmarks.harness import Row, interleaved, process

SIZES = ((10_000, 60_000), (10_000, 100_000), (10_000, 1_000_000))
"""Questions and reviews."""

DUE = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1])
col.sched.get_queued_cards()
"""
"""Open the collection and fetch the next card, as `quiz due` does."""

THEIRS = """
import json, sys, time
from anki.collection import Collection
col = Collection(sys.argv[1])
def timed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
def answer():
    queued = col.sched.get_queued_cards().cards[0]
    card = col.get_card(queued.card.id)
    card.start_timer()
    built = col.sched.build_answer(card=card, states=queued.states, rating=2)
    return timed(lambda: col.sched.answer_card(built))
rated = sorted(answer() for _ in range(60))
said = {"rate": rated[30], "rate_slow": rated[59], "undo": sorted(timed(col.undo) for _ in range(21))[10]}
said["search"] = sorted(timed(lambda: col.find_cards("number 77")) for _ in range(9))[4]
said["year"] = sorted(timed(lambda: col._backend.graphs(search="", days=365)) for _ in range(5))[2]
print(json.dumps(said))
col.close()
"""

OURS = """
import json, sys, time
from pathlib import Path
from quiz.memory import Answer, Memory, Rating, here
from quiz.bank.load import load
def timed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
home = Path(sys.argv[1])
decks = load([home / "decks" / "big" / "questions"], cache=home / "cache").decks
questions = [question for deck in decks for question in deck.questions]
memory = Memory(home / "memory.db", here)
def answer():
    name = memory.queue(questions).next
    memory.intervals(name)  # shown before one is chosen; Anki's queue brings its own along
    return timed(lambda: memory.rate(name, Rating.GOOD, Answer(12.0)))
answer()  # the first of a day makes a backup
rated = sorted(answer() for _ in range(60))
said = {"rate": rated[30], "rate_slow": rated[59], "undo": sorted(timed(memory.undo) for _ in range(21))[10]}
said["year"] = sorted(timed(memory.stats) for _ in range(5))[2]
print(json.dumps(said))
memory.close()
"""

WHAT = {
    "rate": "a durable rating, median of 60",
    "rate_slow": "a durable rating, the slowest of 60",
    "undo": "undo",
    "year": "everything that `quiz stats` shows",
}
NOTES = {
    "rate": "Python around one flush to the disk, which both wait for; Anki's is Rust",
}
AGAINST = {
    "rate": "Anki's answer",
    "rate_slow": "Anki's answer",
    "undo": "Anki's undo",
    "year": "Anki's graphs",
}


def rows() -> Iterator[Row]:
    """Due at three sizes, then single steps, then replay."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        anki = rivals.environment(folder, "anki")
        for questions, count in SIZES:
            home, theirs = _collections(folder, anki, questions, count)
            ours = process(
                "python", "-m", "quiz", "due", "--json", env={**os.environ, "QUIZ_HOME": str(home)}
            )
            rival = process(str(anki), "-c", DUE, str(theirs))
            aim = 0.6 if count == 60_000 else 1.0
            yield Row(
                f"`quiz due --json`, {questions:,} questions, {count:,} reviews",
                "Anki: open and fetch the next card",
                *interleaved(ours, rival),
                f"≤ {aim}",
                lambda ratio, aim=aim: ratio <= aim,  # type: ignore[misc]
                "a half of it is Python's own start and imports, a quarter 10,000 questions from the cache",
            )
            if count == 60_000:
                yield from _steps(home, anki, theirs)
    yield _replay()


def _collections(folder: Path, anki: Path, questions: int, count: int) -> tuple[Path, Path]:
    """The same learner twice, made in memory, then on the disk that is measured."""
    name = f"{questions}-{count}"
    fast = Path("/dev/shm") if Path("/dev/shm").is_dir() else folder
    with tempfile.TemporaryDirectory(dir=fast) as made:
        learners.ours(Path(made) / "home", questions, count)
        learners.ankis(anki, Path(made) / "collection.anki2", questions, count)
        shutil.copytree(made, folder / name)
    return folder / name / "home", folder / name / "collection.anki2"


def _steps(home: Path, anki: Path, collection: Path, rounds: int = 7) -> Iterator[Row]:
    times: list[tuple[dict[str, float], dict[str, float]]] = []
    for _ in range(rounds):
        both = []
        for python, code, path in ((sys.executable, OURS, home), (str(anki), THEIRS, collection)):
            done = subprocess.run([python, "-c", code, str(path)], capture_output=True, text=True, check=True)
            both.append(json.loads(done.stdout.splitlines()[-1]))
        times.append((both[0], both[1]))
    for key, what in WHAT.items():
        ours, theirs = ([each[side][key] for each in times] for side in (0, 1))
        yield Row(what, AGAINST[key], ours, theirs, "≤ 1", lambda ratio: ratio <= 1, NOTES.get(key, ""))


REPLAY = """
import sys, time
from quiz.memory.model import Event
from quiz.memory.replay import replay
from quiz.memory.settings import Model
from tests.benchmarks.learners import reviews
model = Model()
events = [
    Event(id=f"{n:015d}-00000000", kind="rate", question=f"q{question}", at=(730_000 - ago) * 86_400_000 + n,
          day=730_000 - ago, rating=rating, model=model.id)
    for n, (question, ago, rating) in enumerate(reviews(20_000, int(sys.argv[1])))
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
    for question, ago, rating in reviews(20_000, int(sys.argv[1]))
]
cards = {}
began = time.perf_counter()
for question, rating, at in log:
    card = cards.get(question) or fsrs.Card(question)
    cards[question], _ = scheduler.review_card(card, rating, at)
print(time.perf_counter() - began)
"""


def _replay(count: int = 1_000_000) -> Row:
    def run(code: str) -> float:
        done = subprocess.run(
            [sys.executable, "-c", code, str(count)], capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    ours, bare = interleaved(lambda: run(REPLAY), lambda: run(BARE), rounds=3)
    return Row(
        f"replaying {count:,} reviews",
        "fsrs's scheduler in a bare loop",
        ours,
        bare,
        "≤ 1.3",
        lambda ratio: ratio <= 1.3,
    )
