"""Questions, results and an Anki for tests of what leaves the program."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quiz.bank.model import Deck, Option, Point, Question
from quiz.exchange.page.proved import Proved
from quiz.lab.evidence import Evidence
from quiz.proof.messages import Result
from quiz.proof.remember import Drawn
from quiz.text import Text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

NASTY = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> \" ' & "
    "{{c1::x}} [sound:x.mp3] [latex]x[/latex] \x1b[31m"
)
"""What no reader may take for more than text."""


def proved(proof: str) -> Proved:
    """A result with a plot and a heat map, for any proof."""
    evidence = Evidence(
        rule="estimate", verdict="holds", measured=255.5, predicted=256.0, low=250.0, high=260.0,
        least=245.0, most=265.0, error=1e-6, samples=64,
    )  # fmt: skip
    evidence = evidence.plot(
        x="replicates", measured=([1, 2, 64], [251, 259, 255.5]), predicted=([1, 64], [256, 256])
    )
    drawn = Drawn(evidence.plots, evidence.heat([[0.25, 0.75], [1.0, float("nan")]], "weights").heats)
    result = Result(
        id=proof, kind="check", evidence=evidence, passed=True, seconds=0.1, seed=0, knobs={"d_k": 64}
    )
    return Proved(result, drawn, NOW, changed=False)


def unproved(proof: str) -> None:
    """No proof ever ran."""


def question(id: str = "one", **parts: Any) -> Question:
    """A question of the deck `tiny`, with a proved and a cited point."""
    given = {
        "ask": Text("What is √d_k?", "√d_k 是什么？"),
        "say": Text("A **root**: `x @ y`.", "一个*根*。"),
        "points": (
            Point(Text("QKᵀ", "∂"), proof="tiny/two::two"),
            Point(Text("Cited", "引用"), cite="arXiv:1"),
        ),
        **parts,
    }
    return Question(id=id, deck="tiny", level="core", **given)


def choice(id: str = "pick") -> Question:
    """A question with options."""
    options = (
        Option(Text("Right one", "对的"), right=True),
        Option(Text("Wrong one", "错的"), why=Text("Because", "因为"), proof="tiny/two::two"),
    )
    return question(id, options=options)


def deck(*questions: Question) -> Deck:
    """A deck of these."""
    return Deck(id="tiny", title=Text("Tiny", "小"), questions=questions, file="tiny.yaml")


def edited(decks: tuple[Deck, ...]) -> tuple[Deck, ...]:
    """The same decks with every answer rewritten."""

    def rewritten(question: Question) -> Question:
        say = Text(f"{question.say.en} Edited.", f"{question.say.zh}改过。")
        return msgspec.structs.replace(question, say=say)

    return tuple(
        msgspec.structs.replace(deck, questions=tuple(map(rewritten, deck.questions))) for deck in decks
    )


class Anki:
    """The real Anki, in another interpreter: its licence keeps it out of ours."""

    def __init__(self, python: str, folder: Path) -> None:
        self._python = python
        self._folder = folder

    def take_in(self, *files: Path) -> tuple[list[dict[str, int]], dict[str, Any]]:
        """Import `files` in turn into a new collection; what it said to each, and its notes by guid."""
        told = json.loads(self._run("in", *files))
        notes = {note["guid"]: note for note in told["notes"]}
        assert len(notes) == len(told["notes"])
        return told["logs"], notes

    def export(self, old: Path, new: Path, table: Path) -> None:
        """Export all of that collection: a package of the older kind, one of the newer, and a table."""
        self._run("out", old, new, table)

    def _run(self, what: str, *files: Path) -> str:
        script = Path(__file__).parent / "with_anki.py"
        collection = self._folder / "collection.anki2"
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        ran = subprocess.run(
            [self._python, script, what, collection, *files],
            capture_output=True,
            text=True,
            timeout=120,
            env=env,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture
def anki(tmp_path: Path) -> Anki:
    python = os.environ.get("PROOFCARDS_ANKI_PYTHON")
    if not python:
        pytest.skip("PROOFCARDS_ANKI_PYTHON does not name a Python that has the `anki` package")
    return Anki(python, tmp_path)
