"""A damaged file is refused or read rightly, never overwritten; the message names the newest whole backup."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.memory import Memory, Rating, backup
from quiz.memory.model import Event
from tests.unit.memory.tools import GOOD, SOME, Clock, items

DECK = items(*(f"question-{n}" for n in range(60)))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a memory of two days and its backup."""
    folder = tmp_path_factory.mktemp("sound")
    clock, chance = Clock(), random.Random(1)
    with Memory(folder / "memory.db", clock) as memory:
        memory._db.execute("PRAGMA synchronous = OFF")
        for _ in range(2):
            for _ in range(250):
                clock.forward(seconds=30)
                memory.rate(chance.choice(DECK).id, Rating(chance.randint(1, 4)), SOME)
            clock.forward(days=1)
    return folder


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy")) / "memory.db"


@pytest.fixture
def later(clock: Clock) -> Clock:
    """The day after those two."""
    clock.forward(days=2, hours=5)
    return clock


def events(path: Path, clock: Clock) -> list[Event]:
    with Memory(path, clock) as memory:
        return [event for item in DECK for event in memory.history(item.id)]


def test_flipped_bytes_are_found_or_harmless_and_never_believed(
    sound: Path, later: Clock, tmp_path: Path
) -> None:
    whole = (sound / "memory.db").read_bytes()
    true_events = events(Path(shutil.copytree(sound, tmp_path / "true")) / "memory.db", later)
    chance = random.Random(7)
    refused: list[str] = []
    clear: list[bool] = []
    for trial in range(60):
        folder = Path(shutil.copytree(sound, tmp_path / f"trial{trial}"))
        path = folder / "memory.db"
        broken = bytearray(whole)
        for _ in range(chance.choice([1, 4, 64])):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        try:
            with Memory(path, later) as memory:
                memory.queue(DECK)
                memory.check()
            assert events(path, later) == true_events
        except QuizError as error:
            refused.append(str(error))
            intact = path.read_bytes() == broken
            named = str(folder / "backups" / "memory-2026-03-11.db") in str(error)
            clear.append(intact and (("damaged" in str(error) and named) or "left as it is" in str(error)))
    assert all(clear), [message for message, well in zip(refused, clear, strict=True) if not well]
    assert len(refused) > 20


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused_and_left_alone(path: Path, later: Clock, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    before = path.read_bytes()
    with (
        pytest.raises(QuizError, match=r"damaged.*newest backup that is whole"),
        Memory(path, later) as memory,
    ):
        memory.check()
    assert path.read_bytes() == before


def test_random_bytes_are_refused_and_left_alone(path: Path, later: Clock) -> None:
    path.write_bytes(random.Random(3).randbytes(50_000))
    before = path.read_bytes()
    with pytest.raises(QuizError, match="damaged"):
        Memory(path, later)
    assert path.read_bytes() == before


def test_the_remedy_works_as_it_is_written(path: Path, later: Clock) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(QuizError) as caught:
        Memory(path, later)
    remedy = caught.value.faults[0].remedy
    backup = remedy.partition("then copy ")[2].partition(" to ")[0]
    path.rename(path.with_suffix(".damaged"))
    shutil.copy(backup, path)
    with Memory(path, later) as memory:
        assert memory.check().events == 250
        memory.rate("question-0", GOOD, SOME)


def test_a_damaged_backup_is_not_offered(path: Path, later: Clock) -> None:
    (newest,) = (path.parent / "backups").glob("*.db")
    older = newest.with_name("memory-2026-03-09.db")
    shutil.copy(newest, older)
    content = bytearray(newest.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = bytes(400)
    newest.write_bytes(content)
    path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(QuizError, match=older.name):
        Memory(path, later)
    older.unlink()
    with pytest.raises(QuizError, match="there is no backup that is whole"):
        Memory(path, later)


def test_damage_is_never_copied_over_a_backup(path: Path, later: Clock) -> None:
    content = bytearray(path.read_bytes())
    for page in range(4096 * 3, len(content) - 4096, 4096 * 2):
        content[page : page + 16] = b"\xff" * 16
    path.write_bytes(content)
    before = sorted((path.parent / "backups").iterdir())
    with pytest.raises(QuizError, match="damaged"), Memory(path, later) as memory:
        memory.rate("question-0", GOOD, SOME)
    with closing(sqlite3.connect(path)) as db, pytest.raises(QuizError, match="damaged"):
        backup.daily(db, path, date(2026, 3, 12))
    assert sorted((path.parent / "backups").iterdir()) == before
