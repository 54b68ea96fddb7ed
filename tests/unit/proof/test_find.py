from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.proof.find import KnobInfo, find, read

SCRIPT = '''"""What it is about."""
import nowhere_to_be_found
from quiz.lab import Knob, exact, guards
import quiz.lab as lab

D_K = Knob(64, [16, 64], "a width")
MODE = lab.Knob(default="sum", choices=["sum", "mean"])
UNUSED = Knob(1.5)
raise SystemExit("never run")

def inner(rng):
    return 1

def measured(rng, d_k):
    return inner(rng)

def check_one(rng, d_k=D_K, *, mode=MODE, plain=3):
    """One
    claim."""
    return exact(measured(rng, d_k), 1)

@guards(check_one)
def control_two(rng):
    return exact(inner(rng), 2)

def checkers(): ...
def check_(): ...
class check_class: ...
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "deck").mkdir()
    (tmp_path / "deck" / "script.py").write_text(SCRIPT)
    return tmp_path


def test_a_verifier_is_read_from_its_text_and_never_run(root: Path) -> None:
    verifier = read("deck/script", root / "deck" / "script.py")
    assert (verifier.id, verifier.about) == ("deck/script", "What it is about.")
    assert verifier.knobs == {
        "d_k": KnobInfo(64, (16, 64), "a width"),
        "mode": KnobInfo("sum", ("sum", "mean")),
    }
    (check,), (control,) = verifier.checks, verifier.controls
    assert (check.name, check.claim, check.line) == ("one", "One\nclaim.", 17)
    assert (check.knobs, check.calls, check.guards) == (("d_k", "mode"), ("inner", "measured"), ())
    assert (control.name, control.claim, control.knobs) == ("two", "", ())
    assert (control.calls, control.guards) == (("inner",), ("one",))


def test_scripts_are_found_one_folder_deep_without_hidden_ones_and_links(root: Path) -> None:
    for name in ("top.py", "deck/_helper.py", "deck/notes.txt", "_deck/a.py", ".deck/a.py", "deck/deep/a.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("")
    (root / "deck" / "link.py").symlink_to(root / "top.py")
    (root / "linked").symlink_to(root / "deck")
    found, faults = find(root)
    assert (list(found), faults) == (["deck/script"], [])


def test_scripts_that_cannot_be_read_are_told_and_the_others_found(root: Path) -> None:
    (root / "deck" / "bad.py").write_text("x = 1\ndef check_it(:\n")
    (root / "deck" / "knob.py").write_text("from quiz.lab import Knob\nD = Knob(2 ** 3)\n")
    found, faults = find(root)
    assert list(found) == ["deck/script"]
    assert [(Path(fault.file).name, fault.line, fault.message) for fault in faults] == [
        ("bad.py", 2, "This verifier cannot be read: invalid syntax. Mend the script."),
        (
            "knob.py",
            2,
            "This knob cannot be read from the text of the script. "
            "Write its default, choices and words as plain values.",
        ),
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x = '\0'", b"(" * 1000, b"-" * 100_000 + b"1"])
def test_no_content_of_a_script_escapes_as_another_error(content: bytes, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_bytes(content)
    with pytest.raises(QuizError):
        read("deck/script", script)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find(tmp_path / "nowhere") == ({}, [])


def test_finding_imports_neither_torch_nor_numpy() -> None:
    text = "import sys, quiz.proof.find; sys.exit(bool({'torch', 'numpy'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0
