"""Operators that change calls: which, of what, along which axis, and with which keywords."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from tests.mutation.places import Place
from tests.mutation.syntax import (
    DRAWS,
    altered,
    callee,
    is_drawing,
    is_method,
    is_rule,
    is_sample_size,
    number,
    whole,
)

REMOVED = {
    *("softmax", "log_softmax", "logsumexp", "masked_fill", "tril", "triu", "where"),
    *("sqrt", "rsqrt", "exp", "log", "log2", "log1p", "expm1", "square", "pow", "reciprocal"),
    *("relu", "gelu", "silu", "tanh", "sigmoid", "softplus", "leaky_relu", "elu", "erf"),
    *("cumsum", "cumprod", "diff", "norm", "vector_norm", "normalize", "abs", "neg", "sign", "clamp"),
    *("sin", "cos", "round", "floor", "ceil", "flip", "roll", "layer_norm", "rms_norm", "dropout"),
    *("mul", "div", "add", "sub", "lerp", "fill_diagonal", "index_add", "scatter_add", "inverse", "inv"),
    *("sum", "nan_to_num", "logical_not", "conj", "diag", "diagonal", "outer", "kron"),
}
"""Calls that can be left out, with or without a trailing underscore."""

TRANSPOSED = {"transpose", "permute", "t", "swapaxes", "movedim", "moveaxis", "adjoint"}
TRANSPOSED_ATTRIBUTES = {"T", "mT", "H", "mH"}

INTERCHANGED = [
    *[("mean", "sum"), ("sum", "prod"), ("var", "std"), ("max", "min"), ("amax", "amin")],
    *[("argmax", "argmin"), ("maximum", "minimum"), ("any", "all"), ("cumsum", "cumprod")],
]
"""Reductions that are mistaken for one another."""

FIRST_AXIS = {
    *("squeeze", "unsqueeze", "unbind", "unflatten", "stack", "cat", "concatenate", "size"),
    *("softmax", "log_softmax", "logsumexp", "sum", "mean", "prod", "var", "std", "median"),
    *("max", "min", "amax", "amin", "argmax", "argmin", "any", "all", "count_nonzero"),
    *("cumsum", "cumprod", "sort", "argsort", "flip"),
    *("gather", "scatter", "scatter_add", "index_select", "select", "narrow"),
}
"""Methods whose first argument is an axis; of `torch.f(x, …)` it is the next one."""

SECOND_AXIS = {"chunk", "split", "topk", "roll", "repeat_interleave", "norm"}

AXIS_KEYWORDS = {"dim", "axis"}

COMMUTATIVE = {
    *("maximum", "minimum", "dot", "vdot", "mul", "add", "allclose", "equal", "isclose", "eq", "ne"),
    *("logaddexp", "hypot", "cosine_similarity", "max", "min", "isclose", "gcd", "dist"),
}

SIZED = DRAWS | {"zeros", "ones", "empty", "full", "eye", "arange", "range", "linspace"}
"""Functions that take sizes, of which any serves."""

TECHNICAL_KEYWORDS = {
    *("dtype", "device", "generator", "out", "requires_grad", "retain_graph", "create_graph", "strict"),
    *("key", "names", "layout", "indexing", "default", "sorted", "inplace"),
}
"""Keywords that say how to compute, not what."""


def shift_an_axis(place: Place) -> Iterator[ast.AST]:
    """Axis −1 becomes −2 and 0; of several axes one is left out."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in AXIS_KEYWORDS:
            for other in _other_axes(keyword.value):
                new = copy.deepcopy(node)
                new.keywords[index].value = other
                yield new
    if callee(node) in FIRST_AXIS | SECOND_AXIS and isinstance(node.func, ast.Attribute):
        index = (callee(node) in SECOND_AXIS) + (not is_method(node))
        if index < len(node.args) and not isinstance(node.args[index], ast.Starred):
            for other in _other_axes(node.args[index]):
                new = copy.deepcopy(node)
                new.args[index] = other
                yield new


