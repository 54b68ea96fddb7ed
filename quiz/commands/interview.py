"""`quiz interview`: a mock interview."""

from __future__ import annotations

from typing import get_args

import click

from quiz.bank.model import Level
from quiz.commands import names
from quiz.commands.language import in_language
from quiz.text import Language

_LEVELS: tuple[Level, ...] = get_args(Level)


@click.command("interview")
@click.option(
    "--minutes", type=click.IntRange(1, 600), default=30, show_default=True, help="Time for questions."
)
@click.option(
    "--decks", default="", metavar="DECK,…", shell_complete=names.decks, help="Ask about these; else all."
)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default="core",
    show_default=True,
    help="Open topics at this level; nothing easier is asked.",
)
@in_language
@click.option("--plain", is_flag=True, help="Line by line: for a pipe or a screen reader.")
@click.option("--seed", type=click.IntRange(0), help="Ask as in the interview whose report names this seed.")
def command(
    minutes: int, decks: str, level: Level, lang: Language | None, plain: bool, seed: int | None
) -> None:
    """Sit a mock interview against the clock.

    The interviewer opens a topic and drills into follow-ups according to how it goes. No answer shows before
    the chain has ended. In the end there is a report, kept as Markdown; your schedule changes only if you say
    so.
    """
    from quiz.commands.study import interview

    chosen = [name.strip() for name in decks.split(",") if name.strip()]
    interview(minutes=minutes, level=level, seed=seed, decks=chosen, language=lang, plain=plain)
