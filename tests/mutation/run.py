"""Measure a script as it stands, then each of its mutants, until something notices."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Literal

import msgspec

from tests.mutation.operators import Mutant, mutants
from tests.mutation.pool import Job, finished
from tests.mutation.reach import users

if TYPE_CHECKING:
    from quiz.lab.evidence import Evidence
    from quiz.lab.run import Experiment

SEED = 0
PATIENCE = 10.0
"""A mutant may take that many times as long as the script itself takes,"""
GRACE = 5.0
"""and as many seconds more."""
FIRST_RUN = 120.0
"""Seconds that the unchanged script may take."""

How = Literal["survived", "verdict", "raised", "died", "timed out", "no program"]


class Timed(msgspec.Struct, frozen=True):
    """How an experiment of the unchanged script went."""

    name: str
    """With its prefix, as `check_…`."""
    passed: bool
    seconds: float
    says: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What noticed a mutant, and how."""

    how: How
    by: str = ""


@dataclass
class Subject:
    """A script under mutation."""

    id: str
    path: Path
    tree: ast.Module
    mutants: list[Mutant]
    users: dict[str, frozenset[str]]
    timed: list[Timed] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long the unchanged script takes."""
        return sum(item.seconds for item in self.timed)

    @property
    def faults(self) -> list[str]:
        """What is wrong with the unchanged script."""
        return [f"{item.name}: {item.says}" for item in self.timed if not item.passed]


def subject(verifier: str, path: Path) -> Subject:
    """The script at `path` with all its mutants, not yet measured."""
    tree = ast.parse(path.read_bytes(), str(path))
    return Subject(verifier, path, tree, mutants(tree), users(tree))


def measure_unchanged(subjects: Sequence[Subject], at_once: int) -> None:
    """Fill in how each experiment of each script goes."""
    jobs = [Job(subject.id, _all_experiments(subject), FIRST_RUN) for subject in subjects]
    said = dict(finished(jobs, at_once))
    for subject in subjects:
        answer = said[subject.id]
        gone = Timed("script", False, 0.0, "took too long" if answer is None else "died without a word")
        subject.timed = msgspec.json.decode(answer, type=list[Timed]) if answer else [gone]


def measure_mutants(subjects: Sequence[Subject], at_once: int) -> Iterator[tuple[Subject, int]]:
    """Fill in what noticed each mutant; yields the script and the mutant's number as each is done."""
    by_id = {subject.id: subject for subject in subjects}
    jobs = (
        Job((subject.id, number), _until_noticed(subject, mutant), PATIENCE * subject.seconds + GRACE)
        for subject in subjects
        for number, mutant in enumerate(subject.mutants)
    )
    for (verifier, number), answer in finished(jobs, at_once):
        subject = by_id[verifier]
        silent = Outcome("timed out" if answer is None else "died")
        outcome = msgspec.json.decode(answer, type=Outcome) if answer else silent
        if outcome.how == "no program":
            raise RuntimeError(f"{verifier} {subject.mutants[number]} is no program: {outcome.by}")
        subject.outcomes[number] = outcome
        yield subject, number


def _all_experiments(subject: Subject) -> Callable[[], list[Timed]]:
    def work() -> list[Timed]:
        from quiz.lab.run import experiments, passed

        try:
            module = _load(subject)
        except BaseException as error:
            return [Timed("script", False, 0.0, repr(error))]
        told = []
        for item in experiments(module):
            name = f"{item.kind}_{item.name}"
            begun = perf_counter()
            try:
                evidence = _measure(item, subject)
                good, says = passed(item.kind, evidence), f"{evidence.verdict} at seed {SEED}"
            except BaseException as error:
                good, says = False, repr(error)
            told.append(Timed(name, good, perf_counter() - begun, says))
        return told

    return work


def _until_noticed(subject: Subject, mutant: Mutant) -> Callable[[], Outcome]:
    def work() -> Outcome:
        from quiz.lab.run import experiments, passed

        mutant.place.put(mutant.new)
        try:
            _compiled(subject)
        except (SyntaxError, TypeError, ValueError) as error:
            return Outcome("no program", repr(error))
        try:
            items = {f"{item.kind}_{item.name}": item for item in experiments(_load(subject))}
        except BaseException:
            return Outcome("raised", "script")
        using = subject.users[mutant.function]
        for timed in sorted(subject.timed, key=lambda item: (item.name not in using, item.seconds)):
            try:
                item = items[timed.name]
                if not passed(item.kind, _measure(item, subject)):
                    return Outcome("verdict", timed.name)
            except BaseException:
                return Outcome("raised", timed.name)
        return Outcome("survived")

    return work


def _measure(item: Experiment, subject: Subject) -> Evidence:
    from quiz.lab.run import measure, settings

    return measure(item, settings(item, {}), verifier=subject.id, seed=SEED)


def _compiled(subject: Subject) -> CodeType:
    return compile(ast.fix_missing_locations(subject.tree), str(subject.path), "exec")


def _load(subject: Subject) -> ModuleType:
    """The script as its tree stands now."""
    import torch

    torch.set_num_threads(1)  # before any operation: a fork must not start a pool of threads
    module = ModuleType(f"verifier_{subject.path.stem}")
    module.__file__ = str(subject.path)
    sys.modules[module.__name__] = module
    exec(_compiled(subject), vars(module))
    return module
