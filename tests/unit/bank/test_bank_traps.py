"""Each way in which a bank can be wrong: the line and the words with which it is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from quiz.bank import nodes
from quiz.bank.load import Loaded, load
from quiz.text import clean

GOOD = """\
- id: one
  level: core
  ask: {en: Why so, zh: 为什么？}
  say: {en: Because., zh: 因为。}
  points:
    - {en: First., zh: 第一。, proof: "deck/script::claim"}
"""
"""A question without a fault, on lines 1 to 6."""


def read(folder: Path, bank: str | bytes, name: str = "bank.yaml") -> Loaded:
    path = folder / name
    path.write_bytes(bank.encode() if isinstance(bank, str) else bank)
    return load([path])


def test_the_bank_the_traps_start_from_has_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).faults == ()


def instead(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def plus(*lines: str) -> str:
    """The good question with more fields, from line 7 on."""
    return GOOD + "".join(f"  {line}\n" for line in lines)


PREDICT = "predict: {en: a, zh: 甲, proof: 'd/v::c', "
WRONG = "{en: b, zh: 乙, why: {en: c, zh: 丙}, proof: 'd/v::c'}"
RIGHT = "{en: a, zh: 甲, right: true}"

TRAPS: dict[str, tuple[str | bytes, int, str]] = {
    # the file
    "empty": ("", 1, "bank is empty"),
    "blank": ("  \n\n", 1, "bank is empty"),
    "comments": ("# nothing yet\n", 1, "only comments"),
    "utf-16": (GOOD.encode("utf-16"), 1, "UTF-16, not UTF-8"),
    "latin-1": (instead("Because.", "Caf\xe9").encode("latin-1", "replace"), 4, "not UTF-8"),
    "nul byte": (instead("Why so", "Wh\0y"), 3, "U+0000"),
    # YAML
    "tab": (instead("  level", "\tlevel"), 2, "indented with a tab"),
    "tab below a key": (plus("predict:", "\ten: a"), 8, "indented with a tab"),
    "unquoted end": (instead(", zh: 为什么？}", ""), 3, "`{` is opened here"),
    "bare colon": (plus("code: Why: so"), 7, "A colon stands where YAML expects none"),
    "open quote": (plus('code: "abc', "was: [a]"), 7, "never closed"),
    "open bracket": (plus("was: [a", "follow_ups: [b]"), 7, "`[` is opened here"),
    "open brace": (plus("predict: {en: a", "follow_ups: [b]"), 7, "`{` is opened here"),
    "bad escape": (plus('code: "\\q"'), 7, "backslash"),
    "at sign": (plus("code: @x"), 7, "starts with a character"),
    "percent sign": (plus("exercise: %x"), 7, "starts with a character"),
    "out of line": (instead("  say:", "   say:"), 4, "does not line up"),
    "too far left": (GOOD + " say: x\n", 7, "does not line up"),
    "text after a quote": (plus("code: 'a' b"), 7, "does not line up"),
    "two documents": (GOOD + "---\n" + GOOD, 7, "second YAML document"),
    "python tag": (plus("code: !!python/object:os.system x"), 7, "`!!python/object:os.system` is a YAML tag"),
    "string tag": (plus("code: !!str x"), 7, "`!!str` is a YAML tag"),
    "anchor": (plus("code: &here x"), 7, "Anchors and aliases are not allowed"),
    "alias": (plus("code: *here"), 7, "Anchors and aliases are not allowed"),
    "merge key": (plus("<<: {code: x}"), 7, "`<<` copies another mapping"),
    "duplicate key": (plus("level: deep"), 7, "`level` is here twice (first on line 2)"),
    "list as key": (plus("[a]: b"), 7, "A key is a list"),
    "deep nesting": (plus("code: " + "[" * 30 + "]" * 30), 7, "nested more than 20 levels"),
    # text
    "empty text": (instead("Why so", '""'), 3, "`en` is empty"),
    "nothing": (
        instead("ask: {en: Why so, zh: 为什么？}", "ask:"),
        3,
        "Here a mapping is wanted, not nothing",
    ),
    "language": (instead(", zh: 因为。", ""), 4, "`zh` is missing under `say`"),
    "escape code": (instead("Why so", '"a\\e[31m"'), 3, "U+001B"),
    "bidi mark": (instead("Why so", "a\u202eb"), 3, "U+202E (right-to-left override)"),
    "bidi mark escaped": (instead("Why so", '"a\\u202Eb"'), 3, "U+202E"),
    "zero width": (instead("为什么？", "为\u200b什么"), 3, "U+200B (zero width space)"),
    # keys and shapes
    "no list": ("id: one\n", 1, "A bank is a list of questions"),
    "no questions": ("- deck: {en: a, zh: b}\n", 1, "no questions"),
    "plain item": (GOOD + "- text\n", 7, "Here a mapping is wanted, not text"),
    "unknown key": (plus("folow_ups: [two]"), 7, "folow_ups is not known. Did you mean follow_ups?"),
    "unknown inner key": (
        instead("proof:", "prof: x, proof:"),
        6,
        "prof is not known under `points`. Did you mean",
    ),
    "missing key": (instead("  level: core\n", ""), 1, "`level` is missing"),
    "missing keys": (GOOD + "- id: two\n  level: core\n", 7, "`ask`, `say`, `points` are missing"),
    "mapping for list": (plus("myths: {en: a}"), 7, "Here a list is wanted, not a mapping (`myths`)"),
    "list for mapping": (
        instead("{en: Why so, zh: 为什么？}", "[Why so]"),
        3,
        "Here a mapping is wanted, not a list",
    ),
    "list for text": (instead("Why so", "[a]"), 3, "Here text is wanted, not a list (`en`)"),
    "mapping for level": (instead("core", "{a: b}"), 2, "Here text is wanted, not a mapping (`level`)"),
    "level": (instead("core", "coer"), 2, "`level` is coer, which is not known. Did you mean core?"),
    "late heading": (GOOD + "- deck: {en: a, zh: b}\n", 7, "heading is not at the top"),
    "order": ("- deck: {en: a, zh: b}\n  order: 1.5\n" + GOOD, 2, "whole number"),
    # ids
    "id": (instead("one", "One_1"), 1, "`id` is One_1"),
    "id double hyphen": (instead("one", "a--b"), 1, "not well formed"),
    "long id": (instead("one", "a" * 81), 1, "at most 80"),
    "id date": (instead("one", "2026-01-01"), 1, "quotes"),
    "duplicate id": (GOOD + GOOD, 7, "The id one is taken by the question at"),
    "own former id": (plus("was: [one]"), 7, "own id as a former one"),
    "taken former id": (GOOD + instead("one", "two") + "  was: [one]\n", 7, "former id one belongs to"),
    "twice former id": (
        plus("was: [old]") + instead("one", "two") + "  was: [old]\n",
        8,
        "former id old belongs to",
    ),
    "follow-up to itself": (plus("follow_ups: [one]"), 7, "one follows up on itself"),
    "follow-up twice": (plus("follow_ups: [two, two]"), 7, "lists two twice"),
    "follow-up": (plus("follow_ups: [Two]"), 7, "`follow_ups` is Two"),
    # points and proofs
    "no points": (GOOD[: GOOD.index("    -")].replace("points:", "points: []"), 5, "no points"),
    "unproved": (instead(', proof: "deck/script::claim"', ""), 6, "neither proved nor cited"),
    "proved and cited": (instead("proof:", "cite: arXiv:1706.03762, proof:"), 6, "both proved and cited"),
    "proof": (instead("deck/script::claim", "deck/script"), 6, "Write deck/verifier::check"),
    "proof outside": (instead("deck/script", "../script"), 6, "not well formed"),
    "myth without proof": (plus("myths: [{en: a, zh: b}]"), 7, "`proof` is missing under `myths`"),
    "exercise": (plus("exercise: deck"), 7, "Write deck/verifier"),
    # choices
    "one option": (plus(f"options: [{RIGHT}]"), 7, "at least two options"),
    "none right": (plus(f"options: [{WRONG}, {WRONG}]"), 7, "exactly one right option, this one has none"),
    "two right": (plus(f"options: [{RIGHT}, {RIGHT}]"), 7, "exactly one right option, this one has 2"),
    "no reason": (
        plus(f"options: [{RIGHT}, {{en: b, zh: c}}]"),
        7,
        "`why`, `proof` are missing under `options`",
    ),
    "yes for true": (plus("options: [{en: a, zh: b, right: yes}, " + WRONG + "]"), 7, "`right` is yes"),
    # predictions
    "within": (plus(PREDICT + "within: lots}"), 7, "`within` is lots, which is no number"),
    "within nothing": (plus(PREDICT + "within: %}"), 7, "starts with a character"),
    "within zero": (plus(PREDICT + "within: 0%}"), 7, "`within` is 0%"),
    "within negative": (plus(PREDICT + "within: -0.1}"), 7, "`within` is -0.1"),
    "within exponent": (plus(PREDICT + "within: 1e-5}"), 7, "Write 1.0e-5"),
    "knob exponent": (plus(PREDICT + "within: 1%, knobs: {eps: 1e-5}}"), 7, "Write 1.0e-5"),
    "knob hex": (plus(PREDICT + "within: 1%, knobs: {d: 0x1f}}"), 7, "`0x1f` is neither a plain number"),
    "knob octal": (plus(PREDICT + "within: 1%, knobs: {d: 010}}"), 7, "`010` is neither"),
    "knob underscore": (plus(PREDICT + "within: 1%, knobs: {d: 1_000}}"), 7, "`1_000` is neither"),
    "knob time": (plus(PREDICT + "within: 1%, knobs: {d: 12:30}}"), 7, "`12:30` is neither"),
    "knob truth": (plus(PREDICT + "within: 1%, knobs: {d: no}}"), 7, "`no` is neither"),
    "knob nan": (plus(PREDICT + "within: 1%, knobs: {d: .nan}}"), 7, "no finite number"),
    "knob inf": (plus(PREDICT + "within: 1%, knobs: {d: inf}}"), 7, "no finite number"),
    "knob overflow": (plus(PREDICT + "within: 1%, knobs: {d: 1.0e999}}"), 7, "neither a plain number"),
    "knob giant": (
        plus(PREDICT + "within: 1%, knobs: {d: " + "9" * 5000 + "}}"),
        7,
        "neither a plain number",
    ),
    "knob list": (plus(PREDICT + "within: 1%, knobs: {d: [1]}}"), 7, "Here text is wanted, not a list"),
    "knob name": (plus(PREDICT + "within: 1%, knobs: {d-k: 1}}"), 7, "`d-k` is no name of a knob"),
    "knobs list": (plus(PREDICT + "within: 1%, knobs: [1]}"), 7, "Here a mapping is wanted"),
    # sources
    "says": (plus("sources: [{at: notes 1, says: holdz}]"), 7, "Did you mean holds?"),
    "says without note": (plus("sources: [{at: notes 1, says: wrong}]"), 7, "`note` is missing"),
    "source list": (plus("sources: [[a]]"), 7, "Here a mapping is wanted, not a list (`sources`)"),
}


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("trap", TRAPS)
def test_a_faulty_bank_is_told_with_line_words_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str, loader: str
) -> None:
    monkeypatch.setattr(nodes, "Loader", getattr(yaml, loader))
    bank, line, words = TRAPS[trap]
    faults = read(tmp_path, bank).faults
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert (faults[0].line, faults[0].file) == (line, str(tmp_path / "bank.yaml"))
    assert words in faults[0].message
    assert faults[0].remedy.endswith((".", "…", "?"))
    assert clean(str(faults[0])) == str(faults[0])


NOT_TEXT = "no on yes Off true ~ null 12:30 1e-5 2.5e3 2026-01-01 1_000 0x1f 017 0o17 .inf 42 3.14"


@pytest.mark.parametrize("word", NOT_TEXT.split())
def test_a_word_that_yaml_may_read_as_something_else_needs_quotes(tmp_path: Path, word: str) -> None:
    (fault,) = read(tmp_path, instead("Because.", word)).faults
    assert (fault.line, fault.remedy) == (4, "Put it in quotes.")
    assert f"`{word}`" in fault.what
    for quote in "'\"":
        loaded = read(tmp_path, instead("Because.", f"{quote}{word}{quote}"))
        assert (loaded.faults, loaded.decks[0].questions[0].say.en) == ((), word)


CITATIONS = {
    "arXiv:1706.03762": True,
    "arXiv:1706.03762v5": True,
    "arXiv:hep-th/9901001": True,
    "doi:10.1162/neco.1997.9.8.1735": True,
    "isbn:978-0-262-03561-3": True,
    "isbn:026203561X": True,
    "https://pytorch.org/docs/stable/": True,
    "arxiv:1706.03762": False,
    "arXiv:1706": False,
    "doi:11.1162/x": False,
    "isbn:12": False,
    "http://example.org/x": False,
    "https://x y.org": False,
    "https://": False,
    "Vaswani 2017": False,
}


@pytest.mark.parametrize(("cite", "good"), CITATIONS.items())
def test_a_citation_is_an_arxiv_number_doi_isbn_or_address(tmp_path: Path, cite: str, good: bool) -> None:
    bank = instead('proof: "deck/script::claim"', f'cite: "{cite}"')
    assert [fault.line for fault in read(tmp_path, bank).faults] == ([] if good else [6])


def test_five_faults_are_told_at_once_each_on_its_line(tmp_path: Path) -> None:
    bank = """\
