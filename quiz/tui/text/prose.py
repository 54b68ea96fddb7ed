"""The Markdown that questions are written in, as styled text: paragraphs, lists, code, emphasis.

Written out by hand because the whole of Markdown costs a widget a paragraph, and links and pictures
that a question must not have anyway. What is not understood is shown as it was written.
"""

from __future__ import annotations

import re

from rich.cells import get_character_cell_size
from textual.content import Content

from quiz.text import clean

CODE = "$text-accent"

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


def plain(text: str) -> Content:
    """`text` as it stands, safe to show."""
    return Content(clean(text))


def inline(text: str) -> Content:
    """One line with its `code`, **strong** and *emphasised* words."""
    parts: list[str | tuple[str, str]] = []
    at = 0
    for match in _INLINE.finditer(text):
        parts.append(text[at : match.start()])
        if match["code"]:
            parts.append((match["code"], CODE))
        elif match["strong"]:
            parts.append((match["strong"], "bold"))
        elif match["em"]:
            parts.append((match["em"], "italic"))
        else:
            parts.append(match["plain"])
        at = match.end()
    return Content.assemble(*parts, text[at:])


def prose(text: str) -> Content:
    """A whole text: paragraphs apart by an empty line, items on lines of their own."""
    blocks: list[Content] = []
    open_lines: list[str] = []
    fenced: list[str] | None = None

    def close() -> None:
        if open_lines:
            blocks.append(inline(_joined(open_lines)))
            open_lines.clear()

    for line in clean(text).strip("\n").split("\n"):
        if _FENCE.match(line):
            close()
            if fenced is None:
                fenced = []
            else:
                blocks.append(Content.styled("\n".join(fenced), CODE))
                fenced = None
        elif fenced is not None:
            fenced.append(line)
        elif not line.strip():
            close()
            blocks.append(Content(""))
        elif item := _ITEM.match(line):
            close()
            lead = f"{item['number']}. " if item["number"] else "• "
            open_lines.append(lead + line[item.end() :])
        elif heading := _HEADING.match(line):
            close()
            blocks.append(inline(line[heading.end() :]).stylize("bold"))
        else:
            open_lines.append(line.strip())
    close()
    if fenced:
        blocks.append(Content.styled("\n".join(fenced), CODE))
    return Content("\n").join(blocks)


def _joined(lines: list[str]) -> str:
    """Lines of one paragraph as one: with a space between, but not between Chinese characters."""
    whole = lines[0]
    for line in lines[1:]:
        wide = _wide(whole[-1:]) and _wide(line[:1])
        whole += line if wide else f" {line}"
    return whole


def _wide(char: str) -> bool:
    return bool(char) and get_character_cell_size(char) == 2
