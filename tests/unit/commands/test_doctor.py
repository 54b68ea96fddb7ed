"""`quiz doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

from quiz.commands.doctor import EXTRAS


def test_all_is_well_here(quiz):
    done = quiz("doctor", "--json")
    found = {finding["what"]: finding for finding in done.json}
    assert done.status == 0
    assert {"torch", "decks", "verifiers", "your log", "terminal", "your folder"} <= found.keys()
    assert all(finding["good"] for finding in found.values())
    assert "imported in" in found["torch"]["found"]


def test_a_damaged_log_is_found_with_its_remedy(quiz, tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "memory.db").write_bytes(b"not a database" * 100)
    done = quiz("doctor")
    assert done.status == 1
    assert "BAD your log:" in done.out
    assert "Traceback" not in done.out + done.err


def test_a_torch_that_cannot_be_imported_is_found(quiz, tmp_path: Path):
    (tmp_path / "torch.py").write_text("raise ImportError('libgomp is missing')")
    done = quiz("doctor", PYTHONPATH=f"{tmp_path}:{Path(__file__).parents[3]}")
    assert done.status == 1
    assert "libgomp is missing" in done.out
    assert "pip install" in done.out


def test_every_extra_is_looked_at():
    pyproject = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert EXTRAS.keys() == pyproject["project"]["optional-dependencies"].keys() - {"test", "browser"}
