"""What happens in an interview. Plain frozen values."""

from __future__ import annotations

from typing import Literal

import msgspec

from quiz.bank.model import Level, Question
from quiz.text import Text

Went = Literal["well", "partly", "stuck"]
"""How an answer went, in the learner's own judgement, before the true one is shown."""

HOW: tuple[Went, ...] = ("well", "partly", "stuck")


class Plan(msgspec.Struct, frozen=True):
    """What was agreed beforehand."""

    minutes: float = 30
    """Time for questions. While answers are shown the clock stands."""
    level: Level = "core"
    """Topics open at this level, and nothing easier is asked."""
    seed: int = 0
    """The same seed asks the same questions of whoever answers in the same way."""


class Check(msgspec.Struct, frozen=True):
    """How the learner's program came out in one check."""

    claim: Text
    passed: bool
    why: Text = Text()
    """What was measured, or what happened, when it did not pass."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question of the interview, as far as it has come."""

    question: Question
    chain: int
    """Which topic it belongs to, from 0."""
    whiteboard: bool = False
    """Whether the learner is asked to write it as a program."""
    written: str = ""
    """What was typed as an answer; empty when it was spoken."""
    chosen: int | None = None
    predicted: float | None = None
    program: str = ""
    """The path of the program that was written."""
    took: float | None = None
    """Seconds from the question to the end of the answer; None while it is being answered."""
    went: Went | None = None
    shown: bool = False
    """Whether its true answer was shown, so that points could be ticked."""
    ticked: frozenset[int] = frozenset()
    measured: float | None = None
    checks: tuple[Check, ...] = ()
