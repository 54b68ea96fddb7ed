"""All operators by name, and every mutant of a script that they make."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutation import arithmetic, calls, indices
from tests.mutation.places import Place, places
from tests.mutation.reach import measuring

Operator = Callable[[Place], Iterator[ast.AST]]


@dataclass(frozen=True)
class Mutant:
    """One change to one place of a script."""

    line: int
    function: str
    """The definition that it changes."""
    change: str
    """What changes, as `q * k -> q (drop a factor)`."""
    place: Place
    new: ast.AST

    def __str__(self) -> str:
        return f"line {self.line}: {self.change}"


def mutants(tree: ast.Module) -> list[Mutant]:
    """Every mutant of the measuring code of `tree`, each once."""
    own = frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    made: dict[tuple[int, str], Mutant] = {}
    seen: set[int] = set()
    for name, definition in measuring(tree).items():
        if id(definition) in seen:  # several names of one assignment
            continue
        seen.add(id(definition))
        operators = _operators(own, _counters(definition))
        for place in places(definition):
            for mutant in _mutants_at(place, name, operators):
                before, _, _ = mutant.change.rpartition(" (")
                made.setdefault((id(place.node), before), mutant)
    return sorted(made.values(), key=lambda mutant: mutant.line)


def _operators(own: frozenset[str], loops: frozenset[str]) -> dict[str, Operator]:
    return {
        "drop a factor": arithmetic.drop_a_factor,
        "drop an addend": arithmetic.drop_an_addend,
        "swap operands": arithmetic.swap_operands,
        "flip a sign": arithmetic.flip_a_sign,
        "drop a negation": arithmetic.drop_a_negation,
        "lower a power": arithmetic.lower_a_power,
        "change a comparison": arithmetic.change_a_comparison,
        "flip a boolean": arithmetic.flip_a_boolean,
        "shift an axis": calls.shift_an_axis,
        "drop a transpose": calls.drop_a_transpose,
        "remove a call": calls.remove_a_call,
        "wrong reduction": calls.change_a_reduction,
        "swap arguments": lambda place: calls.swap_arguments(place, own),
        "drop a keyword": lambda place: calls.drop_a_keyword(place, own),
        "off by one": lambda place: indices.off_by_one(place, loops),
    }


def _mutants_at(place: Place, function: str, operators: dict[str, Operator]) -> Iterator[Mutant]:
    before = ""
    for name, operator in operators.items():
        for new in operator(place):
            before = before or ast.unparse(place.node)
            after = ast.unparse(ast.fix_missing_locations(new))
            if after != before:
                line = getattr(place.node, "lineno", 0) or getattr(place.parent, "lineno", 0)
                yield Mutant(line, function, f"{before} -> {after} ({name})", place, new)


def _counters(definition: ast.AST) -> frozenset[str]:
    """Names that count in a loop over a range or an enumeration."""
    names: set[str] = set()
    for node in ast.walk(definition):
        if isinstance(node, ast.For | ast.comprehension) and _counts(node.iter):
            first = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
            names |= {first.id} if isinstance(first, ast.Name) else set()
    return frozenset(names)


def _counts(over: ast.expr) -> bool:
    return (
        isinstance(over, ast.Call)
        and isinstance(over.func, ast.Name)
        and over.func.id in {"range", "enumerate"}
    )
