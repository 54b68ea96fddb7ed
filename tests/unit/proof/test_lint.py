from __future__ import annotations

from pathlib import Path

import pytest

from quiz.errors import Fault
from quiz.proof.find import read
from quiz.proof.lint import lint

GOOD = '''"""An argument."""
import torch
from quiz.lab import Knob, exact, guards

D = Knob(4)

def sums(rng, d):
    return torch.ones(d).sum()

def check_it(rng, d=D):
    """It is so."""
    return exact(sums(rng, d), d)

@guards(check_it)
def control_not(rng, d=D):
    """It is not so."""
    return exact(sums(rng, d), d + 1)
'''


def faults(path: Path, old: str = "", new: str = "") -> tuple[Fault, ...]:
    script = path / "script.py"
    assert old in GOOD
    script.write_text(GOOD.replace(old, new) if old else GOOD)
    return lint(read("deck/script", script))


def test_a_sound_verifier_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            '"""An argument."""',
            "",
            1,
            "The script says nothing of itself. Begin it with a docstring: the argument, step by step.",
        ),
        (
            '    """It is so."""\n',
            "",
            10,
            "check_it claims nothing. Give it a docstring: the claim in one sentence.",
        ),
        (
            "import torch\n",
            "import torch, os.path\n",
            2,
            "The script imports os.path, which no measurement needs. "
            "Use torch, numpy, quiz.lab and plain modules such as math.",
        ),
        (
            "import torch\n",
            "import torch; from .other import x\n",
            2,
            "The script imports .other, which no measurement needs. "
            "Use torch, numpy, quiz.lab and plain modules such as math.",
        ),
        (
            "D = Knob(4)\n",
            "D = Knob(4); N = Knob(3)\n",
            5,
            "No check and no control takes the knob N. Take it as n=N, or delete it.",
        ),
        (
            "def check_it(rng, d=D):\n",
            "def check_it(rng, *, width=D):\n",
            10,
            "check_it takes the knob D as 'width'. Call the argument 'd': one knob, one name.",
        ),
        (
            "    return exact(sums(rng, d), d + 1)",
            "    return exact(torch.ones(d).sum(), d + 1)",
            15,
            "control_not shares no measuring code with check_it. "
            "Let both call one function of the script for the measurement.",
        ),
        (
            "control_not",
            "control_it",
            15,
            "A check and a control are both called it. Rename one of them.",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_remedy(
    old: str, new: str, line: int, message: str, tmp_path: Path
) -> None:
    (fault,) = faults(tmp_path, old, new)
    assert (fault.line, fault.message) == (line, message)
    assert fault.file == str(tmp_path / "script.py")


def test_a_check_without_a_control_and_a_control_without_a_check_are_faults(tmp_path: Path) -> None:
    assert [fault.message for fault in faults(tmp_path, "@guards(check_it)\n", "\n")] == [
        "No control guards check_it. Write one that must fail, marked @guards(check_it).",
        "control_not guards no check. Mark it @guards(check_…).",
    ]


def test_a_guard_of_an_unknown_check_is_a_fault(tmp_path: Path) -> None:
    first, second = faults(tmp_path, "@guards(check_it)\n", "@guards(check_that)\n")
    assert first.message.startswith("No control guards check_it.")
    assert (
        second.message == "control_not guards that, which is no check of this script. Name one of check_it."
    )
