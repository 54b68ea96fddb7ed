"""`quiz memory`: look after the review log."""

from __future__ import annotations

import click

from quiz import places
from quiz.memory.days import here
from quiz.memory.store import Memory


@click.group("memory")
def command() -> None:
    """Look after what is remembered."""


@command.command("check")
def check() -> None:
    """Compare every cached state with the log, repair what differs, and say what was done."""
    with Memory(places.home() / "memory.db", here) as memory:
        click.echo(memory.check().said)
