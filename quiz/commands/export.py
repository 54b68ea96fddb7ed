"""`quiz export`: questions, answers and what was measured, for other programs and for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quiz import places, shelf
from quiz.bank.model import Deck
from quiz.commands import names
from quiz.commands.group import Group
from quiz.commands.output import say, tell
from quiz.exchange.page.proved import Proofs
from quiz.memory.days import here
from quiz.text import LANGUAGES, Language, clean

_decks = click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=names.decks)
_language = click.option(
    "--lang",
    "language",
    type=click.Choice([*LANGUAGES, "both"]),
    default="both",
    show_default=True,
    help="English, Chinese, or one under the other.",
)


@click.group("export", cls=Group)
def command() -> None:
    """Write questions, answers and what their proofs last measured for Anki, as a table, or as a book.

    Proofs that never ran are left without numbers: say `quiz verify --all` first.
    """


@command.command("anki")
@click.argument("out", metavar="OUT.apkg", type=click.Path(path_type=Path))
@_decks
@_language
def anki(out: Path, decks: tuple[str, ...], language: str) -> None:
    """Write a package for Anki. Importing it again later updates the notes and doubles none."""
    from quiz.exchange.anki.package import write
    from quiz.exchange.page.whole import write_file

    chosen, languages = shelf.pick(shelf.decks(), decks), _languages(language)
    with _proofs() as proofs:
        write_file(out, lambda path: write(path, chosen, languages, proofs, here()))
    _say(out, chosen)


@command.command("tsv")
@click.argument("out", metavar="OUT.tsv", type=click.Path(path_type=Path))
@_decks
@_language
def tsv(out: Path, decks: tuple[str, ...], language: str) -> None:
    """Write a table that Anki imports as Basic notes, with drawings; again later updates and doubles none."""
    from quiz.exchange.page.whole import write_file
    from quiz.exchange.text.tsv import write

    chosen, languages = shelf.pick(shelf.decks(), decks), _languages(language)
    with _proofs() as proofs:
        write_file(out, lambda path: write(path, chosen, languages, proofs))
    _say(out, chosen)


@command.command("book")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@_decks
def book(out: Path, decks: tuple[str, ...]) -> None:
    """Write pages to read in a browser: every answer in both languages, with plots and scripts.

    OUT is a folder: a new one, an empty one, or a book made before. Open its index.html; no server is needed.
    """
    from quiz.exchange.book.site import write

    chosen = shelf.pick(shelf.decks(), decks)
    with _proofs() as proofs:
        count = write(out, chosen, shelf.verifiers(), proofs, here())
    _say(out, chosen)
    say(f"{count} pages; open {clean(str(out / 'index.html'))}.")


@contextmanager
def _proofs() -> Iterator[Proofs]:
    """What the last runs showed."""
    from quiz.exchange.page.proved import last_results
    from quiz.proof.remember import Remembered

    with Remembered(places.home() / "proofs.db", here) as remembered:
        yield last_results(remembered, _script())
        tell(remembered.faults)


def _script() -> Callable[[str], Path]:
    """Where each verifier lies that would run now."""
    known = shelf.verifiers()
    return lambda name: Path(known[name].path) if name in known else Path()


def _languages(chosen: str) -> tuple[Language, ...]:
    return LANGUAGES if chosen == "both" else tuple(name for name in LANGUAGES if name == chosen)


def _say(out: Path, decks: tuple[Deck, ...]) -> None:
    questions = sum(len(deck.questions) for deck in decks)
    say(f"Wrote {_count(questions, 'question')} of {_count(len(decks), 'deck')} to {clean(str(out))}.")
    tell(shelf.left_out())


def _count(many: int, what: str) -> str:
    return f"{many} {what}{'s' * (many != 1)}"
