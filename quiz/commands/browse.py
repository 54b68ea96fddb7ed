"""`quiz browse`: every question, searched and narrowed down."""

from __future__ import annotations

import click

from quiz.text import LANGUAGES


@click.command("browse")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--lang", type=click.Choice(LANGUAGES), help="English or Chinese.")
def command(words: tuple[str, ...], lang: str | None) -> None:
    """Look through all questions, or those that contain every WORD; read, suspend and edit them."""
    from quiz.commands.study import browse

    browse(" ".join(words), language="zh" if lang == "zh" else "en" if lang else None)