def drop_a_transpose(place: Place) -> Iterator[ast.AST]:
    """x.T becomes x, and so does x.transpose(…)."""
    node = place.node
    if isinstance(node, ast.Attribute) and node.attr in TRANSPOSED_ATTRIBUTES:
        yield node.value
    if isinstance(node, ast.Call) and callee(node) in TRANSPOSED:
        yield from _subject(node)


def remove_a_call(place: Place) -> Iterator[ast.AST]:
    """softmax(x) becomes x, and so does x.softmax(−1)."""
    node = place.node
    if isinstance(node, ast.Call) and not is_rule(node) and callee(node).removesuffix("_") in REMOVED:
        if callee(node) == "where" and len(node.args) == 3:
            yield from node.args[1:]
        elif callee(node) != "where" and not (callee(node) == "sum" and not is_method(node)):
            yield from _subject(node)


def change_a_reduction(place: Place) -> Iterator[ast.AST]:
    """A mean becomes a sum, a variance a standard deviation, a maximum a minimum."""
    node = place.node
    if isinstance(node, ast.Call):
        for other in _mistaken_for(callee(node)):
            if isinstance(node.func, ast.Attribute):
                yield altered(node, func=altered(node.func, attr=other))
            elif callee(node) in {"max", "min"}:
                yield altered(node, func=ast.Name(other, ast.Load()))


def swap_arguments(place: Place, own: frozenset[str]) -> Iterator[ast.AST]:
    """f(a, b) becomes f(b, a), for the script's own functions and torch's; a generator stays in front."""
    node = place.node
    if not isinstance(node, ast.Call) or is_method(node) or callee(node) in COMMUTATIVE | SIZED:
        return
    if isinstance(node.func, ast.Name) and node.func.id not in own:
        return
    first = 1 if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "rng" else 0
    pair = node.args[first : first + 2]
    alike = {ast.dump(argument) for argument in pair}
    fixed = any(isinstance(argument, ast.Starred) or is_sample_size(argument) for argument in pair)
    if len(pair) == 2 and len(alike) == 2 and not fixed:
        yield altered(node, args=[*node.args[:first], pair[1], pair[0], *node.args[first + 2 :]])


def drop_a_keyword(place: Place, own: frozenset[str]) -> Iterator[ast.AST]:
    """f(x, mask=m) becomes f(x); not for True and False, which are flipped instead."""
    node = place.node
    if not isinstance(node, ast.Call) or is_rule(node) or is_drawing(node):
        return
    if isinstance(node.func, ast.Name) and node.func.id not in own:
        return
    for index, keyword in enumerate(node.keywords):
        flag = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool)
        fixed = flag or not keyword.arg or is_sample_size(ast.Name(keyword.arg))
        if not fixed and keyword.arg not in TECHNICAL_KEYWORDS:
            yield altered(node, keywords=node.keywords[:index] + node.keywords[index + 1 :])


def _subject(call: ast.Call) -> Iterator[ast.expr]:
    """The tensor that the call works on: the owner of a method, the first argument of a function."""
    if is_method(call):
        assert isinstance(call.func, ast.Attribute)
        yield call.func.value
    elif call.args and not isinstance(call.args[0], ast.Starred):
        yield call.args[0]


def _mistaken_for(name: str) -> Iterator[str]:
    for one, other in INTERCHANGED:
        if name in (one, other):
            yield other if name == one else one
    yield from {"median": ("mean",), "logsumexp": ("sum",)}.get(name, ())


def _other_axes(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List):
        for index in range(len(node.elts)):
            yield altered(node, elts=node.elts[:index] + node.elts[index + 1 :])
    axis = whole(node)
    if axis is not None:
        others = {-1: (-2, 0), -2: (-1,), 0: (1,)}.get(axis, (axis - 1,) if axis > 0 else (axis + 1,))
        yield from map(number, others)
