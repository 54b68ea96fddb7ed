"""The programs shown for review are the ones that the verifiers measure."""

import ast
from pathlib import Path

import pytest

from quiz.bank.load import load

ROOT = Path(__file__).parents[2]
QUESTIONS = load([ROOT / "questions" / "code-review.yaml"]).decks[0].questions


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_program_shown_is_the_one_that_is_measured(question):
    name, _, _ = question.points[0].proof.partition("::")
    script = (ROOT / "verifiers" / f"{name}.py").read_text()
    shown = ast.parse(question.code).body
    assert shown
    for definition in shown:
        assert ast.get_source_segment(question.code, definition) in script
