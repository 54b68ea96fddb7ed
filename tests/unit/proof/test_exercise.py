"""A learner's program stands in for the reference, and is judged like any verifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.proof.messages import Failure, Job, Result
from quiz.proof.stub import stub
from quiz.proof.warm import Warm

GRADER = '''
"""Double a number."""

from quiz.lab import exact, guards, yours


@yours
def double(x: int, *, times: int = 2) -> int:
    """Twice `x`.

    Whole numbers in, whole numbers out.
    """
    return times * x


def doubled(function):
    return exact(function(21), 42)


def check_doubles(rng):
    """21 becomes 42."""
    return doubled(double)


@guards(check_doubles)
def control_identity(rng):
    """Left alone it does not."""
    return doubled(lambda x: x)
'''

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
async def warm():
    async with Warm() as warm:
        yield warm


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "deck" / "double.py"
    path.parent.mkdir()
    path.write_text(GRADER)
    return path


async def graded(warm: Warm, grader: Path, text: str) -> list[Result | Failure]:
    program = grader.with_name("answer.py")
    program.write_text(text)
    job = Job(verifier="deck/double", path=str(grader), names=("doubles",), answer=str(program))
    return [message async for message in warm.run(job) if isinstance(message, Result | Failure)]


async def test_without_a_program_the_reference_is_measured(warm, grader):
    job = Job(verifier="deck/double", path=str(grader))
    outcomes = [message async for message in warm.run(job)]
    assert all(isinstance(outcome, Result) and outcome.passed for outcome in outcomes)


async def test_a_right_program_passes(warm, grader):
    (outcome,) = await graded(warm, grader, "def double(x):\n    return x + x\n")
    assert isinstance(outcome, Result)
    assert outcome.passed


async def test_a_wrong_program_is_told_what_came_out(warm, grader):
    (outcome,) = await graded(warm, grader, "def double(x):\n    return x * x\n")
    assert isinstance(outcome, Result)
    assert (outcome.passed, outcome.evidence.measured, outcome.evidence.predicted) == (False, 441, 42)


async def test_a_program_that_raises_is_told_its_own_line(warm, grader):
    (outcome,) = await graded(warm, grader, "def double(x):\n    return y\n")
    assert isinstance(outcome, Failure)
    assert "NameError" in outcome.what
    assert "line 2, in double" in outcome.details


async def test_a_program_without_the_function_is_told_so(warm, grader):
    (outcome,) = await graded(warm, grader, "def halve(x):\n    return x / 2\n")
    assert isinstance(outcome, Failure)
    assert outcome.what == "Your program has no function `double`."


async def test_a_program_with_a_syntax_error_is_told_its_line(warm, grader):
    (outcome,) = await graded(warm, grader, "def double(x):\n    return (x\n")
    assert isinstance(outcome, Failure)
    assert outcome.what.startswith("Your program has a syntax error in line 2")


async def test_a_program_that_exits_proves_nothing(warm, grader):
    (outcome,) = await graded(warm, grader, "import os\ndef double(x):\n    os._exit(0)\n")
    assert isinstance(outcome, Failure)


async def test_the_stub_has_signature_and_task_but_no_solution(grader):
    text = stub(grader, "Why double?")
    assert "def double(x: int, *, times: int=2) -> int:" in text
    assert "Whole numbers in" in text
    assert "times * x" not in text
    assert "raise NotImplementedError" in text


async def test_a_verifier_without_an_exercise_is_refused(tmp_path):
    path = tmp_path / "plain.py"
    path.write_text('"""Nothing to write."""\n')
    with pytest.raises(QuizError, match="@yours"):
        stub(path, "")
