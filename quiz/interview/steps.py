"""The steps of an interview, so that each can be taken back and made again. Frozen values, no clock."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from quiz.interview.model import Asked

Phase = Literal["ready", "ask", "went", "answer", "over"]
"""Before the start; answering; saying how it went; going through the answers of a chain; the report."""


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How an interview stands between two steps."""

    phase: Phase
    asked: tuple[Asked, ...]
    shown: int
    """The place in `asked` of the answer that is shown last."""
    began: float
    """Seconds on the stopwatch when the last question was put."""
    chance: tuple[Any, ...]
    """The state of the generator, so that the same judgement leads to the same question again."""

    @property
    def closed(self) -> int:
        """How many questions, from the first on, belong to chains that have ended."""
        if self.phase in ("answer", "over") or not self.asked:
            return len(self.asked)
        return next(index for index, one in enumerate(self.asked) if one.chain == self.asked[-1].chain)

    def after(self, now: Stand) -> Stand:
        """This, when it is come back to from `now`.

        What was ticked and measured in the meantime stays wherever the answers may be seen in both.
        """
        kept = min(self.closed, now.closed)
        return msgspec.structs.replace(self, asked=(*now.asked[:kept], *self.asked[kept:]))


class Steps:
    """What was before each step, and what was taken back."""

    def __init__(self) -> None:
        self._past: list[Stand] = []
        self._future: list[Stand] = []

    @property
    def made(self) -> bool:
        """Whether there is one to take back."""
        return bool(self._past)

    @property
    def taken_back(self) -> bool:
        """Whether there is one to make again."""
        return bool(self._future)

    def make(self, now: Stand) -> None:
        """A step is made from `now`."""
        self._past.append(now)
        self._future.clear()

    def differ(self) -> None:
        """An answer has changed: what was taken back does not follow from it any more."""
        self._future.clear()

    def back(self, now: Stand) -> Stand | None:
        """What was before the last step."""
        return self._turn(self._past, self._future, now)

    def forth(self, now: Stand) -> Stand | None:
        """What was before the last step was taken back."""
        return self._turn(self._future, self._past, now)

    def _turn(self, here: list[Stand], there: list[Stand], now: Stand) -> Stand | None:
        if not here:
            return None
        there.append(now)
        return here.pop().after(now)
