"""How commands print: JSON for programs, aligned columns for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

from quiz.commands.language import spoken
from quiz.errors import Fault
from quiz.text import clean, width
from quiz.told import told

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def say(words: str, *, err: bool = False, nl: bool = True) -> None:
    """Print `words` of a catalogue in the learner's language, on standard error when `err`."""
    click.echo(clean(told(words, spoken())), err=err, nl=nl)


def print_json(value: Any) -> None:
    """`value` as indented JSON; numbers that JSON lacks (NaN, infinities) become null."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def tell(faults: Iterable[Fault]) -> None:
    """Say each fault once on standard error, and go on."""
    language = spoken()
    for fault in dict.fromkeys(faults):
        click.echo(clean(fault.in_(language)), err=True)


def print_table(rows: Iterable[Sequence[object]], heads: Sequence[str]) -> None:
    """Rows under their heads, columns aligned also where Chinese takes two cells; numbers to the right."""
    language = spoken()
    named = tuple(told(head, language) for head in heads)
    table = [named, *(tuple(clean(str(cell)) for cell in row) for row in rows)]
    right = [all(row[i].lstrip("-").isdigit() for row in table[1:]) for i in range(len(heads))]
    widths = [max(width(row[i]) for row in table) for i in range(len(heads))]
    for row in table:
        cells = []
        for cell, wide, to_right in zip(row, widths, right, strict=True):
            space = " " * (wide - width(cell))
            cells.append(space + cell if to_right else cell + space)
        click.echo("  ".join(cells).rstrip())
