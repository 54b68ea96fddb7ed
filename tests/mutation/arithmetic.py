"""Operators that change arithmetic and logic: what stands between two expressions, or before one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.places import Place
from tests.mutation.syntax import altered, callee, is_sample_size, whole

FACTORS = (ast.Mult, ast.MatMult, ast.Div, ast.FloorDiv)
ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)
EVEN = {"abs", "square", "norm", "cosine_similarity", "dist"}
"""Calls that do not see a sign."""

COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}

TECHNICAL_FLAGS = {
    *("retain_graph", "create_graph", "sorted", "inplace", "need_weights", "strict", "requires_grad"),
    *("weights_only", "non_blocking"),
}
"""Keywords whose truth changes how something is computed, not what."""


def drop_a_factor(place: Place) -> Iterator[ast.AST]:
    """a·b becomes a, and b; a/b becomes a."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, FACTORS) and not is_sample_size(node):
        yield node.left
        if isinstance(node.op, ast.Mult | ast.MatMult):
            yield node.right
    if isinstance(node, ast.AugAssign) and isinstance(node.op, FACTORS):
        yield ast.Pass()


def drop_an_addend(place: Place) -> Iterator[ast.AST]:
    """a + b becomes a, and b; a − b becomes a."""
    node = place.node
    if isinstance(node, ast.BinOp) and _adds(node) and not is_sample_size(node):
        yield node.left
        if isinstance(node.op, ast.Add):
            yield node.right
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield ast.Pass()


def swap_operands(place: Place) -> Iterator[ast.AST]:
    """a − b becomes b − a; likewise for /, //, %, @ and powers."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ORDERED) and not is_sample_size(node):
        if ast.dump(node.left) == ast.dump(node.right):
            return
        if not (isinstance(node.op, ast.Sub) and _sign_is_lost(place)):
            yield altered(node, left=node.right, right=node.left)


def flip_a_sign(place: Place) -> Iterator[ast.AST]:
    """+ becomes −, and − becomes +; a minus in front goes."""
    node = place.node
    if isinstance(node, ast.BinOp) and _adds(node) and not is_sample_size(node):
        yield altered(node, op=ast.Sub() if isinstance(node.op, ast.Add) else ast.Add())
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield altered(node, op=ast.Sub() if isinstance(node.op, ast.Add) else ast.Add())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not _sign_is_lost(place):
        is_axis_or_size = whole(node) is not None and not isinstance(place.parent, ast.BinOp)
        if not is_axis_or_size:
            yield node.operand
    if isinstance(node, ast.Constant) and node.value == "-inf":
        yield ast.Constant("inf")


def drop_a_negation(place: Place) -> Iterator[ast.AST]:
    """~a becomes a; `not a` becomes a."""
    node = place.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        yield node.operand


def lower_a_power(place: Place) -> Iterator[ast.AST]:
    """a**b becomes a."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield node.left
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Pow):
        yield ast.Pass()


def change_a_comparison(place: Place) -> Iterator[ast.AST]:
    """< becomes ≤, and >."""
    node = place.node
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for other in COMPARED.get(type(op), ()):
                yield altered(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])


def flip_a_boolean(place: Place) -> Iterator[ast.AST]:
    """True becomes False, and False True."""
    node, parent = place.node, place.parent
    technical = isinstance(parent, ast.keyword) and parent.arg in TECHNICAL_FLAGS
    if isinstance(node, ast.Constant) and isinstance(node.value, bool) and not technical:
        yield ast.Constant(not node.value)


def _adds(node: ast.BinOp) -> bool:
    """Whether + or − is meant as arithmetic, and does not join texts or lists."""
    joined = (ast.List, ast.Tuple, ast.JoinedStr, ast.ListComp)
    texts = (
        isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right)
    )
    return (
        isinstance(node.op, ast.Add | ast.Sub)
        and not isinstance(node.left, joined)
        and not isinstance(node.right, joined)
        and not any(texts)
    )


def _sign_is_lost(place: Place) -> bool:
    """Whether what happens next to this expression does not see its sign."""
    parent = place.parent
    if isinstance(parent, ast.Attribute):
        return parent.attr in EVEN
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and place.field == "left":
        power = whole(parent.right)
        return power is not None and power % 2 == 0
    return isinstance(parent, ast.Call) and place.field == "args" and callee(parent) in EVEN
