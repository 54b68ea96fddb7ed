"""`quiz review`: study."""

from __future__ import annotations

import click

from quiz.text import LANGUAGES


@click.command("review")
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--lang", type=click.Choice(LANGUAGES), help="English or Chinese.")
def command(decks: tuple[str, ...], lang: str | None) -> None:
    """Study what is due, then what is new: all decks, or those named."""
    from quiz.commands.study import study

    study(start="review", decks=decks, language="zh" if lang == "zh" else "en" if lang else None)
