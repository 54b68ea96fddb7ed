"""Small questions about syntax trees that the other files ask."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any

RULES = {"exact", "estimate", "slope", "order", "bound", "trained"}
"""The functions of `quiz.lab` that judge."""

MODULES = {"torch", "F", "nn", "math", "np", "functional", "linalg", "fft", "special", "autograd"}
"""Names whose attributes are functions, not methods."""

SAMPLE_SIZES = {
    *("replicate", "each", "pair", "trial", "run", "seed", "draw", "sample", "repeat", "batch"),
    *("row", "step", "chunk", "round", "reps"),
}
"""Words that name how much is drawn: how much of it there is changes no claim."""


DRAWS = {"randn", "rand", "randn_like", "rand_like", "randint", "randperm"}
"""Functions that draw numbers."""


def altered(node: Any, **fields: Any) -> Any:
    """A deep copy of `node` with some fields replaced."""
    new = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def callee(call: ast.Call) -> str:
    """The last part of the name of what is called: `softmax` for `x.softmax(-1)`; empty if it has none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def is_method(call: ast.Call) -> bool:
    """Whether it is `tensor.f(…)`, as against `f(…)`, `torch.f(…)`, `self.f(…)`, `nn.functional.f(…)`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value
    last = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return last not in MODULES | {"self"}


def is_rule(node: ast.AST) -> bool:
    """Whether `node` calls one of the rules of `quiz.lab`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RULES


def is_drawing(node: ast.AST) -> bool:
    """Whether `node` adds a plot or a heat map to evidence."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"plot", "heat"}
    )


def whole(node: ast.AST | None) -> int | None:
    """The whole number that `node` spells, None if it spells none."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = whole(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def number(value: int) -> ast.expr:
    """The expression that spells `value`."""
    spelled = ast.Constant(abs(value))
    return spelled if value >= 0 else ast.UnaryOp(ast.USub(), spelled)


def shifted(node: ast.expr, by: int) -> ast.expr:
    """`node` + `by`, as short as it can be written."""
    value = whole(node)
    if value is not None:
        return number(value + by)
    return ast.BinOp(copy.deepcopy(node), ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def is_literal(node: ast.AST) -> bool:
    """Whether `node` is a bare number or word, with or without a sign."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def is_sample_size(node: ast.AST) -> bool:
    """Whether `node` is made only of names that say how much is drawn, and of numbers."""
    names = [inner.id.lower() for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    words = [word.removesuffix("s") for name in names for word in name.split("_")]
    return bool(names) and all(word in SAMPLE_SIZES for word in words)


def is_input(node: ast.AST) -> bool:
    """Whether `node` only draws numbers at literal scales, as `1 + 2 * torch.randn(n, d, generator=rng)`.

    Which inputs a claim is tried on is a choice like their number: no other choice is a mistake.
    """
    if isinstance(node, ast.BinOp):
        pair = (node.left, node.right)
        return any(is_literal(side) for side in pair) and any(is_input(side) for side in pair)
    return isinstance(node, ast.Call) and callee(node) in DRAWS


def names_read(node: ast.AST, *, drawings: bool) -> Iterator[str]:
    """Names that `node` reads, those of its drawings only if asked."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    inside = ast.iter_child_nodes(node)
    if is_drawing(node) and not drawings:
        assert isinstance(node, ast.Call)
        inside = iter([node.func])
    for child in inside:
        yield from names_read(child, drawings=drawings)
