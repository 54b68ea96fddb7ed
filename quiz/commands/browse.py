"""`quiz browse`: every question, searched and narrowed down."""

from __future__ import annotations

import click

from quiz.commands.language import in_language
from quiz.text import Language


@click.command("browse")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@in_language
def command(words: tuple[str, ...], lang: Language | None) -> None:
    """Look through all questions, or those that contain every WORD; read, suspend and edit them."""
    from quiz.commands.study import browse

    browse(" ".join(words), language=lang)
