"""The way to a screen that leaves click out: it says and imports what it should, and nothing else."""

import json
import os
import subprocess
import sys

import pytest

THROUGH_CLICK = "from quiz.cli import main; main()"
ANY_DRIVER = {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"}
"""With it the screens need no terminal."""
TO_THE_FIRST_FRAME = """
import sys
from quiz.__main__ import main
from quiz.tui.app import QuizApp

def on_ready(app):
    names = sorted(sys.modules)
    import json
    json.dump(names, sys.stderr)
    app.exit()

QuizApp.on_ready = on_ready
main()
"""


def run(folder, *command, **environment):
    env = {**os.environ, "QUIZ_HOME": str(folder / "home"), **environment}
    done = subprocess.run(
        [sys.executable, *command], env=env, cwd=folder, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("review", 1, "The screens need a terminal."),
        ("review attention", 1, "The screens need a terminal."),
        ("review atention", 1, "Did you mean attention?"),
        ("review attention nowhere", 1, "There is no deck 'nowhere'."),
        ("review ../attention", 1, "There is no deck '../attention'."),
        ("review --no-such-option", 2, "No such option"),
        ("review attention --lang fr", 2, "Invalid value for '--lang'"),
        ("review --help", 0, "Usage: quiz review"),
        ("reviews", 2, "Did you mean review?"),
    ],
)
def test_a_start_ends_and_says_what_it_does_through_click(words, status, says, tmp_path):
    driver = {} if says.startswith("The screens") else ANY_DRIVER
    ended = run(tmp_path, "-m", "quiz", *words.split(), **driver)
    assert ended == run(tmp_path, "-c", THROUGH_CLICK, *words.split(), **driver)
    assert ended[0] == status
    assert says in ended[1] + ended[2]
    assert "Traceback" not in ended[2]


@pytest.mark.parametrize("words", ["", "review", "review attention cnn"])
def test_the_first_frame_imports_only_what_it_shows(words, tmp_path):
    run(tmp_path, "-m", "quiz", "list")  # banks are read once, and kept
    status, _, told = run(tmp_path, "-c", TO_THE_FIRST_FRAME, *words.split(), **ANY_DRIVER)
    assert status == 0, told
    modules = set(json.loads(told))
    assert ("quiz.tui.screens.review" in modules) == bool(words)
    assert not modules & {"click", "yaml", "json", "fsrs", "numpy", "torch"}
    assert not modules & {"quiz.tui.words.zh", "quiz.memory.fit", "quiz.memory.stats", "quiz.memory.plan"}
    assert not modules & {"quiz.proof.find", "quiz.proof.warm", "quiz.exchange", "quiz.interview"}
