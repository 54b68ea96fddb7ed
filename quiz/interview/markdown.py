"""A report as a Markdown file, in which nothing that a deck or a learner says is more than words."""

from __future__ import annotations

import re

from quiz.interview.outline import Line, outline
from quiz.interview.report import Report
from quiz.markdown import blocks
from quiz.text import Language, clean

# What means something to Markdown anywhere in a line. A `_` after a letter, as in d_k, begins nothing.
_MARKS = re.compile(r"[\\`*\[\]<>|~$&!#]|(?<![^\W_])_")
_FIRST = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))")
"""What begins a list or underlines a heading at the start of a line."""
_LINKS = re.compile(r"(?<=[A-Za-z])(?=://)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where readers that make links of bare addresses see one."""
_BEFORE = {
    "title": "# ",
    "heading": "## ",
    "question": "### ",
    "line": "",
    "item": "- ",
    "good": "- ✓ ",
    "bad": "- ✗ ",
    "detail": "  - ",
}


def to_markdown(report: Report, language: Language) -> str:
    """The whole file, with a line end at its end."""
    written: list[str] = []
    listing = False
    for line in outline(report, language):
        listed = line.shape in ("item", "good", "bad", "detail")
        if written and not (listed and listing):
            written.append("")
        written.append(_written(line))
        listing = listed
    return "\n".join(written) + "\n"


def escape(text: str) -> str:
    r"""`text` on one line, such that Markdown shows it as it is.

    >>> escape("**a** [b](c) d_k <br>")
    '\\*\\*a\\*\\* \\[b\\](c) d_k \\<br\\>'
    """
    return _begun(_marked(text))


def code(text: str) -> str:
    """`text` on one line as code, whatever backticks it holds."""
    line = " ".join(clean(text).split())
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    space = " " if "`" in line else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def _written(line: Line) -> str:
    match line.source:
        case "deck":
            quoted = _from_deck(line.quoted)
        case "typed":
            quoted = escape(line.quoted)
        case "path":
            quoted = code(line.quoted)
    if line.quoted and not quoted:
        quoted = "…"  # an item without words would not be one
    return _BEFORE[line.shape] + line.before + quoted + line.after


def _from_deck(text: str) -> str:
    """What a bank says, on one line: its code stays code, its emphasis is left out."""
    parts = (
        "".join(code(run.text) if run.style == "code" else _marked(run.text) for run in block.runs)
        for block in blocks(text)
    )
    return _begun(" ".join(filter(None, parts)))


def _marked(text: str) -> str:
    """With every sign of Markdown escaped, except for what only counts at the beginning of a line."""
    line = re.sub(r"\s+", " ", clean(text))
    return _LINKS.sub(r"\\", _MARKS.sub(r"\\\g<0>", line))


def _begun(line: str) -> str:
    """`line` with its beginning escaped, where that would make it a list."""
    return _FIRST.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line.strip())
