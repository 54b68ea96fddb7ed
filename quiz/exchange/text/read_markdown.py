"""A Markdown file as cards, in the two ways that people write them.

    Q: What is a token?            What is a token?::A piece of text.       (also :::)
    A: A piece of text.
                                   What is a token?
    Q: ...                         ?                                        (also ??)
                                   A piece of text.

The second is Obsidian's; several lines end at an empty one. Whatever else there is stands between the cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from quiz.exchange.intake.cards import Gathering, Haul
from quiz.exchange.intake.source import read_text
from quiz.text import clean

_ASK = re.compile(r"(?:\*\*)?[Qq问](?:\*\*)?[:：](?:\*\*)?\s*(.*)")
_SAY = re.compile(r"(?:\*\*)?[Aa答](?:\*\*)?[:：](?:\*\*)?\s*(.*)")
_CLOZE_BLOCK = re.compile(r"[Cc]:\s")
_INLINE = re.compile(r"(?P<ask>[^`]*?(?:`[^`]*`[^`]*?)*?)(?P<mark>:::?)(?!:)(?P<say>.+)")
_MARKED = re.compile(r"==[^=\n]{1,400}==|\{\{[^{}\n]{1,400}\}\}")
_SCHEDULE = re.compile(r"<!--SR:[^\n]{0,400}?-->")
_PICTURE = re.compile(r"!\[\[[^\]\n]{1,300}\]\]|!\[[^\]\n]{0,300}\]\([^)\n]{1,500}\)")
_WIKI = re.compile(r"\[\[(?:[^\]|\n]{1,300}\|)?([^\]|\n]{1,300})\]\]")
_TAG = re.compile(r"<(script|style|iframe|img|object|embed|svg)\b", re.IGNORECASE)
_LONGEST_LINE = 20_000


def read_markdown(path: Path) -> Haul:
    """The cards in the Markdown file at `path`. Raises QuizError when it cannot be read."""
    gathering = Gathering(clean(str(path)))
    for block in _blocks(_lines(read_text(path), gathering)):
        _take(block, gathering)
    return gathering.haul


def _lines(text: str, gathering: Gathering) -> list[str]:
    """The lines without front matter and schedules, and without pictures."""
    text, past = _SCHEDULE.subn("", text)
    text, pictures = _PICTURE.subn("", text)
    for name, count in (("past schedules", past), ("pictures", pictures)):
        if count:
            gathering.left[name] += count
    lines = [line.rstrip() for line in text.split("\n")]
    if lines[0] == "---" and "---" in lines[1:]:
        lines = lines[lines.index("---", 1) + 1 :]
    return [_WIKI.sub(r"\1", line) for line in lines]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """What belongs together: up to an empty line or a heading, but a `Q:` up to the next `Q:`.

    A program in fences is never taken apart.
    """
    block: list[str] = []
    fenced = asking = False
    for line in lines:
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        starts = not fenced and bool(_ASK.match(line) or _CLOZE_BLOCK.match(line))
        heading = not fenced and line.startswith("#")
        if starts or heading or (not line and not fenced and not asking):
            yield block
            block, asking = [], starts and not heading
        if line or block:
            block.append(line)
    yield block


def _take(block: list[str], gathering: Gathering) -> None:
    """Add the card or cards that the lines hold, if any."""
    if not block:
        return
    if _ASK.match(block[0]):
        _questioned(block, gathering)
        return
    if _CLOZE_BLOCK.match(block[0]):
        gathering.left["cloze cards"] += 1
        return
    turn = next((place for place, line in enumerate(block) if line.strip() in ("?", "??")), None)
    if turn is not None:
        _note(block[turn].strip() == "??", gathering)
        _add("\n".join(block[:turn]), "\n".join(block[turn + 1 :]), gathering)
        return
    if block[0].lstrip().startswith(("```", "~~~")):
        return
    for line in block:
        found = _INLINE.fullmatch(line) if "::" in line and len(line) <= _LONGEST_LINE else None
        if found:
            _note(found["mark"] == ":::", gathering)
            _add(re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", found["ask"]), found["say"], gathering)
        elif _MARKED.search(line):
            gathering.left["cloze cards"] += 1


def _questioned(block: list[str], gathering: Gathering) -> None:
    """A `Q:` with its `A:`, each of one line or many."""
    turn = next((place for place, line in enumerate(block) if _SAY.match(line)), len(block))
    ask = [_first(_ASK, block[0]), *block[1:turn]]
    say = [_first(_SAY, block[turn]), *block[turn + 1 :]] if turn < len(block) else []
    _add("\n".join(ask), "\n".join(say), gathering)


def _add(ask: str, say: str, gathering: Gathering) -> None:
    for text in (ask, say):
        if _TAG.search(text):
            gathering.left["HTML, which stands as it was written"] += 1
    gathering.add(ask, say)


def _note(both_ways: bool, gathering: Gathering) -> None:
    if both_ways:
        gathering.left["further cards of a note, such as reversed ones"] += 1


def _first(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return found[1] if found else line
