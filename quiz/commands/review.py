"""`quiz review`: study."""

from __future__ import annotations

import click

from quiz.commands import names
from quiz.commands.language import in_language
from quiz.text import Language


@click.command("review")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=names.decks)
@in_language
@click.option("--plain", is_flag=True, help="Line by line: for a pipe or a screen reader.")
def command(decks: tuple[str, ...], lang: Language | None, plain: bool) -> None:
    """Study what is due, then what is new: all decks, or those named."""
    from quiz.commands.study import study, study_plainly

    if plain:
        study_plainly(decks=decks, language=lang)
    else:
        study(start="review", decks=decks, language=lang)
