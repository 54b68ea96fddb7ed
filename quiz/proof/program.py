"""The learner's own program: where it is begun, and the job that grades it."""

from __future__ import annotations

from pathlib import Path

from quiz.proof.find import Verifier
from quiz.proof.messages import Job
from quiz.proof.stub import stub


def begin(path: Path, grader: Verifier, title: str) -> None:
    """Put what is to be written at `path`, unless a program lies there already.

    Raises QuizError when the verifier has nothing to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(stub(Path(grader.path), title), encoding="utf-8")


def grading(grader: Verifier, program: Path) -> Job:
    """Runs every check of the verifier on the program."""
    names = tuple(check.name for check in grader.checks)
    return Job(verifier=grader.id, path=grader.path, seal=grader.seal, names=names, answer=str(program))
