"""Find verifiers and read their claims and knobs from the syntax tree, so that none is run or imported."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from quiz.cache import Cache
from quiz.errors import Fault, QuizError
from quiz.lab.knob import Knob, KnobValue
from quiz.text import Language, Text

Kind = Literal["check", "control"]


class KnobInfo(msgspec.Struct, frozen=True):
    """A knob as written in the script."""

    default: KnobValue
    choices: tuple[KnobValue, ...] = ()
    says: str = ""

    def knob(self) -> Knob:
        """The knob itself, to read a value with."""
        return Knob(self.default, self.choices, self.says)


class Found(msgspec.Struct, frozen=True):
    """One check or control: what it claims, which knobs it takes, which checks it guards, whom it calls."""

    name: str
    kind: Kind
    claim: str
    knobs: tuple[str, ...]
    guards: tuple[str, ...]
    calls: tuple[str, ...]
    """Functions of the same script that it calls, at any depth: the measuring code."""
    line: int
    zh: str = ""
    """The claim in Chinese (`proof.chinese`); empty where nobody has written it."""

    def said(self, language: Language) -> str:
        """The claim in `language`, or in the other one; empty when there is none."""
        return Text(self.claim, self.zh).in_(language)


class Verifier(msgspec.Struct, frozen=True):
    """One script, as its text shows it."""

    id: str
    path: str
    about: str
    found: tuple[Found, ...]
    knobs: dict[str, KnobInfo]
    seal: str = ""
    """The hash of the only text that may run (`proof.seal`); empty where the script may be edited."""
    zh: str = ""
    """Its title in Chinese (`proof.chinese`); empty where nobody has written it."""

    def title(self, language: Language) -> str:
        """The first line of what it is about, in `language` or in the other one."""
        return Text(self.about.partition("\n")[0], self.zh).in_(language)

    @property
    def checks(self) -> tuple[Found, ...]:
        """Its checks, in order."""
        return tuple(item for item in self.found if item.kind == "check")

    @property
    def controls(self) -> tuple[Found, ...]:
        """Its controls, in order."""
        return tuple(item for item in self.found if item.kind == "control")


def scripts(root: Path) -> Iterator[tuple[str, Path]]:
    """Each verifier below `root` as (id, path): one folder deep, names without a leading `_`, no links."""
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not folder.is_dir() or folder.is_symlink() or folder.name.startswith((".", "_")):
            continue
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_") and not path.is_symlink():
                yield f"{folder.name}/{path.stem}", path


def find(root: Path, cache: Path | None = None) -> tuple[dict[str, Verifier], list[Fault]]:
    """Every verifier below `root` by its id, and what is wrong with those that cannot be read.

    What was read is kept in the folder `cache`, where finding it again is fast.
    """
    kept = Cache(cache / "verifiers", Verifier, (Path(__file__),)) if cache else None
    found: dict[str, Verifier] = {}
    faults: list[Fault] = []
    for name, path in scripts(root):
        verifier = kept.get(path) if kept else None
        if verifier is None:
            stamp = kept.stamp(path) if kept else None
            try:
                verifier = read(name, path)
            except QuizError as error:
                faults.extend(error.faults)
                continue
            if kept and stamp:
                kept.put(path, verifier, stamp)
        found[name] = verifier
    return found, faults


def read(name: str, path: Path) -> Verifier:
    """The verifier at `path` as its text shows it. Raises QuizError where it cannot be read."""
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except (RecursionError, MemoryError) as error:
        what = "This verifier cannot be read: it is nested too deeply."
        raise QuizError(Fault(what, "Mend the script.", str(path))) from error
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", 0) or 0
        what = f"This verifier cannot be read: {getattr(error, 'msg', error)}."
        raise QuizError(Fault(what, "Mend the script.", str(path), line)) from error
    knobs = dict(_knobs(tree, path))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = []
    for node in functions.values():
        prefix, _, rest = node.name.partition("_")
        if rest and (prefix == "check" or prefix == "control"):
            found.append(_found(node, "check" if prefix == "check" else "control", rest, functions, knobs))
    return Verifier(name, str(path), ast.get_docstring(tree) or "", tuple(found), _used(found, knobs))


def _found(
    node: ast.FunctionDef,
    kind: Kind,
    name: str,
    functions: dict[str, ast.FunctionDef],
    knobs: dict[str, KnobInfo],
) -> Found:
    taken = tuple(argument for argument, knob in _defaults(node) if knob in knobs)
    guarded = tuple(
        argument.id.removeprefix("check_")
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == "guards"
        for argument in decorator.args
        if isinstance(argument, ast.Name)
    )
    calls = tuple(sorted(_reached(node, functions)))
    claim = inspect.cleandoc(ast.get_docstring(node) or "")
    return Found(name, kind, claim, taken, guarded, calls, node.lineno)


def _defaults(node: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Each parameter whose default is a bare name, as (parameter, name)."""
    plain = node.args.args
    pairs: Iterable[tuple[ast.arg, ast.expr | None]] = [
        *zip(plain[len(plain) - len(node.args.defaults) :], node.args.defaults, strict=True),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        if isinstance(default, ast.Name):
            yield argument.arg, default.id


def _reached(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Names of the script's own functions that `node` mentions, directly or through one another."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        for inner in ast.walk(waiting.pop()):
            name = inner.id if isinstance(inner, ast.Name) else ""
            if name in functions.keys() - seen and not name.startswith(("check_", "control_")):
                seen.add(name)
                waiting.append(functions[name])
    return seen


def _knobs(tree: ast.Module, path: Path) -> Iterator[tuple[str, KnobInfo]]:
    """Each module-level `NAME = Knob(…)`, its arguments literal."""
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func).split(".")[-1] == "Knob"
        ):
            try:
                given = [ast.literal_eval(argument) for argument in node.value.args]
                named = {str(item.arg): ast.literal_eval(item.value) for item in node.value.keywords}
                values = dict(zip(("default", "choices", "says"), given, strict=False)) | named
                info = msgspec.convert(values, KnobInfo)
            except (ValueError, msgspec.ValidationError) as error:
                what = "This knob cannot be read from the text of the script."
                remedy = "Write its default, choices and words as plain values."
                raise QuizError(Fault(what, remedy, str(path), node.lineno)) from error
            yield node.targets[0].id, info


def _used(found: list[Found], knobs: dict[str, KnobInfo]) -> dict[str, KnobInfo]:
    """The knobs by the name of the parameter that takes them (`d_k` for `D_K`)."""
    taken = {name for item in found for name in item.knobs}
    return {name.lower(): info for name, info in knobs.items() if name.lower() in taken}
