"""Operators that are off by one: ranges, slices, indices, diagonals."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from tests.mutation.places import Place
from tests.mutation.syntax import altered, callee, is_method, is_sample_size, number, shifted, whole


def off_by_one(place: Place, loops: frozenset[str]) -> Iterator[ast.AST]:
    """A range, slice, index or diagonal is moved by one; `loops` are names that count."""
    node = place.node
    if isinstance(node, ast.Call) and callee(node) in {"range", "arange"}:
        yield from _ranges(node)
    if isinstance(node, ast.Call) and callee(node) in {"tril", "triu", "diagonal", "diag"}:
        yield from _diagonals(node)
    if isinstance(node, ast.Slice):
        yield from _slices(node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for index, part in enumerate(parts):
            for other in _indices(part, loops):
                new = copy.deepcopy(node)
                if isinstance(new.slice, ast.Tuple):
                    new.slice.elts[index] = other
                else:
                    new.slice = other
                yield new


def _ranges(node: ast.Call) -> Iterator[ast.AST]:
    if any(isinstance(argument, ast.Starred) or is_sample_size(argument) for argument in node.args):
        return
    if len(node.args) == 1:
        yield altered(node, args=[shifted(node.args[0], -1)])
    elif node.args:
        backwards = len(node.args) == 3 and (whole(node.args[2]) or 1) < 0
        step = -1 if backwards else 1
        yield altered(node, args=[shifted(node.args[0], step), *node.args[1:]])
        yield altered(node, args=[node.args[0], shifted(node.args[1], -step), *node.args[2:]])


def _diagonals(node: ast.Call) -> Iterator[ast.AST]:
    position = 0 if is_method(node) else 1
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in {"diagonal", "offset"}:
            new = copy.deepcopy(node)
            new.keywords[index].value = shifted(keyword.value, 1)
            yield new
            return
    if position < len(node.args):
        yield altered(
            node,
            args=[*node.args[:position], shifted(node.args[position], 1), *node.args[position + 1 :]],
        )
    elif callee(node) in {"tril", "triu"}:
        inwards = -1 if callee(node) == "tril" else 1
        yield altered(node, keywords=[*node.keywords, ast.keyword("diagonal", number(inwards))])


def _slices(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower is not None:
        yield altered(node, lower=shifted(node.lower, 1))
    if node.upper is not None:
        yield altered(node, upper=shifted(node.upper, -1))


def _indices(node: ast.expr, loops: frozenset[str]) -> Iterator[ast.expr]:
    value = whole(node)
    if value is not None:
        yield number(value + 1 if value >= 0 else value - 1)
    elif isinstance(node, ast.Name) and node.id in loops:
        yield shifted(node, -1)
