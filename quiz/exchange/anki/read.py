"""An Anki package (.apkg) as cards: what each note's first card asks, and what it answers.

Such a package is a zip with an SQLite file in it, and comes from anybody: the zip goes through the gate that
decks go through; the SQLite file is opened read-only, its schema is not trusted, and its time is limited.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from quiz.errors import QuizError, failure
from quiz.exchange.decks.archive import allowance, entries, readable, unpacked
from quiz.exchange.decks.gate import LARGEST_DECK, Gate
from quiz.exchange.intake.cards import Gathering, Haul
from quiz.exchange.intake.markup import to_markdown
from quiz.exchange.intake.source import plain_file
from quiz.text import clean

_LARGEST = 500_000_000  # bytes of the package; its media are not unpacked
_LONGEST = 20.0  # seconds that the database may take
_CHECKED_EVERY = 100_000  # steps of SQLite's machine between looks at the clock
_COLLECTIONS = ("collection.anki21", "collection.anki2")
"""Where the notes are, the first that is there. Beside the newer kind the older holds but an excuse."""
_COMPRESSED = "collection.anki21b"
_AGAIN = "Export it again from Anki as .apkg, and tick 'Support older Anki versions'."
_CLOZE = 1

_FIELD = re.compile(r"\{\{(?![#^/!])([^{}]{1,200})\}\}")


class _Field(msgspec.Struct, frozen=True):
    name: str
    ord: int


class _Template(msgspec.Struct, frozen=True):
    qfmt: str
    afmt: str


class _Type(msgspec.Struct, frozen=True):
    """A type of notes, of which only this is of interest."""

    type: int
    flds: tuple[_Field, ...]
    tmpls: tuple[_Template, ...]

    @property
    def sides(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The fields that the first card asks with, and those that only its answer shows."""
        places = {field.name: field.ord for field in self.flds}
        first = self.tmpls[0]
        asked = _named(first.qfmt, places)
        said = tuple(place for place in _named(first.afmt, places) if place not in asked)
        return asked, said


def read_package(path: Path) -> Haul:
    """What is in the package at `path`. Raises QuizError for what is hostile, damaged or too new."""
    plain_file(path)
    shown = clean(str(path))
    gathering = Gathering(shown)
    data = _collection(path, shown, gathering)
    with tempfile.TemporaryDirectory(prefix="quiz-import-") as folder:
        file = Path(folder, "collection.db")
        file.write_bytes(data)
        with _open(file, shown) as database:
            _gather(database, gathering, shown)
    return gathering.haul


def _collection(path: Path, shown: str, gathering: Gathering) -> bytes:
    """The SQLite file in the package."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise failure(
            f"This package is larger than {_LARGEST // 1_000_000} MB.", "Export it without media.", file=shown
        )
    gate = Gate(
        shown, allowance(size), LARGEST_DECK, f"An Anki package has one collection and media. {_AGAIN}"
    )
    with readable(path), zipfile.ZipFile(path) as archive:
        found = {str(name): entry for entry, name in entries(archive, gate)}
        media = sum(name.isdigit() for name in found)
        if media:
            gathering.left["media files"] += media
        if _COMPRESSED in found:
            what = "This package is of the newer kind, which Python cannot unpack by itself."
            raise failure(what, _AGAIN, file=shown)
        for name in _COLLECTIONS:
            if name in found:
                gate.size(name, found[name].file_size)
                return unpacked(archive, found[name], gate)
    raise failure("This is no Anki package: it has no collection.", _AGAIN, file=shown)


@contextmanager
def _open(file: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """The database, read-only; whatever is wrong with it is told in one sentence."""
    until = time.monotonic() + _LONGEST
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_DECK)
            database.set_progress_handler(lambda: time.monotonic() > until, _CHECKED_EVERY)
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            yield database
    except QuizError:
        raise
    except (sqlite3.Error, msgspec.MsgspecError, ValueError, IndexError, TypeError, RecursionError) as error:
        reason = "it takes too long" if "interrupted" in str(error) else clean(str(error)).rstrip(".")
        raise failure(
            f"The collection in this package cannot be read: {reason}.", _AGAIN, file=shown
        ) from error


def _gather(database: sqlite3.Connection, gathering: Gathering, shown: str) -> None:
    ((models,),) = database.execute("SELECT models FROM col LIMIT 1").fetchall()
    types = msgspec.json.decode(str(models), type=dict[str, _Type])
    tagged = 0
    for id, fields, tags in database.execute("SELECT mid, flds, tags FROM notes ORDER BY id"):
        kind = types.get(str(id)) if isinstance(fields, str) else None
        if kind is None or kind.type == _CLOZE or not kind.tmpls:
            gathering.left["cloze notes" if kind else "notes of no known type"] += 1
            continue
        if len(kind.tmpls) > 1:
            gathering.left["further cards of a note, such as reversed ones"] += len(kind.tmpls) - 1
        values = fields.split("\x1f")
        asked, said = ([values[place] for place in side if place < len(values)] for side in kind.sides)
        gathering.add(_side(asked, gathering), _side(said, gathering))
        tagged += bool(str(tags).strip())
    if tagged:
        gathering.left["tags of notes"] += tagged
    ((reviews,),) = database.execute("SELECT count(*) FROM revlog").fetchall()
    if reviews:
        gathering.left["past reviews"] += reviews


def _side(fields: list[str], gathering: Gathering) -> str:
    """One side of a card: its fields that are not empty, one below the other."""
    written = (to_markdown(field, gathering.left) for field in fields)
    return "\n\n".join(text for text in written if text)


def _named(template: str, places: Mapping[str, int]) -> tuple[int, ...]:
    """The fields that a template shows, by their place, each once; filters such as `hint:` are no part."""
    names = (match[1].rpartition(":")[2].strip() for match in _FIELD.finditer(template[:200_000]))
    return tuple(dict.fromkeys(places[name] for name in names if name in places))
