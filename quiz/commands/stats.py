"""`quiz stats`: what you have done, how well it stays, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import click
import msgspec

from quiz import places, shelf
from quiz.commands.output import as_json, print_json, print_table, say, tell
from quiz.memory.days import here
from quiz.memory.plan.model import Ready
from quiz.memory.stats import FORECAST, Stats
from quiz.memory.store import Memory

_SHADES = " ▁▂▃▄▅▆▇█"


@click.command("stats")
@as_json
def command(as_json: bool) -> None:
    """Say what was studied, how much of it was recalled, what falls due, and what is hardest."""
    found = shelf.look()
    tell(found.left_out)
    questions = [question for deck in found.decks for question in deck.questions]
    with Memory(places.home() / "memory.db", here, bank=questions) as memory:
        stats, readiness, goal = memory.stats(), memory.progress(questions), memory.goal()
    if as_json:
        print_json(
            msgspec.to_builtins(stats) | {"interview": goal and goal.interview, "readiness": readiness}
        )
    else:
        _say(stats, readiness, "at the interview" if goal else "on that day")


def _say(stats: Stats, readiness: Sequence[Ready], when: str) -> None:
    if not stats.reviews:
        say("Nothing studied yet. `quiz review` starts.")
        return
    say(
        f"{stats.reviews} reviews on {stats.days} days, {stats.minutes:.0f} minutes, "
        f"the last {stats.streak} days in a row."
    )
    if stats.retention is not None:
        say(f"Recalled: {stats.retention:.0%} of {stats.retention_of} reviews of what had been learnt.")
    if readiness:
        shares = [ready.share for ready in readiness]
        since = f"{shares[0]:.0%} on {readiness[0].day}, {shares[-1]:.0%} today"
        say(f"Recalled {when}, had you stopped: {_bars(shares)} ({since})")
    top = max(max(stats.forecast), 1)
    bars = _bars(stats.forecast)
    say(f"Due in the next {FORECAST} days: {bars} ({stats.forecast[0]} today, at most {top} a day)")
    if stats.calibration:
        rows = [(f"{c.foretold:.0%}", f"{c.recalled:.0%}", c.reviews) for c in stats.calibration]
        print_table(rows, ("foretold", "recalled", "reviews"))
    if stats.hardest:
        print_table(
            [(h.question, h.lapses, f"{h.difficulty:.1f}") for h in stats.hardest],
            ("hardest", "lapses", "difficulty"),
        )


def _bars(values: Sequence[float]) -> str:
    """One character a value; only 0 is blank."""
    top = max(max(values), 1e-9)
    return "".join(_SHADES[ceil(value / top * (len(_SHADES) - 1))] for value in values)
