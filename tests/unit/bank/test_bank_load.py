"""Where banks are found, in which order, and what a loaded one holds."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from quiz import places
from quiz.bank.load import load, questions
from quiz.bank.model import Myth, Option, Point, Predict, Question, Source
from quiz.text import Text
from tests.unplaced import unplaced

BANK = """\
- deck: {en: Attention, zh: 注意力}
  order: 2
- id: scale
  level: core
  ask: {en: Why so, zh: 为什么？}
  say:
    en: >
      Because
      of it.
    zh: 因为。
  points:
    - {en: First., zh: 第一。, proof: "deck/script::claim"}
    - {en: Second., zh: 第二。, cite: "arXiv:1706.03762"}
  myths:
    - {en: Never., zh: 从不。, proof: "deck/script::other", instead: {en: Always., zh: 总是。}}
  predict:
    en: How much
    zh: 多少？
    proof: deck/script::claim
    knobs: {d_k: 256, scale: 1.5, kind: "no", mode: half, small: 1.0e-5, down: -3}
    within: 10%
  options:
    - {en: This., zh: 这个。, right: true}
    - {en: That., zh: 那个。, why: {en: So., zh: 这样。}, proof: "deck/script::third"}
  code: |
    def f(x):
        return x
  follow_ups: [other]
  sources:
    - {at: notes 5.1.4, says: wrong, note: {en: Off., zh: 不对。}}
    - arXiv:1706.03762
  was: [old-scale]
"""

QUESTION = Question(
    id="scale",
    deck="attention",
    level="core",
    ask=Text("Why so", "为什么？"),
    say=Text("Because of it.", "因为。"),
    points=(
        Point(Text("First.", "第一。"), proof="deck/script::claim"),
        Point(Text("Second.", "第二。"), cite="arXiv:1706.03762"),
    ),
    myths=(Myth(Text("Never.", "从不。"), "deck/script::other", Text("Always.", "总是。")),),
    predict=Predict(
        Text("How much", "多少？"),
        "deck/script::claim",
        within=0.1,
        relative=True,
        knobs={"d_k": 256, "scale": 1.5, "kind": "no", "mode": "half", "small": 1e-5, "down": -3},
    ),
    options=(
        Option(Text("This.", "这个。"), right=True),
        Option(Text("That.", "那个。"), why=Text("So.", "这样。"), proof="deck/script::third"),
    ),
    code="def f(x):\n    return x",
    follow_ups=("other",),
    sources=(Source("notes 5.1.4", "wrong", Text("Off.", "不对。")), Source("arXiv:1706.03762")),
    was=("old-scale",),
)


def plain(name: str) -> str:
    """A bank with one question of that id."""
    return f"""\
- id: {name}
  level: deep
  ask: {{en: a, zh: b}}
  say: {{en: a, zh: b}}
  points: [{{en: a, zh: b, proof: "d/v::c"}}]
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_field_of_a_question_is_read(tmp_path: Path) -> None:
    loaded = load([write(tmp_path / "attention.yaml", BANK)])
    assert loaded.faults == ()
    (deck,) = loaded.decks
    assert (deck.id, deck.title, deck.order) == ("attention", Text("Attention", "注意力"), 2)
    (question,) = deck.questions
    assert unplaced(question) == QUESTION
    assert questions(loaded.decks) == {"scale": question}


def test_every_part_knows_the_line_on_which_it_starts(tmp_path: Path) -> None:
    lines = BANK.splitlines()
    ((question,),) = (deck.questions for deck in load([write(tmp_path / "attention.yaml", BANK)]).decks)
    assert lines[question.line - 1] == "- id: scale"
    parts = (*question.points, *question.myths, *question.options)
    assert [part.text.en in lines[part.line - 1] for part in parts] == [True] * 5
    assert question.predict
    assert question.predict.text.en in lines[question.predict.line - 1]


def test_a_distance_is_not_relative(tmp_path: Path) -> None:
    bank = BANK.replace("within: 10%", "within: 0.05")
    predict = load([write(tmp_path / "attention.yaml", bank)]).decks[0].questions[0].predict
    assert predict is not None
    assert (predict.within, predict.relative) == (0.05, False)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "flip"),
        ({"code": "x = 1"}, "code"),
        ({"options": (Option(Text("a", "b"), right=True),), "code": "x = 1"}, "choice"),
        ({"exercise": "deck/script", "code": "x = 1"}, "exercise"),
    ],
)
def test_the_kind_of_a_question_follows_from_its_fields(fields: dict[str, object], kind: str) -> None:
    base = {"id": "a", "deck": "d", "level": "core", "ask": Text("a"), "say": Text("b"), "points": ()}
    assert Question(**{**base, **fields}).kind == kind  # type: ignore[arg-type]


