"""Packages and tables for Anki: what is in them, and what Anki itself makes of them."""

import csv
import html
import json
import re
import sqlite3
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from quiz import shelf
from quiz.errors import QuizError
from quiz.exchange.anki import package
from quiz.exchange.anki.types import fields, fields_of, kind_of
from quiz.exchange.page.identity import guid
from quiz.exchange.text import tsv
from quiz.text import LANGUAGES, Text
from tests.unit.commands.conftest import quiz  # noqa: F401 (a fixture)
from tests.unit.exchange.outside import NASTY, NOW, anki, choice, deck, edited, proved, question, unproved  # noqa: F401

BOTH = LANGUAGES


def notes(path: Path) -> dict[str, dict[str, str]]:
    """The notes in a package, by guid, each as its fields by name."""
    with zipfile.ZipFile(path) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    ((models,),) = database.execute("SELECT models FROM col")
    names = {int(id): [field["name"] for field in model["flds"]] for id, model in json.loads(models).items()}
    rows = database.execute("SELECT guid, mid, flds FROM notes").fetchall()
    database.close()
    return {guid: dict(zip(names[mid], flds.split("\x1f"), strict=True)) for guid, mid, flds in rows}


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return list(csv.reader(lines, delimiter="\t"))


def plain(inner: str) -> str:
    """The words of HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", inner))


# What Anki makes of them


def test_anki_takes_the_whole_bank_in_twice_and_doubles_nothing(anki, tmp_path):  # noqa: F811
    decks = shelf.decks()
    first, again, later = (tmp_path / f"{name}.apkg" for name in ("first", "again", "later"))
    package.write(first, decks, BOTH, proved, NOW)
    package.write(again, decks, BOTH, proved, NOW + timedelta(days=1))
    package.write(later, edited(decks), BOTH, proved, NOW + timedelta(days=2))
    count = sum(len(deck.questions) for deck in decks)
    (one, two, three), held = anki.take_in(first, again, later)
    assert (one["new"], one["updated"]) == (count, 0)
    assert (two["new"], two["updated"]) == (three["new"], three["updated"]) == (0, count)
    assert len(held) == count
    for changed in edited(decks):
        for item in changed.questions:
            note = held[guid(item)]
            assert list(note["fields"].values()) == fields(item, BOTH, proved)
            assert note["deck"] == f"Proofcards::{changed.title.en}"
            assert note["type"] == f"Proofcards {kind_of(item)}"
            assert note["cards"] == 1
            assert f"proofcards::level::{item.level}" in note["tags"]
            assert "Edited." in note["answer"]
            assert "改过。" in note["answer"]
            for written in (item.ask.en, item.ask.zh):
                if "*" not in written and "`" not in written and "\n" not in written:
                    assert written in plain(note["question"])


def test_anki_takes_the_whole_bank_in_twice_as_a_table(anki, tmp_path):  # noqa: F811
    decks = shelf.decks()
    first, later = tmp_path / "first.tsv", tmp_path / "later.tsv"
    tsv.write(first, decks, BOTH, proved)
    tsv.write(later, edited(decks), BOTH, proved)
    count = sum(len(deck.questions) for deck in decks)
    (one, two, three), held = anki.take_in(first, first, later)
    assert (one["new"], one["updated"]) == (count, 0)
    assert (two["new"], two["duplicate"]) == (0, count)  # nothing has changed: nothing is done
    assert (three["new"], three["updated"]) == (0, count)
    assert len(held) == count
    for changed in edited(decks):
        for item in changed.questions:
            note = held[guid(item)]
            assert note["deck"] == f"Proofcards::{changed.title.en}"
            assert f"proofcards::deck::{item.deck}" in note["tags"]
            assert "改过。" in note["fields"]["Back"]
            assert "<svg" in note["fields"]["Back"] or not item.proofs
            for option in item.options:
                assert plain(option.text.zh).replace("`", "").replace("*", "") in plain(
                    note["fields"]["Front"]
                )


def test_anki_takes_hostile_text_for_text(anki, tmp_path):  # noqa: F811
    nasty = question("nasty", ask=Text(NASTY, NASTY), say=Text(NASTY, NASTY))
    package.write(tmp_path / "x.apkg", [deck(nasty)], BOTH, proved, NOW)
    tsv.write(tmp_path / "x.tsv", [deck(question("other", ask=Text(NASTY, NASTY)))], BOTH, proved)
    _, held = anki.take_in(tmp_path / "x.apkg", tmp_path / "x.tsv")
    assert len(held) == 2
    for note in held.values():
        for shown in (note["question"], note["answer"]):
            assert "<script" not in shown
            assert "<img" not in shown
            assert "[sound:" not in shown
            assert "[latex]" not in shown
            assert "\x1b" not in shown
            assert "{{c1::x}} [sound:x.mp3] [latex]x[/latex]" in plain(shown)


# What is in them


def test_a_note_keeps_its_identity_when_it_is_edited_renamed_or_in_another_language(tmp_path):
    before = question()
    after = question("new-name", ask=Text("Other?", "别的？"), was=("one",))
    package.write(tmp_path / "a.apkg", [deck(before, choice())], ("en",), proved, NOW)
    package.write(tmp_path / "b.apkg", [deck(after, choice())], ("zh",), unproved, NOW)
    tsv.write(tmp_path / "c.tsv", [deck(before, choice())], BOTH, proved)
    assert notes(tmp_path / "a.apkg").keys() == notes(tmp_path / "b.apkg").keys()
    assert {row[0] for row in rows(tmp_path / "c.tsv")} == notes(tmp_path / "a.apkg").keys()


def test_fields_hold_the_languages_asked_for_and_no_other():
    names = fields_of("choice")
    english = dict(zip(names, fields(choice(), ("en",), proved), strict=True))
    assert english["Answer en"] == "<p>A <strong>root</strong>: <code>x @ y</code>.</p>"
    assert {name for name, value in english.items() if name.endswith("zh") and value} == set()
    both = dict(zip(names, fields(choice(), BOTH, proved), strict=True))
    assert both["Question zh"] == "<p>√d_k 是什么？</p>"
    assert both["Options en"].count("<li>") == 2
    assert "✓" in both["Right zh"]
    assert "因为" in both["Right zh"]


def test_a_question_of_one_language_is_exported_in_it_whatever_is_asked_for():
    only = question(ask=Text("", "问？"), say=Text("", "答。"), points=())
    got = dict(zip(fields_of("flip"), fields(only, ("en",), unproved), strict=True))
    assert got["Question zh"] == "<p>问？</p>"
    assert got["Question en"] == ""


def test_points_show_what_was_measured_and_drawings_are_inline():
    got = dict(zip(fields_of("flip"), fields(question(), BOTH, proved), strict=True))
    assert "Measured 255.5 (between 250 and 260" in got["Points en"]
    assert "测得 255.5" in got["Points zh"]
    assert "d_k = 64" in got["Points en"]
    assert "2026-03-01" in got["Points en"]
    assert "arXiv:1" in got["Points en"]
    assert got["Proofs"].count("<svg") == 3  # interval, plot, heat map
    assert "http" not in got["Proofs"].replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda got: got, "passed"),
        (lambda got: None, "not-run"),
        (lambda got: msgspec.structs.replace(got, changed=True), "changed"),
        (
            lambda got: msgspec.structs.replace(
                got, result=msgspec.structs.replace(got.result, passed=False)
            ),
            "failed",
        ),
    ],
)
def test_the_verdict_is_a_tag(tmp_path, change, verdict):
    tsv.write(tmp_path / "x.tsv", [deck(question())], BOTH, lambda proof: change(proved(proof)))
    ((_, kind, name, tags, *_),) = rows(tmp_path / "x.tsv")
    assert (kind, name) == ("Basic", "Proofcards::Tiny")
    assert tags.split() == [
        "proofcards::deck::tiny",
        "proofcards::level::core",
        f"proofcards::verdict::{verdict}",
    ]


def test_a_note_is_one_line_of_the_table_also_when_it_has_a_program(tmp_path):
    tsv.write(tmp_path / "x.tsv", [deck(question(code="if x:\n\ty()"))], BOTH, proved)
    head, line = (tmp_path / "x.tsv").read_text("utf-8").rstrip("\n").rsplit("\n", 1)
    assert head.splitlines() == list(tsv.HEAD)
    assert "if x:&#10;&#9;y()" in line


# Where they are written


def test_a_missing_genanki_is_told_with_the_line_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(QuizError, match=r'pip install "proofcards\[anki\]"'):
        package.write(tmp_path / "x.apkg", [deck(question())], BOTH, proved, NOW)
    assert [*tmp_path.iterdir()] == []


def test_export_writes_the_chosen_decks_and_nothing_besides(quiz, tmp_path):  # noqa: F811
    ran = quiz("export", "anki", "out.apkg", "attention", "--lang", "zh")
    assert ran.status == 0, ran.err
    assert len(notes(tmp_path / "out.apkg")) == int(
        re.findall(r"Wrote (\d+) questions of 1 deck", ran.out)[0]
    )
    assert quiz("export", "tsv", "out.tsv", "attention").status == 0
    assert {path.name for path in tmp_path.iterdir()} == {"home", "out.apkg", "out.tsv"}


@pytest.mark.parametrize("kind", ["anki", "tsv"])
@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("home", "This is a folder"),
        ("nowhere/x", "folder is not there"),
        ("x" * 300, "File name too long"),
        ("/dev/null/x", "Not a directory"),
    ],
)
def test_a_path_that_cannot_be_gives_one_message(quiz, tmp_path, kind, out, says):  # noqa: F811
    ran = quiz("export", kind, out, "attention")
    assert ran.status == 1
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_export_that_fails_leaves_the_old_file_alone(tmp_path):
    from quiz.exchange.page.whole import write_file

    out = tmp_path / "out.tsv"
    out.write_text("old")

    def full(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(QuizError, match="No space left on device"):
        write_file(out, full)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
