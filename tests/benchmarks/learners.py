"""The same big collection twice: for us, and for the `anki` package."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from quiz.memory import Memory, Rating
from quiz.memory.log import keep_model
from quiz.memory.model import Event
from quiz.memory.settings import Model

NOW = datetime.now(UTC)
"""Real programs are run, by the real clock."""
_DAY = 86_400_000
_BANK = 500
"""Questions in one file."""


def reviews(questions: int, count: int) -> Iterator[tuple[int, int, int]]:
    """`count` reviews of the first half of the questions, in order of time: (question, day ago, rating)."""
    luck = random.Random(1)
    days = 365
    for number in range(count):
        ago = days - number * days // count
        rating = luck.choices(tuple(Rating), (10, 10, 70, 10))[0]
        yield luck.randrange(max(1, questions // 2)), ago, int(rating)


def ours(home: Path, questions: int, count: int) -> None:
    """A home with a deck of that many questions, and a log of that many reviews."""
    banks(home / "decks" / "big" / "questions", questions)
    model = Model()
    at = int(NOW.timestamp() * 1000)
    today = NOW.date().toordinal()
    with Memory(home / "memory.db", lambda: NOW) as memory:
        events = [
            Event(
                id=f"{at - ago * _DAY + n:015d}-00000000",
                kind="rate",
                question=f"big-{question}",
                at=at - ago * _DAY + n,
                day=today - ago,
                rating=rating,
                took=12.5,
                model=model.id,
            )
            for n, (question, ago, rating) in enumerate(reviews(questions, count))
        ]
        with memory._step():
            keep_model(memory._db, model)
        memory.merge(events, {})


def banks(folder: Path, questions: int) -> None:
    """Banks of that many questions, some hundred in a file."""
    folder.mkdir(parents=True)
    for start in range(0, questions, _BANK):
        numbers = range(start, min(start + _BANK, questions))
        (folder / f"big{start}.yaml").write_text("".join(map(_question, numbers)))


def _question(number: int) -> str:
    words = f"number {number} of many, with a sentence that is about as long as one usually is"
    return (
        f"- id: big-{number}\n  level: core\n"
        f'  ask: {{en: "Question {words}?", zh: "第 {number} 个问题，句子和平常差不多长？"}}\n'
        f'  say: {{en: "Answer {words}.", zh: "第 {number} 个回答，句子和平常差不多长。"}}\n'
        f"  points:\n"
        f'    - {{en: "First, {words}.", zh: "第一点，编号 {number}。", cite: "arXiv:1706.03762"}}\n'
        f'    - {{en: "Second, {words}.", zh: "第二点，编号 {number}。", cite: "arXiv:1706.03762"}}\n'
    )


ANKI_FILL = """
import json, sys
from anki.collection import AddNoteRequest, Collection
path, questions, now = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
reviews = json.load(sys.stdin)
col = Collection(path)
model = col.models.by_name("Basic")
deck = col.decks.id("Default")
limits = col.decks.config_dict_for_deck_id(deck)
limits["rev"]["perDay"] = 9999
col.decks.update_config(limits)
notes = []
for n in range(questions):
    note = col.new_note(model)
    words = f"number {n} of many, with a sentence that is about as long as one usually is"
    note.fields = [f"Question {words}?", f"Answer {words}."]
    notes.append(AddNoteRequest(note, deck))
col.add_notes(notes)
col.set_config("fsrs", True)
cards = [row[0] for row in col.db.all("select id from cards order by id")]
last = {}
rows = []
for n, (question, ago, rating) in enumerate(reviews):
    at = now - ago * 86_400_000 + n
    ivl = 1 + (question * 7 + n) % 60
    last[question] = (ago, ivl)
    rows.append((at, cards[question], -1, rating, ivl, ivl, 2500, 12500, 1))
col.db.executemany("insert into revlog values (?,?,?,?,?,?,?,?,?)", rows)
today = col.sched.today

def state(ago, ivl):
    return json.dumps({"s": float(ivl), "d": 5.0, "dr": 0.9, "lrt": now // 1000 - ago * 86400})

col.db.executemany(
    "update cards set type=2, queue=2, ivl=?, due=?, reps=5, factor=2500, data=? where id=?",
    [(ivl, today - ago + ivl, state(ago, ivl), cards[question]) for question, (ago, ivl) in last.items()],
)
col.close()
"""


def ankis(python: Path, path: Path, questions: int, count: int) -> None:
    """The same as an Anki collection."""
    subprocess.run(
        [str(python), "-c", ANKI_FILL, str(path), str(questions), str(int(NOW.timestamp() * 1000))],
        input=json.dumps(list(reviews(questions, count))),
        text=True,
        check=True,
    )
