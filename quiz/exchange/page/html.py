"""Our Markdown as HTML. Whatever a question contains, the only tags that come out are ours."""

from __future__ import annotations

import html
from itertools import groupby

from quiz.markdown import Block, Shape, Style, blocks, inline
from quiz.text import clean

_TAGS: dict[Style, str] = {"plain": "", "code": "code", "strong": "strong", "em": "em"}


def escape(text: str) -> str:
    """`text` as HTML that shows it as it is, also within quotes.

    `[` is written as its number: Anki would take `[sound:…]` and `[latex]` in a field for orders.

    >>> escape("<b>&[x]")
    '&lt;b&gt;&amp;&#91;x]'
    """
    return html.escape(clean(text)).replace("[", "&#91;")


def line(text: str) -> str:
    """One line of Markdown."""
    return "".join(_tagged(_TAGS[run.style], escape(run.text)) for run in inline(clean(text)))


def prose(text: str) -> str:
    """A whole text of Markdown: paragraphs, lists and programs.

    >>> prose("one **two**\\n\\n- three\\n- four")
    '<p>one <strong>two</strong></p><ul><li>three</li><li>four</li></ul>'
    """
    parts = groupby((block for block in blocks(text) if block.shape != "gap"), key=lambda block: block.shape)
    return "".join(_written(shape, list(group)) for shape, group in parts)


def program(text: str) -> str:
    """A program, line by line as it is. It can be scrolled by keys, as it may be wider than the page."""
    return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'


def _written(shape: Shape, group: list[Block]) -> str:
    match shape:
        case "fence":
            return "".join(program(block.text) for block in group)
        case "heading":
            return "".join(f"<p><strong>{line(block.text)}</strong></p>" for block in group)
        case "item":
            return f"<ul>{_items(group)}</ul>"
        case "numbered":
            return f'<ol start="{int(group[0].number)}">{_items(group)}</ol>'
        case _:
            return "".join(f"<p>{line(block.text)}</p>" for block in group)


def _items(group: list[Block]) -> str:
    return "".join(f"<li>{line(block.text)}</li>" for block in group)


def _tagged(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if tag else inner
