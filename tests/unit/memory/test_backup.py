from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.memory import Memory, backup, database
from tests.unit.memory.tools import GOOD, SOME, Clock, dump


def made(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").glob("*"))


def test_the_first_change_of_a_day_copies_the_file_as_it_was(tmp_path: Path, clock: Clock) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        memory.rate("a", GOOD, SOME)
        memory.rate("b", GOOD, SOME)
        assert made(tmp_path) == []
        clock.forward(days=1)
        before = dump(memory)
        memory.queue([])
        assert made(tmp_path) == []
        memory.rate("c", GOOD, SOME)
        memory.rate("d", GOOD, SOME)
    assert made(tmp_path) == ["memory-2026-03-11.db"]
    with Memory(tmp_path / "backups" / "memory-2026-03-11.db", clock) as copy:
        assert dump(copy) == before


def test_a_backup_that_cannot_be_written_is_told_and_stops_no_rating(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "backups").write_text("in the way")
    with Memory(tmp_path / "memory.db", clock) as memory:
        memory.rate("a", GOOD, SOME)
        clock.forward(days=1)
        memory.rate("a", GOOD, SOME)
        assert memory.card("a").state.reps == 2
        assert "backup could not be made" in memory.notes()[0]


def test_a_year_of_daily_backups_is_thinned_to_days_weeks_and_months() -> None:
    days = {date(2026, 1, 1) + timedelta(days=n) for n in range(365)}
    left = sorted(backup.kept(days), reverse=True)
    assert left[:12] == sorted(days, reverse=True)[:12]
    gaps = [one - other for one, other in pairwise(left[11:])]
    assert len(left) == 12 + 10 + 9
    assert all(gap <= timedelta(days=7) for gap in gaps[1:10])
    assert all(timedelta(days=20) < gap <= timedelta(days=31) for gap in gaps[11:])


def test_thinning_day_by_day_keeps_old_ones() -> None:
    days: set[date] = set()
    for n in range(400):
        days = backup.kept(days | {date(2026, 1, 1) + timedelta(days=n)})
    assert len(days) <= 31
    assert min(days) < max(days) - timedelta(days=200)


def test_a_clock_that_ran_ahead_costs_no_backup_but_the_oldest() -> None:
    days = {date(2026, 1, 1) + timedelta(days=n) for n in range(12)}
    assert len(backup.kept(days | {date(2027, 1, 5)}) & days) >= 11


def one_version_more(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, script))


def test_an_old_file_is_brought_up_to_date_after_a_backup(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Memory(tmp_path / "memory.db", clock) as memory:
        card = memory.rate("a", GOOD, SOME)
    one_version_more(
        monkeypatch, "ALTER TABLE log ADD COLUMN mood TEXT;\nALTER TABLE state ADD COLUMN mood TEXT;"
    )
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert memory.card("a") == card
        assert memory.history("a")[0].rating == GOOD
        assert memory._db.execute("SELECT mood FROM log").fetchall() == [(None,)]
    assert "memory-2026-03-10-version-2.db" in made(tmp_path)


def test_a_file_of_version_1_loses_its_indices_on_states_and_nothing_else(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "memory.db"
    with Memory(path, clock) as memory:
        card = memory.rate("a", GOOD, SOME)
        memory._db.execute("CREATE INDEX state_due ON state (due)")
        memory._db.execute("CREATE INDEX state_last ON state (last)")
        memory._db.execute("PRAGMA user_version = 1")
    with Memory(path, clock) as memory:
        indices = memory._db.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%'"
        ).fetchall()
        assert indices == [("log_question",)]
        assert memory.card("a") == card
        assert memory.check().repaired == ()
    assert "memory-2026-03-10-version-1.db" in made(tmp_path)


def test_a_new_file_starts_at_the_newest_version(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_version_more(monkeypatch, "ALTER TABLE log ADD COLUMN mood TEXT;")
    with Memory(tmp_path / "memory.db", clock) as memory:
        assert memory._db.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_migration_that_fails_leaves_the_old_file(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "memory.db"
    with Memory(path, clock) as memory:
        memory.rate("a", GOOD, SOME)
    with monkeypatch.context() as later:
        one_version_more(later, "ALTER TABLE log ADD COLUMN mood TEXT;\nDROP TABLE nothing_of_that_name;")
        with pytest.raises(QuizError):
            Memory(path, clock)
    with Memory(path, clock) as memory:
        assert memory.card("a").state.reps == 1
        assert "mood" not in {row[1] for row in memory._db.execute("PRAGMA table_info(log)")}


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "memory.db"
    with Memory(path, clock) as memory:
        memory._db.execute("PRAGMA user_version = 9")
    before = path.read_bytes()
    with pytest.raises(QuizError, match=r"newer version.*pip install --upgrade"):
        Memory(path, clock)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "memory.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(QuizError, match="not made by quiz"):
        Memory(path, clock)
    assert path.read_bytes() == before
