"""What is wrong with a verifier, seen from its text alone."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from quiz.errors import Fault
from quiz.proof.find import Found, Verifier

IMPORTS = frozenset(
    """
    __future__ abc bisect collections contextlib copy dataclasses enum fractions functools heapq itertools
    math numpy operator quiz re statistics string sys time timeit torch types typing
    """.split()  # noqa: SIM905 (a list of words)
)
"""Packages that a verifier may import: none of them reads files or talks to anyone."""


def lint(verifier: Verifier) -> tuple[Fault, ...]:
    """Every fault of `verifier`, by line."""
    tree = ast.parse(Path(verifier.path).read_bytes(), verifier.path)
    found = [
        *_about(verifier),
        *_claims(verifier),
        *_controls(verifier),
        *_knobs(tree),
        *_imports(tree),
    ]
    return tuple(
        Fault(what, remedy, verifier.path, line)
        for line, what, remedy in sorted(found, key=lambda fault: fault[0])
    )


Finding = tuple[int, str, str]


def _about(verifier: Verifier) -> Iterator[Finding]:
    if not verifier.about:
        yield (
            1,
            "The script says nothing of itself.",
            "Begin it with a docstring: the argument, step by step.",
        )
    if not verifier.checks:
        yield 1, "The script has no check.", "Write a function whose name begins with check_."


def _claims(verifier: Verifier) -> Iterator[Finding]:
    for item in verifier.found:
        if not item.claim:
            yield (
                item.line,
                f"{_name(item)} claims nothing.",
                "Give it a docstring: the claim in one sentence.",
            )
    for name, count in Counter(item.name for item in verifier.found).items():
        if count > 1:
            line = max(item.line for item in verifier.found if item.name == name)
            yield line, f"A check and a control are both called {name}.", "Rename one of them."


def _controls(verifier: Verifier) -> Iterator[Finding]:
    checks = {check.name: check for check in verifier.checks}
    guarded = {name for control in verifier.controls for name in control.guards}
    for check in verifier.checks:
        if check.name not in guarded:
            what = f"No control guards {_name(check)}."
            yield check.line, what, f"Write one that must fail, marked @guards({_name(check)})."
    for control in verifier.controls:
        if not control.guards:
            yield control.line, f"{_name(control)} guards no check.", "Mark it @guards(check_…)."
        for name in control.guards:
            if name not in checks:
                what = f"{_name(control)} guards {name}, which is no check of this script."
                yield (
                    control.line,
                    what,
                    f"Name one of {', '.join(map(_name, verifier.checks)) or 'its checks'}.",
                )
            elif not set(control.calls) & set(checks[name].calls):
                what = f"{_name(control)} shares no measuring code with check_{name}."
                yield control.line, what, "Let both call one function of the script for the measurement."


def _knobs(tree: ast.Module) -> Iterator[Finding]:
    knobs = {
        target.id: node.lineno
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).split(".")[-1] == "Knob"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    used = set()
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        if not function.name.startswith(("check_", "control_")):
            continue
        for argument, knob in _defaults(function):
            if knob not in knobs:
                continue
            used.add(knob)
            if argument != knob.lower():
                what = f"{function.name} takes the knob {knob} as {argument!r}."
                yield function.lineno, what, f"Call the argument {knob.lower()!r}: one knob, one name."
    for knob, line in knobs.items():
        if knob not in used:
            what = f"No check and no control takes the knob {knob}."
            yield line, what, f"Take it as {knob.lower()}={knob}, or delete it."


def _defaults(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Each argument whose default is a bare name, as (argument, name)."""
    plain, given = function.args.args, function.args.defaults
    pairs = [*zip(plain[len(plain) - len(given) :], given, strict=True)]
    pairs += [(a, d) for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d]
    for argument, default in pairs:
        if isinstance(default, ast.Name):
            yield argument.arg, default.id


def _imports(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        else:
            continue
        for name in names:
            if name.partition(".")[0] not in IMPORTS:
                what = f"The script imports {name}, which no measurement needs."
                yield node.lineno, what, "Use torch, numpy, quiz.lab and plain modules such as math."


def _name(item: Found) -> str:
    return f"{item.kind}_{item.name}"
