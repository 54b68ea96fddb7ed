"""`quiz import`: questions from Anki, tables and Markdown, into a deck of the learner's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from quiz import places, shelf
from quiz.commands.output import say
from quiz.errors import failure
from quiz.exchange.intake.cards import Haul
from quiz.memory.days import here
from quiz.text import clean


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", metavar="NAME", help="What to call the deck (default: as the file).")
def command(file: Path, name: str | None) -> None:
    """Make a deck of your own from an Anki .apkg, a table (.tsv, .csv, .txt) or Markdown (.md).

    Tables may have Anki's header lines. Markdown has `Q:` and `A:`, or Obsidian's `question::answer` and `?`.
    The deck has no proofs; what could not be carried over is listed. Its bank is a file that you can edit.
    """
    from quiz.exchange.decks.fetch import suggested
    from quiz.exchange.intake.install import free, install

    home, taken, shown = places.home(), shelf.taken(), clean(str(file))
    read = _reader(file, shown)
    deck = name if name is not None else suggested(str(file.with_suffix("")))
    if not deck:
        raise failure("The name of this file gives none for a deck.", "Give it one by --as NAME.", file=shown)
    free(home, deck, taken)
    haul = read(file)
    try:
        bank = install(home, deck, haul, file, taken, here())
        say(f"Made the deck {deck}: {len(haul.cards)} questions. Edit them in {clean(str(bank))}.")
    finally:
        if haul.left:
            say("Not carried over:")
            for what, count in sorted(haul.left.items()):
                say(f"  {count} {what}")


def _reader(file: Path, shown: str) -> Callable[[Path], Haul]:
    """Who reads files of that ending."""
    match file.suffix.lower():
        case ".apkg":
            from quiz.exchange.anki.read import read_package

            return read_package
        case ".tsv" | ".csv" | ".txt":
            from quiz.exchange.text.read_tsv import read_table

            return read_table
        case ".md" | ".markdown":
            from quiz.exchange.text.read_markdown import read_markdown

            return read_markdown
        case ".colpkg":
            what = "This is a whole collection of Anki."
            raise failure(what, "Export the deck as .apkg, without media.", file=shown)
    raise failure("This kind of file is not known.", "Give an .apkg, a .tsv or a .md file.", file=shown)
