"""Cards as the YAML of a bank without proofs, laid out to be edited by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import yaml

from quiz.exchange.intake.cards import Card
from quiz.text import Language

_HAN = re.compile("[㐀-鿿]")
_LONGEST_ID = 72  # leaves room for a number that tells two alike apart


def bank(name: str, cards: Sequence[Card], comment: str) -> str:
    """A bank called `name` with a question a card; `comment` stands above it."""
    head: dict[str, Any] = {"deck": {"en": _Quoted(name)}, "proved": False}
    items = [head, *_questions(name, cards)]
    text: str = "\n".join(
        yaml.dump([item], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110) for item in items
    )
    lines = (*comment.splitlines(), "Points and proofs can be added: see questions/README.md of Proofcards.")
    return "".join(f"# {line}\n" for line in lines) + "\n" + text


def language_of(text: str) -> Language:
    """Chinese if there is a Chinese character in it."""
    return "zh" if _HAN.search(text) else "en"


def _questions(name: str, cards: Sequence[Card]) -> Iterator[dict[str, Any]]:
    taken: dict[str, int] = {}
    for card in cards:
        id = _slug(name, card.ask)
        taken[id] = taken.get(id, 0) + 1
        language = language_of(card.ask + card.say)
        yield {
            "id": id if taken[id] == 1 else f"{id}-{taken[id]}",
            "level": "deep",
            "ask": {language: _Quoted(card.ask)},
            "say": {language: _Quoted(card.say)},
        }


def _slug(name: str, ask: str) -> str:
    """An id from the deck's name and the first words of the prompt, or its hash where those are not Latin."""
    words: list[str] = re.findall(r"[a-z0-9]+", ask.lower())[:6]
    if sum(map(len, words)) < 4 or _HAN.search(ask):
        words = [blake2b(ask.encode(), digest_size=4).hexdigest()]
    # A number at the end would look like the one that tells two alike apart.
    return (
        f"{name[:40].rstrip('-')}-q-{'-'.join(words)}"[:_LONGEST_ID].rstrip("-") + "-x" * words[-1].isdigit()
    )


class _Quoted(str):
    """Text that is written in quotes, or as a block when it has several lines."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes YAML whose lists are indented as in the banks that ship."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists also within mappings."""
        super().increase_indent(flow, False)


def _represent(dumper: yaml.SafeDumper, text: _Quoted) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"'
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)
    return node


_Dumper.add_representer(_Quoted, _represent)
