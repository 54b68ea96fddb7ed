"""A table as cards: the first column asks, the others answer; Anki's header lines say which are neither."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

from quiz.errors import failure
from quiz.exchange.intake.cards import Gathering, Haul
from quiz.exchange.intake.markup import LONGEST, from_plain, to_markdown
from quiz.exchange.intake.source import read_text
from quiz.text import clean

_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_ASIDE = ("guid column", "notetype column", "deck column", "tags column")
"""Columns that are about the note, not of it."""
_COLUMN = re.compile("[1-9][0-9]{0,3}")
_CLOZE = re.compile(r"\{\{c\d+::")


def read_table(path: Path) -> Haul:
    """The cards in the table at `path`, with Anki's header lines or without. Raises QuizError."""
    shown = clean(str(path))
    lines = read_text(path).split("\n")
    heads = [line for line in takewhile(lambda line: line.startswith("#"), lines) if ":" in line]
    head = {name.lower(): value.strip() for name, _, value in (line[1:].partition(":") for line in heads)}
    separator = _separator(head.get("separator", ""), path, shown)
    aside = {int(head[name]) - 1 for name in _ASIDE if _COLUMN.fullmatch(head.get(name, ""))}
    gathering = Gathering(shown)
    write = _as_html(gathering) if head.get("html") == "true" else from_plain
    skipped = len(list(takewhile(lambda line: line.startswith("#"), lines)))
    body = [line + "\n" for line in lines[skipped:]]
    if not any(separator in line for line in body):
        what = f"No line of this table has a {_name(separator)} between question and answer."
        raise failure(what, "Write one card a line, or say `#separator:comma` in the first.", file=shown)
    csv.field_size_limit(LONGEST)
    rows = csv.reader(body, delimiter=separator)
    try:
        for row in rows:
            cells = [cell for place, cell in enumerate(row) if place not in aside]
            if any(map(_CLOZE.search, cells)):
                gathering.left["cloze notes"] += 1
            elif any(cell.strip() for cell in cells):
                said = (write(cell) for cell in cells[1:])
                gathering.add(write(cells[0]), "\n\n".join(text for text in said if text))
    except csv.Error as error:
        line = skipped + rows.line_num
        raise failure(
            f"This table cannot be read: {error}.", "Mend the line.", file=shown, line=line
        ) from error
    return gathering.haul


def _as_html(gathering: Gathering) -> Callable[[str], str]:
    return lambda text: to_markdown(text, gathering.left)


def _separator(said: str, path: Path, shown: str) -> str:
    """The one that the header says, or that the name of the file suggests."""
    found = _SEPARATORS.get(said.lower(), said) or ("," if path.suffix == ".csv" else "\t")
    if len(found) != 1 or found == '"' or not (found.isprintable() or found == "\t"):
        known = ", ".join(_SEPARATORS)
        raise failure(f"`{clean(said)}` separates no columns.", f"Use one of {known}.", file=shown, line=1)
    return found


def _name(separator: str) -> str:
    return next((name for name, char in _SEPARATORS.items() if char == separator), separator)
