"""The tables in README.md. In each the first cell of a line is the room that it is from."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from tests.benchmarks.harness import Row


def line(room: str, row: Row) -> str:
    """A row of the table; the spread is the middle half of the rounds."""
    spread = "one run"
    if len(row.ratios) > 1:
        low, _, high = quantiles(row.ratios, n=4, method="inclusive")
        spread = f"{low:.3g}–{high:.3g}"
    met = "yes" if row.met else f"**no**{': ' if row.why else ''}{row.why}"
    return f"| {room} | {row.what} | {row.against} | {row.ratio:.3g} | {spread} | {row.aim} | {met} |"


def merged(page: str, name: str, room: str, lines: Sequence[str], rooms: Sequence[str]) -> str:
    """`page` with `lines` in the table `name` in the place of all that it had from `room`.

    The lines stand in the order of `rooms`; those of a room that is not among them go.
    """
    title, rule, *old = part(page, name).strip().split("\n")
    kept = [row for row in old if _room(row) in rooms and _room(row) != room]
    rows = sorted([*kept, *lines], key=lambda row: rooms.index(_room(row)))
    return replaced(page, name, "\n".join([title, rule, *rows]))


def part(page: str, name: str) -> str:
    """What stands between the two marks of that name."""
    return page.partition(_begins(name))[2].partition(_ends(name))[0]


def replaced(page: str, name: str, text: str) -> str:
    """`page` with `text` between the two marks of that name."""
    before, begins, rest = page.partition(_begins(name))
    _, ends, after = rest.partition(_ends(name))
    if not (begins and ends):
        raise ValueError(f"The page has no place for {name!r}: it needs {_begins(name)} … {_ends(name)}")
    return f"{before}{begins}\n{text}\n{ends}{after}"


def _begins(name: str) -> str:
    return f"<!-- {name} begin -->"


def _ends(name: str) -> str:
    return f"<!-- {name} end -->"


def _room(row: str) -> str:
    return row.split("|")[1].strip()
