"""What the verifiers of a folder claim in Chinese: its catalogue, `verifiers/DECK/zh.yaml`.

    scale_by_sqrt_dk:
      title: 注意力分数为什么要除以 √d_k
      variance_is_d_k: 各分量独立、均值为 0、方差为 1 时，Var(q·k) = d_k。

A script says what it claims once, in English, where its docstrings are: `python script.py` needs no
catalogue, and whoever writes a script need not know Chinese. What a catalogue leaves out is shown in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from quiz.bank.faults import Faults
from quiz.cache import Cache
from quiz.errors import Fault
from quiz.proof.find import Verifier, find

if TYPE_CHECKING:
    from quiz.bank.nodes import Node

NAME = "zh.yaml"
TITLE = "title"
"""The key under which a script's title stands; checks and controls stand under their names."""


class Catalogue(msgspec.Struct, frozen=True):
    """The Chinese words of one folder: by script, then by name."""

    words: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    """The line of each script, and of each `script::name`."""


def find_told(root: Path, cache: Path | None = None) -> tuple[dict[str, Verifier], list[Fault]]:
    """What `quiz.proof.find.find` finds, with its Chinese words, and what is wrong with either."""
    found, faults = find(root, cache)
    ours, wrong = told(found, cache)
    return ours, [*faults, *wrong]


def told(found: dict[str, Verifier], cache: Path | None = None) -> tuple[dict[str, Verifier], list[Fault]]:
    """The verifiers with what the catalogues beside them say, and what is wrong with those.

    What was read is kept in the folder `cache`.
    """
    kept = Cache(cache / "chinese", Catalogue, (Path(__file__),)) if cache else None
    folders = dict.fromkeys(Path(script.path).parent for script in found.values())
    faults: list[Fault] = []
    catalogues = {folder: _read(folder / NAME, kept, faults) for folder in folders}
    ours = {name: _with(script, catalogues[Path(script.path).parent]) for name, script in found.items()}
    return ours, faults


def astray(found: dict[str, Verifier]) -> Iterator[Fault]:
    """Entries of the catalogues beside these verifiers that name no script, no check and no control."""
    known: dict[Path, dict[str, set[str]]] = {}
    for script in found.values():
        path = Path(script.path)
        names = {TITLE, *(item.name for item in script.found)}
        known.setdefault(path.with_name(NAME), {})[path.stem] = names
    for path, scripts in known.items():
        catalogue = _read(path, None, [])
        for stem, words in catalogue.words.items():
            if stem not in scripts:
                what = f"There is no verifier {stem!r} in this folder."
                yield Fault(what, "Name one that is.", str(path), catalogue.lines[stem])
                continue
            for name in words.keys() - scripts[stem]:
                what = f"{stem} has no check and no control {name!r}."
                line = catalogue.lines[f"{stem}::{name}"]
                yield Fault(what, "Name one of them, or delete the line.", str(path), line)


def missing(script: Verifier) -> tuple[str, ...]:
    """What of `script` has no Chinese words: `title`, and names of checks and controls."""
    untold = tuple(item.name for item in script.found if not item.zh)
    return untold if script.zh else (TITLE, *untold)


def _with(script: Verifier, catalogue: Catalogue) -> Verifier:
    words = catalogue.words.get(Path(script.path).stem)
    if not words:
        return script
    replace = msgspec.structs.replace
    found = tuple(replace(item, zh=words.get(item.name, "")) for item in script.found)
    return replace(script, zh=words.get(TITLE, ""), found=found)


def _read(path: Path, kept: Cache[Catalogue] | None, faults: list[Fault]) -> Catalogue:
    """The catalogue at `path`; an empty one when there is none."""
    if not path.is_file() or path.is_symlink():
        return Catalogue()
    if kept and (known := kept.get(path)):
        return known
    from quiz.bank.nodes import Scalar, parse
    from quiz.bank.source import read_source

    stamp = kept.stamp(path) if kept else None
    ours = Faults(str(path))
    text = read_source(path, ours)
    root = parse(text, ours) if text else None
    catalogue = Catalogue({}, {})
    for script, node in _entries(root, ours):
        catalogue.lines[script] = node.line
        words = catalogue.words[script] = {}
        for name, said in _entries(node, ours):
            catalogue.lines[f"{script}::{name}"] = said.line
            if isinstance(said, Scalar):
                words[name] = said.value
            else:
                ours.add(said.line, "This is no text.", f"Write `{name}: 中文` on one line.")
    faults += ours.found
    if kept and stamp and not ours.found:
        kept.put(path, catalogue, stamp)
    return catalogue


def _entries(node: Node | None, faults: Faults) -> Iterable[tuple[str, Node]]:
    from quiz.bank.nodes import Mapping

    if isinstance(node, Mapping):
        return node.items.items()
    if node is not None:
        what = "A catalogue has names here."
        faults.add(node.line, what, "Write `script:` and below it, indented, `name: 中文`, a line each.")
    return ()
