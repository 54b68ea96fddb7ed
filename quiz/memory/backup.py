"""Copies of the memory: before the first change of each day and before each migration, thinned with age."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from quiz.errors import QuizError

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many are kept: of days, then of the weeks before those, then of the months before those, as in Anki."""


def folder(path: Path) -> Path:
    """Where the backups of the memory at `path` lie."""
    return path.parent / "backups"


def daily(db: sqlite3.Connection, path: Path, day: date) -> Path | None:
    """Make the backup of `day` unless there is one, and drop old ones; the new file, if any.

    Raises QuizError when what was copied is damaged, OSError or sqlite3.Error when it cannot be written.
    """
    target = folder(path) / f"{path.stem}-{day.isoformat()}.db"
    if target.exists():
        return None
    copy(db, path, target)
    thin(path)
    return target


def before_migration(db: sqlite3.Connection, path: Path, day: date, version: int) -> Path:
    """Make the backup that precedes a migration from `version`; it is never dropped."""
    target = folder(path) / f"{path.stem}-{day.isoformat()}-version-{version}.db"
    copy(db, path, target)
    return target


def copy(db: sqlite3.Connection, path: Path, target: Path) -> None:
    """Write a whole and proven copy of `db` to `target`, or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(draft)) as other:
            db.backup(other)
            # A backup is one file: nothing beside it that could be forgotten when it is moved.
            other.execute("PRAGMA journal_mode = DELETE")
            wrong = other.execute("PRAGMA quick_check (1)").fetchone()[0]
        if wrong != "ok":
            from quiz.memory.faults import damaged

            raise damaged(path, wrong)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
            leftover.unlink(missing_ok=True)


def thin(path: Path) -> None:
    """Remove the daily backups that are no longer kept."""
    found = _dated(path)
    for day in found.keys() - kept(found):
        found[day].unlink(missing_ok=True)


def kept(days: Iterable[date]) -> set[date]:
    """Which of the days of backups are kept.

    It counts backups, not their age: a clock that runs a year ahead for an hour costs none.
    """
    left = sorted(days, reverse=True)
    keep = set(left[:DAILY])
    for count, period in ((WEEKLY, _week), (MONTHLY, _month)):
        taken = {period(day) for day in keep}
        for day in left:
            if count and day < min(keep) and period(day) not in taken:
                taken.add(period(day))
                keep.add(day)
                count -= 1
    return keep


def newest_good(path: Path) -> Path | None:
    """The newest backup that is whole."""
    for backup in sorted(folder(path).glob(f"{path.stem}-*.db"), key=_age, reverse=True):
        if whole(backup):
            return backup
    return None


def whole(path: Path) -> bool:
    """Whether every page of a backup is sound and every event matches its checksum."""
    from quiz.memory.log import DamagedError, models, read

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            models(db)
            for _ in read(db):
                pass
            return bool(db.execute("PRAGMA integrity_check (1)").fetchone()[0] == "ok")
    except (sqlite3.Error, DamagedError, QuizError, UnicodeDecodeError, OverflowError):
        return False


def _age(backup: Path) -> tuple[float, str]:
    try:
        return backup.stat().st_mtime, backup.name
    except OSError:
        return 0.0, backup.name


def _dated(path: Path) -> dict[date, Path]:
    """The daily backups by day."""
    found = {}
    for backup in folder(path).glob(f"{path.stem}-????-??-??.db"):
        try:
            found[date.fromisoformat(backup.stem[-10:])] = backup
        except ValueError:
            continue
    return found


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
