"""`quiz due`: how much waits, and what comes next."""

from __future__ import annotations

import click
import msgspec

from quiz.commands import names
from quiz.commands.output import as_json, print_json, say, tell


class Due(msgspec.Struct, frozen=True):
    """What `quiz due --json` prints."""

    due: int
    """Reviews and learning steps that wait today."""
    new: int
    next: str | None
    """The id of the question to study first."""


@click.command("due")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=names.decks)
@as_json
def command(decks: tuple[str, ...], as_json: bool) -> None:
    """Say how many questions are due and how many are new today, and which comes next."""
    from quiz import places, shelf
    from quiz.memory.days import here
    from quiz.memory.store import Memory

    found = shelf.look()
    tell(found.left_out)
    bank = [question for deck in found.decks for question in deck.questions]
    questions = [question for deck in shelf.pick(found.decks, decks) for question in deck.questions]
    with Memory(places.home() / "memory.db", here, bank=bank) as memory:
        queue = memory.queue(questions)
    counts = queue.counts
    answer = Due(counts.due + counts.learning, counts.new, queue.next)
    if as_json:
        print_json(answer)
    else:
        following = f" Next: {answer.next}." if answer.next else " Nothing waits."
        say(f"{answer.due} due, {answer.new} new.{following}")
