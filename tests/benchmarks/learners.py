"""The same big collection twice: for us, and for the `anki` package."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from quiz.bank.load import load
from quiz.bank.model import Question
from quiz.memory import Memory
from quiz.memory.log import keep_model
from quiz.memory.model import Event
from quiz.memory.settings import Model
from quiz.search import wording
from tests.benchmarks import rivals
from tests.benchmarks.minds import AsForetold, rating
from tests.benchmarks.place import place

NOW = datetime.now(UTC)
"""Real programs are run, by the real clock."""
_DAY = 86_400_000
_DAYS = 365
"""From the first review to now."""
BANK = 500
"""Questions in one file."""
COPIES = 92
"""Of the program's own 109 questions, which makes about 10,000."""
_SHIPPED = Path(__file__).parents[2] / "questions"


@cache
def home(questions: int, count: int) -> Path:
    """Our home of a learner with that many questions and reviews."""
    return _made(f"home-{questions}-{count}", lambda path: _fill(path, questions, count))


@cache
def collection(questions: int, count: int) -> Path:
    """The folder of the same learner's collection in Anki."""
    return _made(f"anki-{questions}-{count}", lambda path: _fill_anki(path, questions, count))


@cache
def own_collection() -> Path:
    """Anki's folder of the program's own questions, `COPIES` times, none of them studied."""
    words = [[*wording(question)] for question in own()]
    notes = [["<br>".join(some[:3]), "<br>".join(some[3:])] for some in words] * COPIES
    return _made("anki-own", lambda path: _anki(path, notes, []))


def own() -> list[Question]:
    """The program's own questions."""
    return [question for deck in load([_SHIPPED]).decks for question in deck.questions]


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """A folder made in memory, where that is possible, and then put on the disk that is measured."""
    fast = Path("/dev/shm") if Path("/dev/shm").is_dir() else place()
    with TemporaryDirectory(dir=fast) as draft:
        make(Path(draft) / name)
        return Path(shutil.copytree(Path(draft) / name, place() / name))


def reviews(questions: int, count: int) -> Iterator[tuple[int, int, int, float]]:
    """`count` reviews of the first half of the questions, in order of time, by one who forgets as FSRS says.

    Each is (question, days ago, rating, chance of recall foretold); the chance is 0 where it was never met.
    """
    luck, mind = random.Random(1), AsForetold(questions)
    for number in range(count):
        day = number * _DAYS // count
        question = luck.randrange(max(1, questions // 2))
        chance = mind.recall(question, day)
        rated = rating(luck, chance or 0.7)
        (mind.answer if chance else mind.meet)(question, rated, day)
        yield question, _DAYS - day, rated, chance


def _fill(home: Path, questions: int, count: int) -> None:
    """A deck of that many questions, and a log of that many reviews."""
    banks(home / "decks" / "big" / "questions", questions)
    model = Model(leech_after=0)  # after a million reviews all would be leeches, and hidden
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
                rating=rated,
                took=12.5,
                phase="review" if chance else "new",
                recall=chance or None,
                model=model.id,
            )
            for n, (question, ago, rated, chance) in enumerate(reviews(questions, count))
        ]
        with memory._step():
            keep_model(memory._db, model)
        memory.merge(events, {})


def banks(folder: Path, questions: int) -> None:
    """Banks of that many questions, some hundred in a file."""
    folder.mkdir(parents=True)
    for start in range(0, questions, BANK):
        numbers = range(start, min(start + BANK, questions))
        (folder / f"big{start}.yaml").write_text("".join(map(_question, numbers)))


def _question(number: int) -> str:
    ask, say, *points = [f'{{en: "{en}", zh: "{zh}"}}' for en, zh in _texts(number)]
    proved = "".join(f'    - {point[:-1]}, cite: "arXiv:1706.03762"}}\n' for point in points)
    return f"- id: big-{number}\n  level: core\n  ask: {ask}\n  say: {say}\n  points:\n{proved}"


def _texts(number: int) -> list[tuple[str, str]]:
    """What is asked, what is to be said, and the points, in both languages."""
    words = f"number {number} of many, with a sentence that is about as long as one usually is"
    return [
        (f"Question {words}?", f"第 {number} 个问题，句子和平常差不多长？"),
        (f"Answer {words}.", f"第 {number} 个回答，句子和平常差不多长。"),
        (f"First, {words}.", f"第一点，编号 {number}。"),
        (f"Second, {words}.", f"第二点，编号 {number}。"),
    ]


def _fill_anki(folder: Path, questions: int, count: int) -> None:
    """The same questions and reviews, as Anki keeps them."""
    notes = [["<br>".join(texts) for texts in _sides(number)] for number in range(questions)]
    _anki(folder, notes, list(reviews(questions, count)))


def _anki(folder: Path, notes: Sequence[Sequence[str]], reviews: Sequence[tuple]) -> None:
    """A collection of notes, each a front and a back, and reviews as `reviews` gives them."""
    folder.mkdir()
    script = Path(__file__).with_name("anki_fill.py")
    subprocess.run(
        [str(rivals.python("anki")), str(script), str(folder), str(int(NOW.timestamp() * 1000))],
        input=json.dumps([notes, reviews]),
        text=True,
        check=True,
    )


def _sides(number: int) -> tuple[list[str], list[str]]:
    """The same words as in the bank, on the front and on the back of a note."""
    ask, *rest = _texts(number)
    return list(ask), [text for both in rest for text in both]