def test_a_folder_gives_its_banks_by_order_then_id(tmp_path: Path) -> None:
    write(tmp_path / "c.yaml", plain("c"))
    write(tmp_path / "b.yml", plain("b"))
    write(tmp_path / "a.yaml", "- {deck: {en: A, zh: 甲}, order: 9}\n" + plain("a"))
    write(tmp_path / "below" / "d.yaml", plain("d"))
    write(tmp_path / "README.md", "text")
    write(tmp_path / ".c.yaml.swp.yaml", "rubbish")
    loaded = load([tmp_path, tmp_path / "c.yaml"])
    assert loaded.faults == ()
    assert [deck.id for deck in loaded.decks] == ["b", "c", "a"]


def test_a_deck_without_a_heading_is_titled_after_its_file(tmp_path: Path) -> None:
    (deck,) = load([write(tmp_path / "deep-nets.yaml", plain("a"))]).decks
    assert deck.title == Text("Deep nets", "Deep nets")


def test_faults_of_all_banks_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "- x\n")
    write(tmp_path / "b.yaml", "")
    write(tmp_path / "Bad Name.yaml", plain("c"))
    told = [(Path(fault.file).name, fault.line) for fault in load([tmp_path, tmp_path / "gone.yaml"]).faults]
    assert told == [("Bad Name.yaml", 1), ("a.yaml", 1), ("b.yaml", 1), ("gone.yaml", 0)]


def test_an_id_in_two_banks_is_told_with_both_places(tmp_path: Path) -> None:
    first = write(tmp_path / "a.yaml", plain("same"))
    second = write(tmp_path / "b.yaml", "\n" + plain("same"))
    (fault,) = load([tmp_path]).faults
    assert (fault.file, fault.line) == (str(second), 2)
    assert f"{first}:1" in fault.what


def test_two_banks_with_the_same_deck_id_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", plain("one"))
    write(tmp_path / "a.yml", plain("two"))
    (fault,) = load([tmp_path]).faults
    assert "deck id a" in fault.what


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_not(tmp_path: Path) -> None:
    outside = write(tmp_path / "secret.yaml", plain("secret"))
    inside = write(tmp_path / "banks" / "a.yaml", plain("a"))
    (tmp_path / "banks" / "b.yaml").symlink_to(outside)
    (tmp_path / "banks" / "c.yaml").symlink_to(inside)
    (tmp_path / "banks" / "loop.yaml").symlink_to(tmp_path / "banks" / "loop.yaml")
    loaded = load([tmp_path / "banks"])
    assert [deck.id for deck in loaded.decks] == ["a"]
    assert [Path(fault.file).name for fault in loaded.faults] == ["b.yaml", "loop.yaml"]
    assert "leads out of its folder" in loaded.faults[0].what


def test_what_is_no_bank_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.yaml" / "x").mkdir(parents=True)
    faults = load([tmp_path / "empty", tmp_path / "gone", Path("/dev/null"), tmp_path / "folder.yaml"]).faults
    assert len(faults) == 4
    assert all(fault.remedy and fault.file for fault in faults)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "attention.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BANK.replace("\n", "\r\n").encode())
    loaded = load([path])
    assert loaded.faults == ()
    assert unplaced(loaded.decks[0].questions[0]) == QUESTION


def test_only_banks_in_the_shipped_folder_are_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path.resolve()
    monkeypatch.setattr(places, "shipped", lambda: home / "program")
    ours = write(home / "program" / "questions" / "a.yaml", plain("a"))
    theirs = write(home / "b.yaml", plain("b"))
    sly = home / "program" / "questions" / ".." / ".." / "b.yaml"
    assert [deck.shipped for deck in load([ours, theirs]).decks] == [True, False]
    assert [deck.shipped for deck in load([sly]).decks] == [False]


@pytest.mark.parametrize("on", [True, False])
def test_garbage_collection_is_left_as_it_was(tmp_path: Path, on: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if on else gc.disable()
        load([tmp_path / "gone.yaml"])
        assert gc.isenabled() is on
    finally:
        gc.enable() if before else gc.disable()


def test_cached_banks_are_loaded_without_importing_yaml(tmp_path: Path) -> None:
    bank = write(tmp_path / "a.yaml", plain("a"))
    load([bank], tmp_path / "cache")
    program = (
        "import sys; from pathlib import Path; from quiz.bank.load import load; "
        "loaded = load([Path(sys.argv[1])], Path(sys.argv[2])); "
        "print(len(loaded.decks), 'yaml' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(bank), str(tmp_path / "cache")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1 False\n"
