"""What the last run of a proof showed, and what follows for a whole question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from quiz.bank.model import Question
from quiz.proof.messages import Result
from quiz.proof.remember import Drawn, Remembered, digest

State = Literal["failed", "undecided", "changed", "not-run", "passed", "cited"]
"""Worst first: a question is no better than the worst of its proofs."""

_WORST_FIRST: tuple[State, ...] = ("failed", "undecided", "changed", "not-run", "passed", "cited")


class Proved(msgspec.Struct, frozen=True):
    """The last result of a check or control, with its plots."""

    result: Result
    drawn: Drawn
    at: datetime
    changed: bool
    """Whether the script has changed since."""


Proofs = Callable[[str], Proved | None]
"""From `verifier::check` to its last result, if it ever ran."""


def last_results(remembered: Remembered, script: Callable[[str], Path]) -> Proofs:
    """The results that are remembered; `script` finds a verifier by its id."""
    kept = remembered.all()
    digests: dict[str, str] = {}

    def find(proof: str) -> Proved | None:
        last = kept.get(proof)
        if last is None:
            return None
        verifier = proof.partition("::")[0]
        if verifier not in digests:
            digests[verifier] = digest(script(verifier))
        return Proved(last.result, remembered.drawn(proof), last.at, last.script != digests[verifier])

    return find


def state(proved: Proved | None) -> State:
    """How one proof stands."""
    if proved is None:
        return "not-run"
    if proved.changed:
        return "changed"
    if proved.result.passed:
        return "passed"
    return "undecided" if proved.result.evidence.verdict == "inconclusive" else "failed"


def state_of(question: Question, proofs: Proofs) -> State:
    """How a question stands: as the worst of its proofs; `cited` when it has none."""
    states = {state(proofs(proof)) for proof in question.proofs}
    return next((found for found in _WORST_FIRST if found in states), "cited")
