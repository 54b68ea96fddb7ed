"""Nodes into values: small readers that note every fault and go on.

A reader takes a node and gives a value; where the node is faulty it says so and gives an empty value,
so that one pass over a bank finds everything that is wrong with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TypeVar

from quiz.bank.faults import Faults, short
from quiz.bank.nodes import Listing, Mapping, Node, Scalar
from quiz.errors import nearest
from quiz.text import LANGUAGES, Text

T = TypeVar("T")
D = TypeVar("D")

_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,14})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_NO_POINT = re.compile(r"([-+]?\d+)([eE][-+]?\d+)", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.?(inf|nan|infinity)", re.IGNORECASE)


class Reader:
    """Reads the nodes of one bank and collects its faults."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.one_language = False
        """Whether a text in one language only will do."""

    def fault(self, node: Node | int, what: str, remedy: str) -> None:
        """Note that something is wrong at `node`, or on that line."""
        self.faults.add(node if isinstance(node, int) else node.line, what, remedy)

    def string(self, node: Node) -> str:
        """Text that is not empty, without the blanks around it."""
        if not isinstance(node, Scalar):
            self.fault(node, _wanted("text", node), "Write it as `key: text`.")
            return ""
        value = node.value.strip()
        if not value:
            self.fault(node, f"{_name(node)} is empty.", "Write some text.")
        elif not node.is_text:
            self.fault(
                node, f"YAML does not read `{short(value)}` as text ({_name(node)}).", "Put it in quotes."
            )
        return value

    def code(self, node: Node) -> str:
        """A program: its lines as they are, without blank ones at the end."""
        return node.value.rstrip() if self.string(node) and isinstance(node, Scalar) else ""

    def text(self, node: Node) -> Text:
        """`{en: …, zh: …}`, both wanted."""
        with self.fields(node) as field:
            return field.text()

    def matching(self, pattern: str, wanted: str) -> Callable[[Node], str]:
        """A reader of strings that match `pattern` as a whole; `wanted` says what they look like."""
        fits = re.compile(pattern, re.ASCII).fullmatch

        def read(node: Node) -> str:
            value = self.string(node)
            if value and not fits(value):
                self.fault(node, f"{_name(node)} is {short(value)}, which is not well formed.", wanted)
                return ""
            return value

        return read

    def choice(self, names: Sequence[T]) -> Callable[[Node], T]:
        """A reader of one of `names`; the first stands in for a faulty one."""
        known = {str(name): name for name in names}

        def read(node: Node) -> T:
            value = node.value.strip() if isinstance(node, Scalar) else self.string(node)
            if isinstance(node, Scalar) and value not in known:
                hint = nearest(value, known)
                wanted = f"Write one of {', '.join(known)}."
                self.fault(node, f"{_name(node)} is {short(value)}, which is not known.{hint}", wanted)
            return known.get(value, names[0])

        return read

    def listing(self, item: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
        """A reader of lists whose items `item` reads."""

        def read(node: Node) -> tuple[T, ...]:
            if isinstance(node, Listing):
                return tuple([item(inner) for inner in node.items])
            self.fault(node, _wanted("a list", node), "Start each item with `- `.")
            return ()

        return read

    def distinct(self, item: Callable[[Node], str]) -> Callable[[Node], tuple[str, ...]]:
        """A reader of lists in which nothing is listed twice."""

        def read(node: Node) -> tuple[str, ...]:
            seen: set[str] = set()

            def once(node: Node) -> str:
                value = item(node)
                if value and value in seen:
                    self.fault(node, f"{_name(node)} lists {value} twice.", "Keep one of them.")
                seen.add(value)
                return value

            return self.listing(once)(node)

        return read

    def number(self, node: Node) -> int | float:
        """A finite number."""
        value = self.number_or_word(node)
        if isinstance(value, str):
            if value:
                self.fault(node, f"{_name(node)} is {short(value)}, which is no number.", "Write a number.")
            return 0
        return value

    def number_or_word(self, node: Node) -> int | float | str:
        """A finite number, or text: quoted, or one that YAML cannot take for something else."""
        if not isinstance(node, Scalar) or not node.plain:
            return self.string(node)
        value = node.value
        if _WHOLE.fullmatch(value):
            return int(value)
        if _DECIMAL.fullmatch(value) and math.isfinite(number := float(value)):
            return number
        if parts := _NO_POINT.fullmatch(value):
            right = f"{parts[1]}.0{parts[2]}"
            self.fault(
                node,
                f"YAML readers do not agree that `{short(value)}` is a number.",
                f"Write {short(right)}.",
            )
            return 0
        if _NOT_FINITE.fullmatch(value):
            self.fault(
                node,
                f"{_name(node)} is `{short(value)}`, which is no finite number.",
                "Write a finite number.",
            )
            return 0
        if value and not node.is_text:
            remedy = "Write plain digits such as 1000 or 0.5, or put a word in quotes."
            self.fault(node, f"`{short(value)}` is neither a plain number nor a word to YAML.", remedy)
            return 0
        return self.string(node)

    def whole(self, node: Node) -> int:
        """A whole number."""
        value = self.number(node)
        if value != int(value):
            self.fault(node, f"{_name(node)} is {value}, which is not whole.", "Write a whole number.")
        return int(value)

    def yes(self, node: Node) -> bool:
        """`true` or `false`."""
        return self.choice(("true", "false"))(node) == "true"

    def fields(self, node: Node) -> Fields:
        """The fields of a mapping, in a `with` block: keys never asked for in it are unknown ones."""
        if isinstance(node, Mapping):
            return Fields(self, node)
        self.fault(node, _wanted("a mapping", node), "Write its fields as `key: value`.")
        return NoFields(self, Mapping(node.line, node.name))


class Fields:
    """The fields of one mapping. Asking for a field makes it a known one."""

    def __init__(self, reader: Reader, node: Mapping) -> None:
        self.reader = reader
        self.node = node
        self.asked: set[str] = set()
        self.missing: list[str] = []

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self.node.items

    def is_list(self, name: str) -> bool:
        """Whether the field is there and a list."""
        return isinstance(self.node.items.get(name), Listing)

    def at(self, name: str) -> int:
        """The line of the field."""
        return self.node.keys.get(name, self.node.line)

    def need(self, name: str, read: Callable[[Node], T], empty: D) -> T | D:
        """The field's value; a fault and `empty` when it is missing."""
        self.asked.add(name)
        node = self.node.items.get(name)
        if node is not None:
            return read(node)
        self.missing.append(name)
        return empty

    def may(self, name: str, read: Callable[[Node], T], empty: D) -> T | D:
        """The field's value, or `empty` when it is not there."""
        self.asked.add(name)
        node = self.node.items.get(name)
        return empty if node is None else read(node)

    def text(self) -> Text:
        """The fields `en` and `zh`."""
        enough = self.reader.one_language and any(map(self.has, LANGUAGES))
        ask = self.may if enough else self.need
        en, zh = (ask(language, self.reader.string, "") for language in LANGUAGES)
        return Text(en, zh)

    def __enter__(self) -> Fields:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.missing:
            self.tell_missing()
        if self.node.items.keys() - self.asked:
            self.tell_unknown()

    def tell_missing(self) -> None:
        """Say which needed fields are not there."""
        names = ", ".join(f"`{name}`" for name in self.missing)
        one, place = len(self.missing) == 1, _under(self.node)
        what = f"{names} is missing{place}." if one else f"{names} are missing{place}."
        self.reader.fault(self.node, what, f"Add {names} here.")

    def tell_unknown(self) -> None:
        """Say which fields nobody asked for."""
        known = f"Known here: {', '.join(sorted(self.asked))}."
        for name, line in self.node.keys.items():
            if name not in self.asked:
                what = f"The key {short(name)} is not known{_under(self.node)}.{nearest(name, self.asked)}"
                self.reader.fault(line, what, known)


class NoFields(Fields):
    """Stands in for what is no mapping: that has been said, so nothing more is missing."""

    def tell_missing(self) -> None:
        """Say nothing."""


def _name(node: Node) -> str:
    return f"`{short(node.name)}`" if node.name else "An item of the bank"


def _wanted(shape: str, node: Node) -> str:
    place = f" (`{short(node.name)}`)" if node.name else ""
    return f"Here {shape} is wanted, not {_shape(node)}{place}."


def _under(node: Node) -> str:
    return f" under `{short(node.name)}`" if node.name else ""


def _shape(node: Node) -> str:
    if isinstance(node, Scalar):
        return "text" if node.value else "nothing"
    return "a list" if isinstance(node, Listing) else "a mapping"
