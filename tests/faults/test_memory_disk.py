"""A full disk, a read-only folder, a file that another program holds: one clear message, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.memory import Memory, database
from tests.unit.memory.tools import GOOD, SOME, Clock, dump, items


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def rate_until_full(memory: Memory, clock: Clock) -> int:
    """Ratings acknowledged before the disk was full."""
    for count in range(5000):
        clock.forward(seconds=1)
        try:
            memory.rate(f"question-{count}", GOOD, SOME)
        except QuizError as error:
            if "The disk is full" in str(error) and "Free some space, then do it again." in str(error):
                return count
            raise
    raise AssertionError("the disk never was full")


def test_on_a_full_disk_a_rating_fails_clearly_and_can_be_given_again(small_disk: Path, clock: Clock) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(100_000))
    with Memory(small_disk / "memory.db", clock) as memory:
        given = rate_until_full(memory, clock)
        before = dump(memory)
        assert len(memory.cards()) == given > 10
        with pytest.raises(QuizError, match="disk is full"):
            memory.rate("once-more", GOOD, SOME)
        assert dump(memory) == before
        ballast.unlink()
        memory.rate("once-more", GOOD, SOME)
    with Memory(small_disk / "memory.db", clock) as memory:
        assert len(memory.cards()) == given + 1
        assert memory.check().repaired == ()


def test_on_a_full_disk_what_is_due_can_still_be_seen(small_disk: Path, clock: Clock) -> None:
    with Memory(small_disk / "memory.db", clock) as memory:
        rate_until_full(memory, clock)
    with Memory(small_disk / "memory.db", clock) as memory:
        assert memory.queue(items("question-0", "question-1")).counts.all == 2


def journal(path: Path) -> int:
    """Bytes of the write-ahead log of the memory at `path`."""
    return path.with_name(f"{path.name}-wal").stat().st_size


def test_a_rating_overwrites_the_journal_and_does_not_make_it_longer(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "memory.db"
    with Memory(path, clock) as memory, Memory(path, clock) as other:
        memory.rate("first", GOOD, SOME)
        assert journal(path) == database.RESERVE
        for count in range(200):
            clock.forward(seconds=1)
            (memory, other)[count % 2].rate(f"question-{count}", GOOD, SOME)
        assert journal(path) == database.RESERVE
        assert len(other.cards()) == 201
    assert not path.with_name("memory.db-wal").exists()


def test_a_journal_for_which_there_is_no_room_stays_short(small_disk: Path, clock: Clock) -> None:
    path = small_disk / "memory.db"
    with Memory(path, clock) as memory:
        memory.rate("a", GOOD, SOME)
        assert journal(path) < 100_000


def test_a_file_that_may_not_grow_loses_nothing_either(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        pages = memory._db.execute("PRAGMA page_count").fetchone()[0]
        memory._db.execute(f"PRAGMA max_page_count = {pages + 3}")
        given = rate_until_full(memory, clock)
        memory._db.execute("PRAGMA max_page_count = 100000")
        memory.rate("once-more", GOOD, SOME)
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert len(memory.cards()) == given + 1
        assert memory.check().repaired == ()


@pytest.fixture
def as_anybody() -> Iterator[Path]:
    """A folder in which this user is nobody special: to the superuser nothing is read-only."""
    folder = Path(tempfile.mkdtemp())
    Memory(folder / "before.db", Clock()).close()  # imports all it needs while Python's own files can be read
    folder.chmod(0o777)
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o777)
        shutil.rmtree(folder)


def test_a_read_only_folder_is_told_when_the_file_is_opened(as_anybody: Path, clock: Clock) -> None:
    path = as_anybody / "memory.db"
    with Memory(path, clock) as memory:
        memory.rate("a", GOOD, SOME)
    as_anybody.chmod(0o555)
    with pytest.raises(QuizError, match=r"read-only.*set QUIZ_HOME") as caught:
        Memory(path, clock)
    assert caught.value.faults[0].file == str(path)


def test_a_read_only_folder_without_a_file_is_told(as_anybody: Path, clock: Clock) -> None:
    as_anybody.chmod(0o555)
    for path in (as_anybody / "memory.db", as_anybody / "deeper" / "memory.db"):
        with pytest.raises(QuizError, match="read-only"):
            Memory(path, clock)


def test_a_read_only_file_is_told(as_anybody: Path, clock: Clock) -> None:
    path = as_anybody / "memory.db"
    Memory(path, clock).close()
    path.chmod(0o444)
    with pytest.raises(QuizError, match="read-only"):
        Memory(path, clock)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(QuizError):
        Memory(tmp_path, clock)


def test_a_file_that_another_program_holds_is_told_and_the_rating_can_be_given_again(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with Memory(tmp_path / "memory.db", clock) as memory:
        other = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QuizError, match="Another program holds your progress locked"):
            memory.rate("a", GOOD, SOME)
        assert memory.queue(items("a")).new == ("a",)  # reading goes on
        other.execute("ROLLBACK")
        other.close()
        assert memory.rate("a", GOOD, SOME).state.reps == 1


PROGRAM = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from quiz.memory import Answer, Memory, Rating

memory = Memory(Path(sys.argv[1]), lambda: datetime(2026, 3, 10, 12, tzinfo=UTC))
for step in range(40):
    memory.rate("shared", Rating.GOOD, Answer(took=step))
    memory.rate(sys.argv[2], Rating.GOOD, Answer(took=step))
"""


def test_two_programs_that_start_at_once_and_rate_as_fast_as_they_can_lose_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "memory.db"
    programs = [subprocess.Popen([sys.executable, "-c", PROGRAM, str(path), name]) for name in ("one", "two")]
    assert [program.wait(timeout=60) for program in programs] == [0, 0]
    with Memory(path, clock) as memory:
        reps = {name: card.state.reps for name, card in memory.cards().items()}
        assert reps == {"shared": 80, "one": 40, "two": 40}
        assert memory.check().repaired == ()
