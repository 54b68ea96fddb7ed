"""The Markdown that questions are written in: paragraphs, lists, code, emphasis, and nothing else.

Read once here, so that the terminal, Anki and the book show the same. Links, pictures and HTML are no part of
it: what is not understood stands as it was written.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from quiz.text import clean, width

Style = Literal["plain", "code", "strong", "em"]
Shape = Literal["paragraph", "item", "numbered", "heading", "fence", "gap"]

# Bounded repeats: a hostile line of ten thousand stars must not cost quadratic time.
_INLINE = re.compile(
    r"`(?P<code>[^`\n]{1,400})`"
    r"|\*\*(?=\S)(?P<strong>.{1,400}?)(?<=\S)\*\*"
    r"|(?<![A-Za-z0-9*])\*(?=[^\s*])(?P<em>[^*\n]{1,400}?)(?<=\S)\*(?![A-Za-z0-9*])"
    r"|\\(?P<plain>[\\`*_#])"
)
_ITEM = re.compile(r"\s{0,3}(?:[-*•]|(?P<number>\d{1,2})[.)])\s+")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"#{1,6}\s+")


class Run(msgspec.Struct, frozen=True):
    """Words in one style."""

    text: str
    style: Style = "plain"


class Block(msgspec.Struct, frozen=True):
    """A paragraph, an item of a list, a heading or a program; or the gap of an empty line between them."""

    shape: Shape
    text: str = ""
    number: str = ""
    """That of a numbered item."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its words by style; those of a program are not looked into."""
        return (Run(self.text, "code"),) if self.shape == "fence" else inline(self.text)


def inline(text: str) -> tuple[Run, ...]:
    """One line with its `code`, **strong** and *emphasised* words.

    >>> [run.style for run in inline("a **b** `c`")]
    ['plain', 'strong', 'plain', 'code']
    """
    runs: list[Run] = []
    at = 0
    for match in _INLINE.finditer(text):
        runs.append(Run(text[at : match.start()]))
        style: Style = "code" if match["code"] else "strong" if match["strong"] else "em"
        said = match["code"] or match["strong"] or match["em"]
        runs.append(Run(said, style) if said else Run(match["plain"]))
        at = match.end()
    runs.append(Run(text[at:]))
    return tuple(run for run in runs if run.text)


def blocks(text: str) -> tuple[Block, ...]:
    """A whole text, cleaned: paragraphs apart by an empty line, items each a block of its own."""
    found: list[Block] = []
    lines: list[str] = []
    shape: Shape = "paragraph"
    number = ""
    fenced: list[str] | None = None

    def close() -> None:
        nonlocal shape, number
        if lines:
            found.append(Block(shape, _joined(lines), number))
            lines.clear()
        shape, number = "paragraph", ""

    for line in clean(text).strip("\n").split("\n"):
        if _FENCE.match(line):
            close()
            if fenced is None:
                fenced = []
            else:
                found.append(Block("fence", "\n".join(fenced)))
                fenced = None
        elif fenced is not None:
            fenced.append(line)
        elif not line.strip():
            close()
            found.append(Block("gap"))
        elif item := _ITEM.match(line):
            close()
            number = item["number"] or ""
            shape = "numbered" if number else "item"
            lines.append(line[item.end() :])
        elif heading := _HEADING.match(line):
            close()
            found.append(Block("heading", line[heading.end() :]))
        else:
            lines.append(line.strip())
    close()
    if fenced:
        found.append(Block("fence", "\n".join(fenced)))
    return tuple(found)


def _joined(lines: list[str]) -> str:
    """Lines of one paragraph as one: with a space between, but not between Chinese characters."""
    whole = lines[0]
    for line in lines[1:]:
        wide = _wide(whole[-1:]) and _wide(line[:1])
        whole += line if wide else f" {line}"
    return whole


def _wide(char: str) -> bool:
    return bool(char) and width(char) == 2
