"""YAML text into a tree of nodes that know their line: no loops, no references, no guessed types.

The tree is built from parser events on a stack of our own, because the composer that comes with
PyYAML recurses (deep nesting crashes it), follows aliases and lets duplicate keys pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml
from yaml import events

from quiz.bank.faults import Faults, short
from quiz.bank.source import unsafe
from quiz.bank.syntax import DEEPEST, syntax_fault
from quiz.text import clean

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
_NUMBER_ELSEWHERE = re.compile(r"[-+]?[\d.]+[eE][-+]?\d+|0o[0-7]+", re.ASCII)


class Scalar(msgspec.Struct, gc=False):
    """A piece of text; `name` is the key under which it stands, `plain` whether it is without quotes."""

    value: str
    line: int
    name: str = ""
    plain: bool = False

    @property
    def is_text(self) -> bool:
        """Whether every YAML reader takes it for text; `no`, `12:30` and `1e-5` are not, unless quoted."""
        return not self.plain or not (
            any(pattern.match(self.value) for _, pattern in _RESOLVERS.get(self.value[:1], ()))
            or _NUMBER_ELSEWHERE.fullmatch(self.value)
        )


class Listing(msgspec.Struct):
    """A list; its items carry its own name."""

    line: int
    name: str = ""
    items: list[Node] = []


class Mapping(msgspec.Struct):
    """Keys with their values."""

    line: int
    name: str = ""
    items: dict[str, Node] = {}
    keys: dict[str, int] = {}
    """The line of each key."""


Node = Scalar | Listing | Mapping

_NO_KEY = Scalar("", 0)


class _StopError(Exception):
    """The rest of the text is not worth reading."""


class _Builder:
    """Hangs each node where it belongs: a list's next item, or a mapping's next key and then its value."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.root: Node | None = None
        self.open: list[Listing | Mapping] = []
        self.waiting: list[Scalar | None] = []
        """For each open collection the key that waits for its value."""

    def name(self) -> str:
        """The name of the node that comes next."""
        if not self.open:
            return ""
        key = self.waiting[-1]
        return key.value if key else self.open[-1].name

    def put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        home = self.open[-1]
        if isinstance(home, Listing):
            home.items.append(node)
            return
        key = self.waiting[-1]
        if key is None:
            self.waiting[-1] = self.key(node)
            return
        self.waiting[-1] = None
        if key is _NO_KEY:
            return
        if key.value == "<<" and key.plain:
            self.faults.add(key.line, "`<<` copies another mapping.", "Write the fields out.")
        elif key.value in home.keys:
            what = f"`{short(key.value)}` is here twice (first on line {home.keys[key.value]})."
            self.faults.add(key.line, what, "Keep one of them.")
        else:
            home.items[key.value] = node
            home.keys[key.value] = key.line

    def key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self.faults.add(node.line, "A key is a list or a mapping.", "Keys are plain words, as in `ask: …`.")
        return _NO_KEY

    def scalar(self, event: events.ScalarEvent, line: int) -> None:
        value = event.value
        if event.style == '"' and (clear := clean(value)) != value:  # escapes such as "\x1b"
            for char in dict.fromkeys(value):
                if not clean(char):
                    self.faults.add(line, *unsafe(char))
            value = clear
        self.put(Scalar(value, line, self.name(), event.implicit[0]))

    def start(self, node: Listing | Mapping) -> None:
        if len(self.open) == DEEPEST:
            self.stop(node.line, f"This is nested more than {DEEPEST} levels deep.", "Write it flatter.")
        self.open.append(node)
        self.waiting.append(None)

    def end(self) -> None:
        self.waiting.pop()
        self.put(self.open.pop())

    def stop(self, line: int, what: str, remedy: str) -> None:
        self.faults.add(line, what, remedy)
        raise _StopError

    def build(self, source: str) -> None:
        documents = 0
        for event, line in _events(source):
            if isinstance(event, events.ScalarEvent):
                if event.anchor or event.tag:
                    self.refuse(event.anchor, event.tag, line)
                self.scalar(event, line)
            elif isinstance(event, events.CollectionStartEvent):
                self.refuse(event.anchor, event.tag, line)
                kind = Mapping if isinstance(event, events.MappingStartEvent) else Listing
                self.start(kind(line, self.name()))
            elif isinstance(event, events.CollectionEndEvent):
                self.end()
            elif isinstance(event, events.AliasEvent):
                self.refuse(event.anchor, None, line)
            elif isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.stop(
                        line, "A second YAML document starts here.", "Keep one list of questions a file."
                    )

    def refuse(self, anchor: str | None, tag: str | None, line: int) -> None:
        if anchor:
            what = f"Anchors and aliases are not allowed in a bank: `{short(anchor)}`."
            self.stop(line, what, "Write the text out where it is needed, or put it in quotes.")
        if tag:
            tag = tag.replace("tag:yaml.org,2002:", "!!")
            self.faults.add(line, f"`{short(tag)}` is a YAML tag; a bank holds only text.", "Remove the tag.")


def _events(source: str) -> Iterator[tuple[Any, int]]:
    """Each parser event with its line."""
    loader = Loader(source)
    try:
        while (event := loader.get_event()) is not None:
            yield event, event.start_mark.line + 1
    finally:
        loader.dispose()


def parse(source: str, faults: Faults) -> Node | None:
    """The tree that `source` says, if any.

    Where the YAML breaks off, what came before stays: of a list the items that were complete.
    """
    builder = _Builder(faults)
    try:
        builder.build(source)
    except yaml.YAMLError as error:
        faults.add(*syntax_fault(error, source))
    except _StopError:
        pass
    if builder.root is None and builder.open and isinstance(builder.open[0], Listing):
        return builder.open[0]
    return builder.root
