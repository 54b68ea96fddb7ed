"""HTML as our Markdown: the words stay, what could run or load something is dropped and counted.

Read by hand, in one pass over the text: the parser of the standard library needs minutes for a field that is
made to be slow, and a field of a note is nothing but pieces of text between tags.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from quiz.markdown import inline
from quiz.text import clean

LONGEST = 200_000
"""Characters of HTML in one field, beyond which it is not looked into."""

# A name is short: a long one that never ends would be tried again from each of its letters.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,30})(?![a-zA-Z0-9-])(?P<rest>[^<>]*)>|<[!?][^<>]*>"
)
_SOUND = re.compile(r"\[(sound|anki:play):[^\]\n]{0,300}\]")
_TEX = re.compile(r"\\\(|\\\[|\[latex\]|\[\$+\]|<anki-mathjax")

_DROPPED = {
    "script": "scripts",
    "style": "styles",
    "iframe": "embedded pages",
    "object": "embedded pages",
    "svg": "drawings",
    "audio": "sounds",
    "video": "videos",
    "template": "scripts",
    "noscript": "scripts",
    "title": "page titles",
}
"""Elements that go with all they hold."""

_EMPTY = {"img": "pictures", "embed": "embedded pages", "source": "sounds", "input": "input fields"}
_APART = {
    "p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "blockquote",
    "ul", "ol", "dl", "dt", "dd", "figure", "figcaption",
}  # fmt: skip
_MARKS = {"b": "**", "strong": "**", "code": "`", "kbd": "`", "tt": "`", "samp": "`"}
"""Italics are not kept: our Markdown has them only between blanks."""

_SUPER = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def to_markdown(text: str, left: Counter[str]) -> str:
    """The words of a field of HTML; what cannot come along is counted in `left`."""
    if len(text) > LONGEST:
        left["fields too long to look into"] += 1
        return ""
    if _TEX.search(text):
        left["fields with TeX, which stands as it was written"] += 1
    text, sounds = _SOUND.subn("", text)
    if sounds:
        left["sounds"] += sounds
    reader = _Reader(left)
    text = _without_comments(text)
    at = 0
    for tag in _TAG.finditer(text):
        reader.words(text[at : tag.start()])
        if tag["name"]:
            reader.tag(tag["name"].lower(), tag["rest"], closing=bool(tag["close"]))
        at = tag.end()
    reader.words(text[at:])
    return reader.written()


def from_plain(text: str) -> str:
    """Text that is no HTML, such that our Markdown shows its lines as they are."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in clean(text).splitlines())
    return "\n\n".join(_no_block(_escaped(line)) for line in lines if line)


class _Reader:
    """Puts paragraphs together from words and tags, in the order they come."""

    def __init__(self, left: Counter[str]) -> None:
        self._left = left
        self._blocks: list[str] = []
        self._line: list[str] = []  # of the block that is not finished
        self._item = ""
        self._within = ""  # a dropped element, until it closes
        self._pre: list[str] | None = None
        self._mark = ""
        self._held: list[str] = []  # the words since the mark was opened
        self._raised = ""  # sub or sup

    def words(self, raw: str) -> None:
        """Text between two tags."""
        if self._within or not raw:
            return
        text = clean(html.unescape(raw))
        if self._pre is not None:
            self._pre.append(text)
            return
        text = re.sub(r"\s+", " ", text)
        if self._mark:
            self._held.append(text)
        else:
            self._line.append(_raised(text, self._raised) if self._raised else _escaped(text))

    def tag(self, name: str, rest: str, *, closing: bool) -> None:
        """One tag."""
        if self._within:
            if closing and name == self._within:
                self._within = ""
        elif name in _DROPPED:
            if not closing:
                self._left[_DROPPED[name]] += 1
                self._within = "" if rest.endswith("/") else name
        elif name in _EMPTY:
            self._left[_EMPTY[name]] += not closing
        elif name == "pre":
            self._program(closing)
        elif self._pre is not None:
            if name in ("br", "div", "p") and not closing:
                self._pre.append("\n")
        elif name in _MARKS:
            self._emphasise("" if closing else _MARKS[name])
        elif name in ("sub", "sup"):
            self._raised = "" if closing else name
        elif name in ("td", "th"):
            self._line.append(" ")
        elif name in ("li", "tr") or name in _APART:
            self._finish()
            self._item = "- " if name == "li" and not closing else ""
            self._left["tables, of which the words remain"] += name == "table" and not closing
        elif name == "a":
            self._left["links, of which the words remain"] += not closing and "href" in rest.lower()

    def written(self) -> str:
        """All of it: items of a list under each other, everything else apart by an empty line."""
        self._program(closing=True)
        self._finish()
        whole = ""
        for block in self._blocks:
            both_items = block.startswith("- ") and whole.rpartition("\n")[2].startswith("- ")
            whole += ("\n" if both_items else "\n\n" if whole else "") + block
        return whole

    def _finish(self) -> None:
        """End the block."""
        self._emphasise("")
        text = re.sub(" +", " ", "".join(self._line)).strip()
        if text:
            self._blocks.append(self._item + _no_block(text))
        self._line, self._item = [], ""

    def _emphasise(self, mark: str) -> None:
        """Close the mark that is open, if any, and open another; one within another is not kept."""
        if self._mark:
            self._line.append(_marked("".join(self._held), self._mark))
        self._mark, self._held = mark, []

    def _program(self, closing: bool) -> None:
        if self._pre is not None:
            text = "".join(self._pre).strip("\n")
            # What would end the program in our Markdown may not begin a line of it.
            text = re.sub(r"^(\s{0,3})(?=```|~~~)", r"\1    ", text, flags=re.MULTILINE)
            if text.strip():
                self._blocks.append(f"```\n{text}\n```")
        self._pre = None
        if not closing:
            self._finish()
            self._pre = []


def _marked(said: str, mark: str) -> str:
    """`said` in its mark, where our Markdown would read it so; else as it is."""
    inner = said.strip()
    written = f"{mark}{inner}{mark}"
    runs = inline(written) if inner else ()
    if len(runs) == 1 and runs[0].style != "plain" and runs[0].text == inner:
        return said.replace(inner, written)
    return _escaped(said)


def _escaped(text: str) -> str:
    """`text` with what could be read as a mark escaped; a `*` between blanks is none."""
    return re.sub(r"[\\`]|(?<!\s)\*|\*(?!\s)", r"\\\g<0>", text)


def _no_block(text: str) -> str:
    """A line of text that no reader takes for a heading or for the start of a program."""
    text = re.sub(r"^#", r"\\#", text)
    return re.sub(r"^~(?=~~)", "~ ", text)


def _raised(text: str, how: str) -> str:
    """`text` above or below the line, in Unicode where it has the characters."""
    table = _SUPER if how == "sup" else _SUB
    if text and all(ord(char) in table for char in text):
        return text.translate(table)
    sign = "^" if how == "sup" else "_"
    return _escaped(f"{sign}{text}" if len(text) == 1 else f"{sign}({text})")


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join((*parts, text[at:]))
