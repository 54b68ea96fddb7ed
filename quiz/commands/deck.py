"""`quiz deck`: decks from others, and whether their scripts may run."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec

from quiz import places, shelf
from quiz.commands.group import Group
from quiz.commands.language import spoken
from quiz.commands.output import as_json, print_json, print_table, say, tell
from quiz.exchange.decks import installed, trust
from quiz.exchange.decks.foreign import Foreign, read_all
from quiz.memory.days import here
from quiz.text import clean
from quiz.told import told


class Listed(msgspec.Struct, frozen=True):
    """A deck as `quiz deck list --json` prints it."""

    name: str
    folder: str
    decks: tuple[str, ...]
    questions: int
    verifiers: tuple[str, ...]
    trust: trust.State
    source: str
    added: datetime | None
    faults: tuple[str, ...]
    """Why it is left out; empty when it is in use."""


@click.group("deck", cls=Group)
def command() -> None:
    """Decks from others: add, list, update, remove, trust, or begin one of your own.

    A deck is a folder with questions/*.yaml and verifiers/<folder>/*.py. Its scripts run only once you trust
    them.
    """


@command.command("add")
@click.argument("source", metavar="FOLDER|ARCHIVE|GIT-URL")
@click.option("--name", help="What to call it (default: as its folder, archive or repository).")
def add(source: str, name: str | None) -> None:
    """Install a copy of the deck in a folder, a .zip or .tar.gz, or a git repository."""
    from quiz.exchange.decks.fetch import suggested
    from quiz.exchange.decks.manage import add

    deck = add(places.home(), source, name or suggested(source), shelf.taken(), here())
    _say("Added", deck)


@command.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List installed decks: what they hold, where they came from, whether their scripts may run."""
    home = places.home()
    decks = [_listed(home, deck) for deck in read_all(home, shelf.taken(), shelf.cache())]
    if as_json:
        print_json(decks)
        return
    if not decks:
        say("No deck from elsewhere is installed. `quiz deck add` installs one.")
        return
    rows = [(d.name, d.questions, len(d.verifiers), d.trust, d.source) for d in decks]
    print_table(rows, ("deck", "questions", "verifiers", "scripts are", "from"))
    tell(shelf.left_out())


@command.command("update")
@click.argument("name")
def update(name: str) -> None:
    """Fetch a deck again from where it came; when its scripts have changed, trust them again."""
    from quiz.exchange.decks.manage import update

    _say("Updated", update(places.home(), name, shelf.taken(), here()))


@command.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Take an installed deck away. What you learned with it stays, should you add it again."""
    home = places.home()
    installed.find(home, name)
    trust.forget(home, name)
    installed.remove(home, name)
    say(f"Removed {name}.")


@command.command("trust")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def trust_(name: str, yes: bool) -> None:
    """Let the scripts of a deck run, as they are now; any change ends it until you say so again."""
    home = places.home()
    folder = installed.find(home, name)
    scripts = trust.scripts(folder)
    count = f"{len(scripts)} script{'s' * (len(scripts) != 1)}"
    say(f"The deck {name} has {count}{':' if scripts else ', so there is nothing to trust.'}")
    for path, text in scripts.items():
        lines = len(text.splitlines())
        say(f"  {clean(path)}  {lines} lines")
    if not scripts:
        return
    _warn(folder)
    say(f"They can do all that you can do on this machine. Read them first: {folder / 'verifiers'}")
    if not yes and sys.stdin.isatty():
        asked = f"Trust {'this script' if len(scripts) == 1 else f'these {count}'}?"
        click.confirm(told(asked, spoken()), abort=True)
    trust.trust(home, name, scripts, here())
    say(f"Trusted, as hash {trust.digest(scripts)[:16]}.")


@command.command("new")
@click.argument("name")
def new(name: str) -> None:
    """Make a deck of your own in the folder NAME: one question and one verifier, to copy from."""
    from quiz.exchange.decks.fetch import named
    from quiz.exchange.decks.new import make

    make(Path.cwd() / named(name))
    say(f"Made {name}/. Its README.md says how to go on; `quiz check {name}` finds faults.")


def _say(done: str, deck: Foreign) -> None:
    questions = sum(len(bank.questions) for bank in deck.decks)
    say(f"{done} {deck.name}: {questions} questions, {len(deck.verifiers)} verifiers.")
    state = trust.state(places.home(), deck.name, deck.folder)
    if state in ("untrusted", "changed"):
        say(f"Its scripts do not run before you say `quiz deck trust {deck.name}`.")


def _warn(folder: Path) -> None:
    """What in the scripts no measurement needs, such as modules that read files."""
    from quiz.proof.find import find
    from quiz.proof.lint import lint

    found, faults = find(folder / "verifiers")
    for fault in (*faults, *(fault for verifier in found.values() for fault in lint(verifier))):
        click.echo(f"  {clean(fault.in_(spoken()))}")


def _listed(home: Path, deck: Foreign) -> Listed:
    origin = installed.origin(deck.folder)
    return Listed(
        name=deck.name,
        folder=str(deck.folder),
        decks=tuple(bank.id for bank in deck.decks),
        questions=sum(len(bank.questions) for bank in deck.decks),
        verifiers=tuple(deck.verifiers),
        trust=trust.state(home, deck.name, deck.folder),
        source=origin.source if origin else "",
        added=origin.at if origin else None,
        faults=tuple(map(str, deck.faults)),
    )
