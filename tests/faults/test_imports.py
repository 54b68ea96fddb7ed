"""Files that try to leave their place, fill the memory, run something or never end: refused or harmless."""

import json
import random
import sqlite3
import stat
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.exchange.anki import read as anki
from quiz.exchange.anki.read import read_package
from quiz.exchange.decks import gate
from quiz.exchange.text.read_markdown import read_markdown
from quiz.exchange.text.read_tsv import read_table
from tests.faults.tools import entry, refusal
from tests.unit.commands.conftest import quiz  # noqa: F401 (a fixture)
from tests.unit.exchange.outside import NASTY

MODELS = {
    "1": {
        "type": 0,
        "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
        "tmpls": [{"qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"}],
    },
    "2": {"type": 1, "flds": [{"name": "Text", "ord": 0}], "tmpls": [{"qfmt": "{{cloze:Text}}", "afmt": ""}]},
}
TABLES = """
CREATE TABLE col (models TEXT); CREATE TABLE revlog (id INTEGER);
CREATE TABLE notes (id INTEGER, mid INTEGER, flds TEXT, tags TEXT);
"""


def database(*notes: tuple[object, ...], models: str | None = None, more: str = "") -> bytes:
    """The SQLite file of a package, as bytes."""
    made = sqlite3.connect(":memory:")
    made.executescript(TABLES)
    made.execute("INSERT INTO col VALUES (?)", (json.dumps(MODELS) if models is None else models,))
    made.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", notes)
    made.executescript(more)
    made.commit()
    data = made.serialize()
    made.close()
    return data


def packed(path: Path, collection: bytes = b"", **more: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        for name, data in more.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tmp_path / "x.apkg"


def refused(read: Callable[[Path], object], path: Path, says: str) -> None:
    with refusal(says):
        read(path)


# The archive


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (entry("../collection.anki21"), "leads out of the deck"),
        (entry("/etc/passwd"), "absolute name"),
        (entry("media/..\\x"), "not every system"),
        (entry("x\x1b[2J"), "odd name"),
        (entry("COLLECTION.ANKI2"), "there twice"),
        (entry("media", stat.S_IFLNK | 0o777, b"/etc/passwd"), "is a link"),
        (entry("media", stat.S_IFIFO | 0o644), "no plain file"),
        (entry("collection.anki21", data=bytes(60_000_000)), "larger than 50 MB"),
        (entry("collection.anki21", data=bytes(20_000_000)), "unpacks to more than"),
        (entry("collection.anki21b", data=b"\x28\xb5\x2f\xfd"), "newer kind.*Support older Anki versions"),
        (lambda zip: [entry(f"{n}")(zip) for n in range(gate.MOST_FILES)], "more than 2,000 files"),
    ],
)
def test_a_hostile_package_is_refused(package, change, says):
    packed(package, database((1, 1, "a\x1fb", "")))
    with zipfile.ZipFile(package, "a") as archive:
        change(archive)
    refused(read_package, package, says)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", random.Random(1).randbytes(3000), b"SQLite format 3\0"])
def test_what_is_no_archive_is_refused(package, data):
    package.write_bytes(data)
    refused(read_package, package, "cannot be read")


def test_a_package_that_is_cut_off_is_refused(package):
    packed(package, database((1, 1, "a\x1fb", "")))
    package.write_bytes(package.read_bytes()[:-30])
    refused(read_package, package, "cannot be read")


def test_a_package_that_lies_about_its_sizes_is_refused(package):
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", bytes(3_000_000))
    data = package.read_bytes()
    package.write_bytes(data.replace((3_000_000).to_bytes(4, "little"), (300).to_bytes(4, "little")))
    refused(read_package, package, "cannot be read|not as long")


def test_a_zip_without_a_collection_is_refused(package):
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("media", "{}")
    refused(read_package, package, "it has no collection")


# The database


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no database",
        random.Random(1).randbytes(8192),
        b"SQLite format 3\0" + random.Random(1).randbytes(8192),
        database()[:4096],
        database(models="no json"),
        database(models='{"1": {"type": "x"}}'),
        database(models="[" * 100_000),
        database(models='{"1": {"type": 0, "flds": [], "tmpls": [{"qfmt": 1}]}}'),
        database(more="DROP TABLE notes"),
        database(more="DELETE FROM col"),
        database(more="DROP TABLE notes; CREATE TABLE notes (x)"),
    ],
    ids=range(12),
)
def test_a_broken_database_is_refused(package, data):
    refused(read_package, packed(package, data), "collection in this package cannot be read")