- id: one
  level: hard
  ask: {en: no, zh: 为什么？}
  say: {en: Because., zh: 因为。}
  points:
    - {en: First., zh: 第一。, proof: deck}
- id: two
  level: core
  level: deep
  ask: {en: How?}
  say: {en: So., zh: 这样。}
  points:
    - {en: First., zh: 第一。, cite: "arXiv:1706.03762"}
"""
    assert [fault.line for fault in read(tmp_path, bank).faults] == [2, 3, 6, 9, 10]


def test_what_comes_before_broken_yaml_is_still_checked(tmp_path: Path) -> None:
    faults = read(tmp_path, instead("core", "coer") + "- id: [\n").faults
    assert [fault.line for fault in faults] == [2, 7]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: dict[str, tuple[str, str]] = {
    "too large": ("- a\n" * 2_500_000, "larger than 5 MB"),
    "flow lists": ("[" * 100_000, "nested more than"),
    "flow mappings": ("{a: " * 100_000, "nested more than"),
    "block lists": ("- " * 100_000, "nested more than"),
    "block mappings": ("\n".join(" " * i + "a:" for i in range(1000)), "nested more than"),
    "complex keys": ("? " * 100_000, "nested more than"),
    "alias bomb": (BOMB, "Anchors and aliases are not allowed"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_bank_is_refused_fast_with_one_message(tmp_path: Path, kind: str) -> None:
    bank, words = HOSTILE[kind]
    path = tmp_path / "bank.yaml"
    path.write_text(bank)
    started = time.process_time()
    (fault,) = load([path]).faults
    assert words in fault.what
    assert time.process_time() - started < 0.5


def test_a_giant_word_does_not_make_a_giant_message(tmp_path: Path) -> None:
    for word in ("x" * 100_000, "9" * 100_000, "a\n\n    " * 20_000 + "a"):
        for bank in (instead("one", word), instead("First.", word), instead("core", word)):
            for fault in read(tmp_path, bank).faults:
                assert len(fault.message) < 400
                assert "\n" not in fault.message


def test_a_bank_full_of_faults_tells_the_first_hundred(tmp_path: Path) -> None:
    faults = read(tmp_path, "- x\n" * 1000).faults
    assert len(faults) == 101
    assert "More is wrong" in faults[-1].what
