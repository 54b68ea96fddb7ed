"""What a shell is given to complete, as the shell asks for it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from quiz.commands.completion import WHERE


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("quiz re", {"review"}),
        ("quiz review mas", {"masking"}),
        ("quiz verify attention/scale_", {"attention/scale_by_sqrt_dk"}),
        ("quiz code lstm", {"lstm-gates"}),
        ("quiz verify --see", {"--seed", "--seeds"}),
        ("quiz deck tr", {"trust"}),
    ],
)
def test_names_are_completed(quiz, words, expected):
    number = str(len(words.split()) - 1)
    done = quiz(_QUIZ_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
    assert {line.partition(",")[2] for line in done.out.split()} == expected
    assert not done.err


@pytest.mark.parametrize("shell", WHERE)
def test_the_script_is_one_that_the_shell_can_read(quiz, shell):
    done = quiz("completion", shell)
    assert "_QUIZ_COMPLETE" in done.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.out, text=True, check=True)


def test_a_bank_that_cannot_be_read_completes_nothing(quiz, tmp_path):
    (tmp_path / "home").write_text("a file where a folder belongs")
    done = quiz(_QUIZ_COMPLETE="bash_complete", COMP_WORDS="quiz review a", COMP_CWORD="2")
    assert (done.out.strip(), done.err) == ("", "")
