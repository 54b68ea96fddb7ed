"""`quiz memory`: look after the review log."""

from __future__ import annotations

import sys

import click

from quiz import places
from quiz.commands.group import Group
from quiz.commands.output import say
from quiz.memory.days import here
from quiz.memory.store import Memory


@click.group("memory", cls=Group)
def command() -> None:
    """Look after what is remembered."""


@command.command("check")
def check() -> None:
    """Compare every cached state with the log, repair what differs, and say what was done."""
    with Memory(places.home() / "memory.db", here) as memory:
        say(memory.check().said)


@command.command("fit")
@click.option("--forget", is_flag=True, help="Go back to the numbers that suit most learners.")
def fit(forget: bool) -> None:
    """Fit the scheduler's numbers to your own reviews, and keep them if they foretell better.

    They are fitted to the earlier four fifths of your log and judged by the rest. Needs 640 reviews on later
    days, and the extra `fit`: pip install "proofcards[fit]".
    """
    with Memory(places.home() / "memory.db", here) as memory:
        if forget:
            memory.adjust(None)
            say("The numbers that suit most learners are in force again.")
            return
        from quiz.memory.fit import optimizer

        found = memory.fit(optimizer(tell=sys.stderr.isatty()))
    say(
        f"Log loss on {found.held_out} reviews held out (of {found.reviews}): "
        f"{found.before:.4f} as it is, {found.after:.4f} fitted; gain {found.gain:+.4f} ± {found.error:.4f}."
    )
    kept = "Kept: what you rate from now on follows the fitted numbers."
    say(kept if found.better else "Not kept: the gain is not more than chance. Nothing was changed.")
