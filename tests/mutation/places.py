"""Where in measuring code something can be changed: not in margins, inputs, plots or words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.mutation.syntax import callee, is_drawing, is_input, is_literal, is_rule, names_read

MARGINS = {"within", "by", "times", "at_most", "at_least", "reached", "apart", "ops", "scale", "log"}
"""Keywords of a rule that say what counts as agreement."""

MARGIN_POSITIONS = {"estimate": {2}, "slope": {3}}
"""The same, where they are given by position."""

_NOT_CODE = {"annotation", "returns", "decorator_list", "bases", "type_params", "type_comment"}


@dataclass(frozen=True)
class Place:
    """A node, and how to put another in its stead."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    """Its number, where the parent's field is a list."""

    def put(self, new: ast.AST) -> None:
        """Let the tree hold `new` here."""
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new


def places(definition: ast.AST) -> Iterator[Place]:
    """Every place below `definition` that measures, from the outside in."""
    yield from _below(definition, _only_drawn(definition))


def _below(node: ast.AST, drawn: frozenset[str]) -> Iterator[Place]:
    for place in _children(node):
        if not _is_silent(place, drawn):
            yield place
            yield from _below(place.node, drawn)


def _children(node: ast.AST) -> Iterator[Place]:
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield Place(value, node, field, None)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield Place(item, node, field, index)


def _is_silent(place: Place, drawn: frozenset[str]) -> bool:
    """Whether nothing below this place measures."""
    node, parent = place.node, place.parent
    if place.field in _NOT_CODE or isinstance(node, ast.JoinedStr | ast.Raise | ast.Assert):
        return True
    if isinstance(node, ast.BinOp) and is_input(node):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
        return True
    if isinstance(node, ast.Assign) and _targets(node) <= drawn:
        return True
    if is_drawing(parent):
        return place.field != "func"
    return is_rule(parent) and place.field != "func" and _is_margin(place)


def _is_margin(place: Place) -> bool:
    """Whether it is a margin of a rule, or a number given to one as it stands."""
    if isinstance(place.node, ast.keyword):
        return place.node.arg in MARGINS or is_literal(place.node.value)
    assert isinstance(place.parent, ast.Call)
    return place.index in MARGIN_POSITIONS.get(callee(place.parent), ()) or is_literal(place.node)


def _only_drawn(definition: ast.AST) -> frozenset[str]:
    """Local names that are used for plots alone, directly or through one another."""
    if not isinstance(definition, ast.FunctionDef):
        return frozenset()
    assigned = [node for node in ast.walk(definition) if isinstance(node, ast.Assign)]
    drawn: frozenset[str] = frozenset()
    while True:
        silent = [node for node in assigned if drawn and _targets(node) <= drawn]
        used = _count(names_read(definition, drawings=False))
        for node in silent:
            for name, times in _count(names_read(node, drawings=False)).items():
                used[name] -= times
        unused = frozenset(
            name for node in assigned for name in _targets(node) if not used.get(name) and _is_plain(node)
        )
        if unused == drawn:
            return drawn
        drawn = unused


def _is_plain(node: ast.Assign) -> bool:
    """Whether it assigns to local names only, not into something that others see."""
    return all(
        isinstance(inner, ast.Name | ast.Tuple | ast.List | ast.expr_context)
        for target in node.targets
        for inner in ast.walk(target)
    )


def _targets(node: ast.Assign) -> frozenset[str]:
    names = {inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
    return frozenset(names) if _is_plain(node) else frozenset({""})


def _count(names: Iterator[str]) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
