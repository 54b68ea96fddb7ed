"""`quiz code`: write it yourself, and have it graded check by check."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from quiz import places, shelf
from quiz.bank.model import Question
from quiz.commands import names
from quiz.commands.language import spoken
from quiz.commands.output import say
from quiz.errors import failure, nearest
from quiz.proof.find import Verifier
from quiz.proof.messages import Failure, Message, Result
from quiz.proof.program import begin, grading
from quiz.text import clean
from quiz.told import told


@click.command("code")
@click.argument("question", required=False, shell_complete=names.exercises)
@click.option(
    "--file", "program", type=click.Path(path_type=Path), help="Grade this program; open no editor."
)
@click.option("--fresh", is_flag=True, help="Begin again: the program written before is set aside.")
def command(question: str | None, program: Path | None, fresh: bool) -> None:
    """Write the answer to a question as a program; without QUESTION, list those that ask for one.

    Your editor ($EDITOR) opens with what is to be written. When you leave it the program is run, isolated
    like any verifier, and graded check by check. The exit status is 1 while a check does not hold.
    """
    exercises = {item.id: item for deck in shelf.decks() for item in deck.questions if item.exercise}
    if question is None:
        for item in exercises.values():
            click.echo(f"{item.id}: {clean(item.ask.in_(spoken()))}")
        return
    if question not in exercises:
        hint = nearest(question, exercises)
        raise failure(f"{question!r} asks for no program.{hint}", "`quiz code` lists those that do.")
    asked = exercises[question]
    grader = shelf.runnable(asked.exercise)
    program = program or _written(asked, grader, fresh)
    sys.exit(0 if asyncio.run(_grade(grader, program.absolute())) else 1)


def _written(asked: Question, grader: Verifier, fresh: bool) -> Path:
    """The learner's program, after the editor was open on it when there is a terminal."""
    path = places.home() / "code" / f"{asked.id}.py"
    if fresh and path.exists():
        path.replace(path.with_suffix(".py.old"))
    begin(path, grader, asked.ask.in_("en"))
    if sys.stdin.isatty() and sys.stdout.isatty():
        click.edit(filename=str(path))
    say(f"Your program: {path}")
    return path


async def _grade(grader: Verifier, program: Path) -> bool:
    """Run the checks on the program and say how each came out; whether all hold."""
    from quiz.proof.warm import Warm

    if not program.is_file():
        raise failure("There is no such program.", file=str(program))
    claims = {check.name: check.said(spoken()) for check in grader.checks}
    good = True
    async with Warm() as warm:
        async for message in warm.run(grading(grader, program)):
            good &= _told(message, claims)
    return good


def _told(message: Message, claims: dict[str, str]) -> bool:
    """Print one outcome; whether it was good."""
    from quiz.proof.words import explain

    match message:
        case Result():
            mark = (
                click.style("ok  ", fg="green")
                if message.passed
                else click.style("FAIL", fg="red", bold=True)
            )
            click.echo(f"{mark} {claims[message.id.partition('::')[2]]}")
            if not message.passed:
                click.echo(f"     {explain(message.evidence, 'check', spoken())}")
            return message.passed
        case Failure():
            whole = told("Your program", spoken())
            click.echo(f"{click.style('FAIL', fg='red', bold=True)} {claims.get(message.name, whole)}")
            words = clean(f"{told(message.what, spoken())}\n{message.details}")
            click.echo("\n".join(f"     {line}" for line in words.splitlines()))
            return False
        case _:
            return True
