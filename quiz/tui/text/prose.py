"""The Markdown that questions are written in, as styled text.

Drawn by hand because the whole of Markdown costs a widget a paragraph.
"""

from __future__ import annotations

from textual.content import Content

from quiz.markdown import Block, Style, blocks
from quiz.markdown import inline as runs
from quiz.text import clean

CODE = "$text-accent"

_STYLES: dict[Style, str] = {"plain": "", "code": CODE, "strong": "bold", "em": "italic"}


def plain(text: str) -> Content:
    """`text` as it stands, safe to show."""
    return Content(clean(text))


def inline(text: str) -> Content:
    """One line with its `code`, **strong** and *emphasised* words."""
    parts = ((run.text, _STYLES[run.style]) if _STYLES[run.style] else run.text for run in runs(text))
    return Content.assemble(*parts)


def prose(text: str) -> Content:
    """A whole text: paragraphs apart by an empty line, items on lines of their own."""
    return Content("\n").join([_drawn(block) for block in blocks(text)])


def _drawn(block: Block) -> Content:
    match block.shape:
        case "fence":
            return Content.styled(block.text, CODE)
        case "heading":
            return inline(block.text).stylize("bold")
        case "item":
            return inline(f"• {block.text}")
        case "numbered":
            return inline(f"{block.number}. {block.text}")
        case _:
            return inline(block.text)
