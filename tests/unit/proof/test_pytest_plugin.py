from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
from quiz.lab import Knob, exact, guards
D = Knob(3)
def check_sound(rng, d=D):
    "Three is three."
    print("no plugin needs this")
    return exact(d, 3)
@guards(check_sound)
def control_failing(rng):
    "Three is four."
    return exact(3, 4)
def check_wrong(rng, d=D):
    "Three is five."
    return exact(d, 5)
def check_broken(rng):
    "This cannot be measured."
    return 1 / 0
def test_is_no_test_here():
    raise AssertionError
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck").mkdir()
    (tmp_path / "deck" / "script.py").write_text(SCRIPT)
    (tmp_path / "deck" / "other.py").write_text("def check_nothing_of_ours(): raise AssertionError\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "quiz.proof.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_checks_and_controls_are_items_and_a_failure_shows_the_evidence(folder: Path) -> None:
    code, text = run(folder, "deck/script.py", "-v", "--seeds", "2")
    assert code == 1
    for line in (
        "deck/script.py::check_sound PASSED",
        "deck/script.py::control_failing PASSED",
        "deck/script.py::check_wrong FAILED",
        "deck/script.py::check_broken FAILED",
    ):
        assert line in text
    assert (
        "Three is five.\nPassed on 0 of 2 seeds; on seed 0:\n"
        "Measured 3, predicted 5, off by 2; these must agree exactly: the claim is refuted.\nKnobs: d=3\n"
    ) in text
    assert "check_broken raised ZeroDivisionError: division by zero.\nTraceback" in text
    assert "2 failed, 2 passed" in text


def test_items_are_chosen_by_name_and_spread_over_processes(folder: Path) -> None:
    code, text = run(folder, "deck", "-k", "sound or failing", "-n", "1")
    assert code == 0, text
    assert "2 passed" in text


def test_a_script_that_cannot_be_read_is_an_error_of_collection(folder: Path) -> None:
    (folder / "deck" / "script.py").write_text(SCRIPT + "def check_more(:\n    pass\n")
    code, text = run(folder, "deck")
    assert code == 2
    assert "script.py:20: This verifier cannot be read: invalid syntax. Mend the script." in text


def test_a_run_without_verifiers_loads_no_part_of_the_runner() -> None:
    text = "import sys, quiz.proof.pytest_plugin; sys.exit(bool({'msgspec', 'torch'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0
