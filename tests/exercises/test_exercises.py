"""Each exercise accepts right answers however they are written, and rejects the mistakes that people make.

Answers lie beside this file: `QUESTION/right_….py` and `QUESTION/wrong_….py`.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from quiz import places, shelf
from quiz.bank.load import load
from quiz.proof.messages import Failure, Job, Result
from quiz.proof.stub import stub
from quiz.proof.warm import Warm

HERE = Path(__file__).parent
QUESTIONS = [q for deck in load([places.shipped() / "questions"]).decks for q in deck.questions if q.exercise]
ANSWERS = sorted(HERE.glob("*/*.py"))

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
async def warm():
    async with Warm() as warm:
        yield warm


async def grade(warm: Warm, exercise: str, program: Path) -> list[Result | Failure]:
    """The outcome of every check on that program."""
    grader = shelf.verifier(exercise)
    assert grader
    names = tuple(check.name for check in grader.checks)
    job = Job(verifier=grader.id, path=grader.path, names=names, answer=str(program))
    return [message async for message in warm.run(job) if isinstance(message, Result | Failure)]


def exercise_of(program: Path) -> str:
    return {question.id: question.exercise for question in QUESTIONS}[program.parent.name]


@pytest.mark.parametrize("program", ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
async def test_right_answers_pass_and_wrong_ones_do_not(program: Path, warm: Warm):
    outcomes = await grade(warm, exercise_of(program), program)
    good = all(isinstance(outcome, Result) and outcome.passed for outcome in outcomes)
    assert outcomes
    assert good == program.stem.startswith("right_"), outcomes


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_an_exercise_has_two_right_answers_and_six_wrong_ones(question, warm: Warm):
    folder = HERE / question.id
    assert len(list(folder.glob("right_*.py"))) >= 2
    assert len(list(folder.glob("wrong_*.py"))) >= 6


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_the_stub_is_a_program_that_does_not_pass(question, warm: Warm, tmp_path: Path):
    grader = shelf.verifier(question.exercise)
    assert grader
    program = tmp_path / "stub.py"
    program.write_text(stub(Path(grader.path), question.ask.en), encoding="utf-8")
    ast.parse(program.read_text(encoding="utf-8"))
    outcomes = await grade(warm, question.exercise, program)
    assert not any(isinstance(outcome, Result) and outcome.passed for outcome in outcomes)
