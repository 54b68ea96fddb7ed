"""`quiz review`: study."""

from __future__ import annotations

import click

from quiz.commands import names
from quiz.text import LANGUAGES, Language


@click.command("review")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=names.decks)
@click.option("--lang", type=click.Choice(LANGUAGES), help="English or Chinese.")
@click.option("--plain", is_flag=True, help="Line by line: for a pipe or a screen reader.")
def command(decks: tuple[str, ...], lang: str | None, plain: bool) -> None:
    """Study what is due, then what is new: all decks, or those named."""
    from quiz.commands.study import study, study_plainly

    language: Language | None = "zh" if lang == "zh" else "en" if lang else None
    if plain:
        study_plainly(decks=decks, language=language)
    else:
        study(start="review", decks=decks, language=language)
