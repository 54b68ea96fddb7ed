"""What YAML says about broken text, in plain words and with the line that an author must look at."""

from __future__ import annotations

import yaml

# Part of YAML's own words (libyaml's or PyYAML's) -> what is wrong, what to do. The first that fits is told.
DEEPEST = 20
"""Levels of lists and mappings within each other: more than any question needs."""

_PLAIN_WORDS = (
    ("nesting depth", f"This is nested more than {DEEPEST} levels deep.", "Write it flatter."),
    (
        "mapping values are not allowed",
        "A colon stands where YAML expects none, or the line is indented too far.",
        "Put text that contains `: ` in quotes, or line it up with the fields above.",
    ),
    (
        "quoted scalar found unexpected end",
        "A quotation mark is opened here and never closed.",
        "Close it; a quote inside quotes is written twice ('') or as \\\".",
    ),
    (
        "escape character",
        "A backslash in double quotes starts an escape that YAML does not know.",
        "Use single quotes or no quotes at all, or write the backslash twice.",
    ),
    ("escape code", "This escape is not a character.", "Write the character itself."),
    (
        "flow sequence",
        "A `[` is opened here and not closed.",
        "Close the list with `]`, commas between its items.",
    ),
    (
        "flow mapping",
        "A `{` is opened here and not closed.",
        "Close the mapping with `}`, commas between its fields.",
    ),
    (
        "flow node",
        "After a `[`, `{` or comma here something is missing.",
        "Close what is open, or put the text in quotes.",
    ),
    (
        "cannot start any token",
        "This text starts with a character that means something to YAML.",
        "Put the text in quotes.",
    ),
    (
        "expected ':'",
        "This line is no `key: value`.",
        "Indent it as part of the text above, or add the colon.",
    ),
    (
        "expected key",
        "This line does not line up with the fields above.",
        "Mend the indentation or the quotes.",
    ),
    (
        "block mapping",
        "This line does not line up with the fields above.",
        "Mend the indentation or the quotes.",
    ),
    (
        "'-' indicator",
        "This line does not line up with the list above.",
        "Start it with `- `, or indent it further.",
    ),
    (
        "block collection",
        "This line does not line up with the list above.",
        "Start it with `- `, or indent it.",
    ),
    (
        "block scalar",
        "Text follows `|` or `>` on the same line.",
        "Start the text on the next line, indented.",
    ),
    ("tag", "A `!` here starts a YAML tag; a bank holds only text.", "Put the text in quotes."),
    (
        "directive",
        "A `%` at the start of a line is a YAML directive.",
        "Put the text in quotes, or indent it.",
    ),
    ("not allowed", "This line has a character that YAML does not allow.", "Remove it."),
)


def syntax_fault(error: yaml.YAMLError, source: str) -> tuple[int, str, str]:
    """What `error` tells about `source`: the line, what is wrong and what to do."""
    said = " ".join(str(getattr(error, part, None) or "") for part in ("context", "problem", "reason"))
    lines = source.rstrip().split("\n")
    here = _line(error, "problem_mark", lines)
    opened = _line(error, "context_mark", lines)
    if here is None:
        position = getattr(error, "position", 0)
        here = source.count("\n", 0, position) + 1
    for line in (here, opened):
        if line and "\t" in _indent(lines[line - 1]):
            return line, "This line is indented with a tab.", "Use spaces: YAML does not take tabs."
    for words, what, remedy in _PLAIN_WORDS:
        if words in said:
            # What was opened and never closed is mended where it was opened, not where the file ends.
            return (opened if opened and "closed" in what else here), what, remedy
    return here, f"YAML cannot read this: {said.strip()}.", "Put the text in quotes."


def _line(error: yaml.YAMLError, name: str, lines: list[str]) -> int | None:
    mark = getattr(error, name, None)
    return min(mark.line + 1, len(lines)) if mark else None


def _indent(line: str) -> str:
    """Blanks and list marks at the start of a line."""
    return line[: len(line) - len(line.lstrip(" \t-"))]
