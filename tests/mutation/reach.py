"""Which statements of a verifier are measuring code, and which experiment runs them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.syntax import names_read

Definition = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


def measuring(tree: ast.Module) -> dict[str, Definition]:
    """Checks, and the functions, classes and computed constants that they reach, by name.

    Controls are not among them, nor what only controls or only plots use.
    """
    named = _definitions(tree)
    reached: set[str] = set()
    for name in named:
        if name.startswith("check_"):
            reached |= {name} | _reached(name, named)
    return {name: named[name] for name in named if name in reached and _measures(named[name])}


def users(tree: ast.Module) -> dict[str, frozenset[str]]:
    """For each definition the checks and controls that reach it, themselves included."""
    named = _definitions(tree)
    reach = {
        name: _reached(name, named) | {name} for name in named if name.startswith(("check_", "control_"))
    }
    return {name: frozenset(user for user, reached in reach.items() if name in reached) for name in named}


def _definitions(tree: ast.Module) -> dict[str, Definition]:
    named: dict[str, Definition] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            named[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for inner in (inner for target in targets for inner in ast.walk(target)):
                if isinstance(inner, ast.Name):
                    named[inner.id] = node
    return named


def _reached(name: str, named: dict[str, Definition]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for mentioned in _mentions(named[waiting.pop()]):
            if mentioned in named.keys() - seen and not mentioned.startswith(("check_", "control_")):
                seen.add(mentioned)
                waiting.append(mentioned)
    return seen


def _mentions(node: Definition) -> Iterator[str]:
    """Names that `node` reads, apart from decorators and plots."""
    for field, value in ast.iter_fields(node):
        if field != "decorator_list":
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    yield from names_read(part, drawings=False)


def _measures(node: Definition) -> bool:
    """Whether it computes something: a constant does when it uses torch or holds a lambda."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return True
    return any(isinstance(inner, ast.Lambda) or _is_torch(inner) for inner in ast.walk(node))


def _is_torch(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "torch"
