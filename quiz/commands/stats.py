"""`quiz stats`: what you have done, how well it stays, what comes."""

from __future__ import annotations

import click

from quiz import places
from quiz.commands.output import as_json, print_json, print_table
from quiz.memory.days import here
from quiz.memory.stats import FORECAST, Stats
from quiz.memory.store import Memory

_SHADES = " ▁▂▃▄▅▆▇█"


@click.command("stats")
@as_json
def command(as_json: bool) -> None:
    """Say what was studied, how much of it was recalled, what falls due, and what is hardest."""
    with Memory(places.home() / "memory.db", here) as memory:
        stats = memory.stats()
    if as_json:
        print_json(stats)
    else:
        _say(stats)


def _say(stats: Stats) -> None:
    if not stats.reviews:
        click.echo("Nothing studied yet. `quiz review` starts.")
        return
    click.echo(
        f"{stats.reviews} reviews on {stats.days} days, {stats.minutes:.0f} minutes, "
        f"the last {stats.streak} days in a row."
    )
    if stats.retention is not None:
        click.echo(
            f"Recalled: {stats.retention:.0%} of {stats.retention_of} reviews of what had been learnt."
        )
    top = max(max(stats.forecast), 1)
    bars = "".join(_SHADES[-(-count * (len(_SHADES) - 1) // top)] for count in stats.forecast)
    click.echo(f"Due in the next {FORECAST} days: {bars} ({stats.forecast[0]} today, at most {top} a day)")
    if stats.calibration:
        rows = [(f"{c.foretold:.0%}", f"{c.recalled:.0%}", c.reviews) for c in stats.calibration]
        print_table(rows, ("foretold", "recalled", "reviews"))
    if stats.hardest:
        print_table(
            [(h.question, h.lapses, f"{h.difficulty:.1f}") for h in stats.hardest],
            ("hardest", "lapses", "difficulty"),
        )
