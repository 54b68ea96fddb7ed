"""Opening the file: made when missing, brought up to date when old, refused when it cannot be trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from quiz.memory import backup, faults
from quiz.memory.log import DamagedError

APPLICATION = 0x5155495A
"""`QUIZ`: marks the file as ours."""
MIGRATIONS: tuple[str, ...] = ("DROP INDEX IF EXISTS state_due;\nDROP INDEX IF EXISTS state_last;\n",)
"""The script that leads from version N + 1 to N + 2, for each N: a new file goes through them as well."""
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
RESERVE = 1 << 22
"""Bytes that the journal has from the first change on: SQLite starts it anew before it needs more."""


def version() -> int:
    """The version of the file that this program writes."""
    return len(MIGRATIONS) + 1


def open_(path: Path, day: date) -> sqlite3.Connection:
    """The database at `path`, ready to be written durably.

    Raises QuizError when it cannot be made, written, understood or trusted; the file is then left as it is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lost = path.exists() and path.stat().st_size == 0 and any(backup.folder(path).glob("*.db"))
    except OSError as error:
        raise faults.unwritable(path) from error
    if not (_writable(path.parent) and (not path.exists() or _writable(path))):
        raise faults.unwritable(path)
    if lost:
        raise faults.damaged(path, "it is empty, but there are backups")
    with faults.told(path):
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(db, path, day)
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def change(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction, on the disk when it is left; nothing of it remains when it fails."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def reserve(db: sqlite3.Connection, path: Path) -> None:
    """Fill the journal of `path` up with zeros, which SQLite takes for the rest of an older one.

    A commit then overwrites blocks that the file has: to give it new ones would take as long again. Where
    there is no room for them, it is as if it had never been tried.
    """
    with change(db), suppress(OSError), open(f"{os.path.realpath(path)}-wal", "r+b", buffering=0) as journal:
        size = journal.seek(0, os.SEEK_END)  # which stays so: only who holds the lock writes to it
        if size + journal.write(bytes(max(0, RESERVE - size))) < RESERVE:
            journal.truncate(size)


def device(db: sqlite3.Connection) -> str:
    """The name under which this file writes its events."""
    row = db.execute("SELECT value FROM meta WHERE name = 'device'").fetchone()
    if row is None:
        raise DamagedError("it has no name")
    return str(row[0])


def rename_device(db: sqlite3.Connection) -> str:
    """Write under a new name from now on, inside the transaction that is open; that name."""
    from secrets import token_hex

    name = token_hex(4)
    db.execute("UPDATE meta SET value = ? WHERE name = 'device'", (name,))
    return name


def _prepare(db: sqlite3.Connection, path: Path, day: date) -> None:
    if _pragma(db, "user_version") > version():
        raise faults.newer(path)
    if _pragma(db, "application_id") not in (0, APPLICATION):
        raise faults.foreign(path)
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and not _pragma(db, "user_version"):
            raise faults.foreign(path)
        db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # a commit is on the disk when it returns
    if _pragma(db, "user_version") == 0:
        _create(db)
    if _pragma(db, "user_version") < version():
        backup.before_migration(db, path, day, _pragma(db, "user_version"))
        _migrate(db)


def _create(db: sqlite3.Connection) -> None:
    from importlib.resources import files
    from secrets import token_hex  # both are slow to import, and needed once in the life of a file

    with change(db):
        if _pragma(db, "user_version"):  # another instance was faster
            return
        for statement in statements(files("quiz.memory").joinpath("schema.sql").read_text("utf-8")):
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('device', ?)", (token_hex(4),))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute("PRAGMA user_version = 1")
    _migrate(db)


def _migrate(db: sqlite3.Connection) -> None:
    """All steps in one transaction: an old file becomes a new one, or stays as it is."""
    with change(db):
        for number, script in enumerate(MIGRATIONS, start=1):
            if _pragma(db, "user_version") == number:
                for statement in statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number + 1}")


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, as executing it whole would end the transaction."""
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
