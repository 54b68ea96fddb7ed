"""The last result of each check and control, and whether it still speaks of the script as it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Self

import msgspec

from quiz.errors import Fault
from quiz.lab.evidence import Heat, Plot
from quiz.proof.messages import Result
from quiz.proof.wire import read, write

_SCHEMA = """
CREATE TABLE IF NOT EXISTS proof (
    id TEXT PRIMARY KEY,        -- verifier::name
    script TEXT NOT NULL,       -- hash of the script that ran
    at TEXT NOT NULL,           -- when, ISO 8601 with its offset
    result TEXT NOT NULL        -- JSON, without plots
) STRICT, WITHOUT ROWID
"""
_DRAWINGS = """
CREATE TABLE IF NOT EXISTS drawing (
    id TEXT PRIMARY KEY,        -- verifier::name
    at TEXT NOT NULL,           -- that of the result it belongs to; of any other it says nothing
    drawn TEXT NOT NULL         -- JSON: plots and heat maps
) STRICT
"""

_KEEP = "INSERT OR REPLACE INTO proof VALUES (:id, :script, :at, :result)"
_DRAW = "INSERT OR REPLACE INTO drawing VALUES (:id, :at, :drawn)"


class Kept(msgspec.Struct, frozen=True):
    """A result as remembered: without its plots and heat maps."""

    result: Result
    script: str
    """Hash of the script that gave it."""
    at: datetime


class Drawn(msgspec.Struct, frozen=True):
    """The plots and heat maps of a result, kept apart: who asks only for verdicts need not read them."""

    plots: tuple[Plot, ...] = ()
    heats: tuple[Heat, ...] = ()


class Remembered:
    """A small SQLite file of last results. It is a cache: when it is damaged, a new one is begun.

    What went wrong with the file is told in `faults`; nothing here raises for it.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.faults: list[Fault] = []
        self._path = path
        self._now = now
        self._database: sqlite3.Connection | None = None
        with self._tolerant():
            self._database = _open(path)
        if self._database is None and not self.faults:
            self._set_aside()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self, result: Result, script: Path) -> None:
        """Remember `result`, which the script at that path gave just now."""
        self.keep_all([result], script)

    def keep_all(self, results: Iterable[Result], script: Path) -> None:
        """Remember what that script gave just now, in one transaction: a commit costs more than a result."""
        at, text = self._now().isoformat(), digest(script)
        with self._tolerant():
            if self._database:
                with self._database as database:
                    database.execute("BEGIN IMMEDIATE")
                    for result in results:
                        told, drawn = _parts(result)
                        row = {"id": result.id, "script": text, "at": at, "result": told, "drawn": drawn}
                        database.execute(_KEEP, row)
                        database.execute(_DRAW, row)

    def last(self, id: str) -> Kept | None:
        """The last result of that check or control."""
        return self._read("SELECT * FROM proof WHERE id = ?", id).get(id)

    def all(self) -> dict[str, Kept]:
        """The last result of each, by id."""
        return self._read("SELECT * FROM proof")

    def drawn(self, id: str) -> Drawn:
        """What the last result of that check or control had to show; empty when it had nothing."""
        query = "SELECT drawn FROM drawing JOIN proof USING (id, at) WHERE id = ?"
        with self._tolerant():
            for (line,) in self._database.execute(query, (id,)) if self._database else ():
                try:
                    return msgspec.convert(json.loads(line), Drawn)
                except (ValueError, RecursionError, msgspec.ValidationError):  # written by another version
                    break
        return Drawn()

    def stale(self, id: str, path: Path) -> bool:
        """Whether there is no result, or the script has changed since."""
        kept = self.last(id)
        return kept is None or kept.script != digest(path)

    def close(self) -> None:
        """Close the file."""
        if self._database:
            self._database.close()
            self._database = None

    def _read(self, query: str, *values: str) -> dict[str, Kept]:
        found: dict[str, Kept] = {}
        with self._tolerant():
            rows = self._database.execute(query, values) if self._database else ()
            for id, script, at, line in rows:
                try:
                    result = read(line)
                    if isinstance(result, Result):
                        found[id] = Kept(result, script, datetime.fromisoformat(at))
                except ValueError:  # written by another version: run it again
                    continue
        return found

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Do without the file when it cannot be used, and begin another when it is damaged."""
        try:
            yield
        except sqlite3.OperationalError as error:  # locked, full, read-only, no such folder
            what = f"The results of proofs cannot be kept: {error}."
            self.faults.append(Fault(what, "Proofs run all the same.", str(self._path)))
        except sqlite3.DatabaseError:
            self._set_aside()

    def _set_aside(self) -> None:
        self.close()
        aside = self._path.with_name(self._path.name + ".damaged")
        what = "The file of proof results was damaged."
        remedy = f"It was set aside as {aside.name}; the next proofs fill a new one."
        try:
            self._path.replace(aside)
            self._database = _open(self._path)
        except (OSError, sqlite3.Error) as error:
            remedy = f"It could not be replaced: {error}."
        self.faults.append(Fault(what, remedy, str(self._path)))


def _parts(result: Result) -> tuple[str, str]:
    """The result without its plots and heat maps, and those by themselves; JSON each."""
    evidence = msgspec.structs.replace(result.evidence, plots=(), heats=())
    told = write(msgspec.structs.replace(result, evidence=evidence)).decode().strip()
    return told, json.dumps(msgspec.to_builtins(Drawn(result.evidence.plots, result.evidence.heats)))


def digest(script: Path) -> str:
    """The hash of a script's text; empty when there is none."""
    try:
        return blake2b(script.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_SCHEMA)
        database.execute(_DRAWINGS)
    except sqlite3.Error:
        database.close()
        raise
    return database
