"""One deck of hostile words through every command: none of it steers the terminal or breaks a page."""

from __future__ import annotations

import sys
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from quiz import shelf
from quiz.bank.model import Deck
from quiz.cli import main
from quiz.errors import Fault
from quiz.memory import Answer, Memory, Rating, here
from tests.tui.test_hostile_text import HOSTILE, hostile_deck

UNSAFE = set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


class Tags(HTMLParser):
    """Collects what is open when a page of the book is read."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}


def deck() -> Deck:
    """Every kind of hostile words, a question each."""
    questions = [
        msgspec.structs.replace(question, id=f"q{number}", deck="d", exercise="d/v")
        for number, words in enumerate((*HOSTILE.values(), "<script>alert(1)</script><img src=x onerror=y>"))
        for question in hostile_deck(words).questions
    ]
    words = "<b> [/b] \x1b[31m \u202e" + "x" * 10_000
    return msgspec.structs.replace(hostile_deck(words), questions=tuple(questions))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on that deck; what it wrote on both streams."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("QUIZ_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shelf, "decks", lambda: (deck(),))
    words = "".join(HOSTILE.values())
    monkeypatch.setattr(shelf, "left_out", lambda: (Fault(words, words, words, 1),))
    with Memory(home / "memory.db", here) as memory:
        for number in range(3):
            memory.rate(f"q{number}", Rating.AGAIN, Answer(took=10.0))

    def call(*args: str, typed: str = "") -> str:
        written = StringIO()
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        monkeypatch.setattr(sys, "stdout", written)
        monkeypatch.setattr(sys, "stderr", written)
        with pytest.raises(SystemExit) as end:
            main(list(args))
        assert end.value.code in (0, 1, None)
        return written.getvalue()

    return call


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("args", "typed"),
    [
        (("list", "questions"), ""),
        (("list", "decks"), ""),
        (("due",), ""),
        (("stats",), ""),
        (("plan", "--interview", f"{here() + timedelta(days=9):%Y-%m-%d}"), ""),
        (("code",), ""),
        (("doctor",), ""),
        (("review", "--plain"), "\n1\n3\n" * 30),
        (("interview", "--plain", "--level", "trap", "--seed", "1"), "\n\x1b[2J[/b]\n\n3\n1\n" * 30),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_no_command_writes_what_steers_the_terminal(
    run, language: str, args: tuple[str, ...], typed: str, tmp_path: Path
) -> None:
    (tmp_path / "home" / "settings.json").write_text(f'{{"language": "{language}"}}')
    out = run(*args, typed=typed)
    assert out
    assert not UNSAFE & set(out)
    for report in tmp_path.rglob("*.md"):
        assert not UNSAFE & set(report.read_text("utf-8"))
    assert bool(list(tmp_path.rglob("*.md"))) == (args[0] == "interview")


@pytest.mark.parametrize("kind", ["tsv", "book", "anki"])
def test_what_is_written_out_has_only_tags_of_our_own(run, kind: str, tmp_path: Path) -> None:
    out = tmp_path / {"tsv": "out.tsv", "book": "book", "anki": "out.apkg"}[kind]
    said = run("export", kind, str(out))
    assert not UNSAFE & set(said)
    assert out.exists()
    for page in [out] if kind == "tsv" else [*out.rglob("*.html")] if kind == "book" else []:
        words = page.read_text("utf-8")
        assert not UNSAFE & set(words)
        tags = Tags()
        tags.feed(words.partition("</head>")[2] or words)
        assert not tags.seen & {"onerror", "img", "red", "type=x"}


def test_wrong_usage_steers_nothing_either(run, monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    with pytest.raises(SystemExit) as end:
        main(["\x1b[31mx\u202e"])
    assert end.value.code == 2
    assert "There is no command" in written.getvalue()
    assert not UNSAFE & set(written.getvalue())