def test_a_database_damaged_anywhere_is_read_or_refused_and_never_more(package):
    whole = database(*((n, 1, f"ask {n}\x1fsay {n}", "") for n in range(300)))
    for at in range(0, len(whole), len(whole) // 60):
        data = bytearray(whole)
        data[at : at + 40] = b"\xff" * 40
        packed(package, bytes(data))
        with suppress(QuizError):  # anything else it may raise would be a fault of ours
            assert len(read_package(package).cards) <= 300


def test_a_database_that_never_ends_is_stopped(package, monkeypatch):
    monkeypatch.setattr(anki, "_LONGEST", 0.3)
    endless = (
        "DROP TABLE notes; CREATE VIEW notes AS "
        "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) "
        "SELECT id, 1 AS mid, '' AS flds, '' AS tags FROM n;"
    )
    began = time.monotonic()
    refused(read_package, packed(package, database(more=endless)), "it takes too long")
    assert time.monotonic() - began < 20


def test_a_view_that_makes_a_huge_value_is_refused(package):
    huge = (
        "DROP TABLE notes; CREATE VIEW notes AS SELECT 1 id, 1 mid, hex(zeroblob(100000000)) flds, '' tags;"
    )
    refused(read_package, packed(package, database(more=huge)), "too big|too long")


def test_a_database_in_write_ahead_mode_is_read_and_nothing_is_left_beside_it(package, tmp_path):
    file = tmp_path / "wal.db"
    made = sqlite3.connect(file)
    made.execute("PRAGMA journal_mode = WAL")
    made.executescript(TABLES)
    made.execute("INSERT INTO col VALUES (?)", (json.dumps(MODELS),))
    made.execute("INSERT INTO notes VALUES (1, 1, ?, '')", ("a\x1fb",))
    made.commit()
    made.close()
    assert len(read_package(packed(package, file.read_bytes())).cards) == 1


# The notes


def test_scripts_pictures_and_escapes_of_notes_are_dropped_and_told(package):
    notes = [
        (1, 1, f"{NASTY}\x1f<b>so</b>\x1b]0;title\x07", " tag "),
        (2, 2, "a {{c1::b}}", ""),
        (3, 9, "no\x1ftype", ""),
        (4, 1, "only a question", ""),
        (5, 1, "x" * 30_000 + "\x1fy", ""),
        (6, 1, b"\x00\x1f\x00", ""),
    ]
    haul = read_package(packed(package, database(*notes), **{"0": b"picture"}))
    (card,) = haul.cards
    assert card.say == "**so**]0;title"
    assert not any(bad in card.ask for bad in ("<script", "<img", "\x1b", "[sound:"))
    assert haul.left == {
        "media files": 1,
        "scripts": 1,
        "pictures": 1,
        "sounds": 1,
        "fields with TeX, which stands as it was written": 1,
        "tags of notes": 1,
        "cloze notes": 1,
        "notes of no known type": 2,
        "cards without a question or without an answer": 1,
        "cards longer than 20,000 characters": 1,
    }


# Text


@pytest.mark.parametrize("read", [read_table, read_markdown])
def test_a_file_that_is_no_text_is_refused(tmp_path, read):
    path = tmp_path / "x.tsv"
    refused(read, path, "no such file")
    refused(read, tmp_path, "no plain file")
    refused(read, Path("/dev/zero"), "no plain file")
    refused(read, tmp_path / ("x" * 300), "too long|no such file")
    refused(read, Path("a\0b"), "null|no such file")
    path.write_bytes(b"fine\n\xff\xfe\x00")
    refused(read, path, "not UTF-8")
    with path.open("wb") as stream:
        stream.truncate(30_000_000)
    refused(read, path, "larger than 20 MB")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no separator at all", "No line of this table has a tab"),
        ('"never closed\t' + "x" * 300_000, "cannot be read: field larger"),
        ("#separator:\x1b\na\tb", "separates no columns"),
        ("#separator:nothing\na\tb", "separates no columns"),
        ("#guid column:²\n#deck column:99999999999\n", "No line of this table"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, text, says):
    (tmp_path / "x.tsv").write_text(text)
    refused(read_table, tmp_path / "x.tsv", says)


@pytest.mark.parametrize(
    "piece",
    [
        "::",
        "a::",
        "`a",
        "`a`",
        "`::",
        "[[",
        "![",
        "![[a",
        "==a",
        "{{",
        "Q: ",
        "Q: a\n",
        "?\n",
        "```\n",
        "<!--SR:",
        "#",
    ],
)
def test_markdown_made_to_be_slow_is_not(tmp_path, piece):
    (tmp_path / "x.md").write_text((piece * 100_000)[:200_000] + "\n")
    began = time.process_time()
    read_markdown(tmp_path / "x.md")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", ["bad.apkg", "bad.tsv", "bad.xyz", "bad.colpkg", "nowhere.md", "空.md"])
def test_a_refusal_is_one_line_and_makes_no_deck(quiz, tmp_path, name):  # noqa: F811
    if name.startswith("bad"):
        (tmp_path / name).write_bytes(b"\x1b[31m nothing")
    ran = quiz("import", name)
    assert ran.status == 1
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.out + ran.err
    assert not (tmp_path / "home" / "decks").exists()


def test_escapes_in_a_file_or_its_name_reach_neither_terminal_nor_bank(quiz, tmp_path):  # noqa: F811
    (tmp_path / "n\x1b[31m.md").write_text("Q: \x1b[31mred?\nA: \x9b2Jno\n")
    ran = quiz("import", "n\x1b[31m.md")
    assert ran.status == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    (bank,) = (tmp_path / "home" / "decks").rglob("*.yaml")
    assert not {"\x1b", "\x9b"} & set(bank.read_text("utf-8"))
