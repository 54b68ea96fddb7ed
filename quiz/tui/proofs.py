"""What earlier runs showed, looked up once and kept up to date while the app runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from quiz.proof.messages import Result
    from quiz.proof.remember import Kept, Remembered

Age = Literal["fresh", "script", "torch"]
"""Whether a result still speaks of what is there, or else what has changed since."""


class Past(msgspec.Struct, frozen=True):
    """The last result of a check or control, without its plots."""

    result: Result
    at: datetime
    age: Age


class Proofs:
    """The results of earlier runs.

    `remember` opens the file of results when they are first asked for; `script` finds a verifier by its id;
    `torch` says which version would run it now.
    """

    def __init__(
        self,
        remember: Callable[[], Remembered],
        script: Callable[[str], Path],
        torch: Callable[[], str] = lambda: "",
    ) -> None:
        self._remember = remember
        self._script = script
        self._installed = torch
        self._digests: dict[str, str] = {}

    def last(self, id: str) -> Result | None:
        """The last result of the check `verifier::name`, unless its script has changed since."""
        kept = self._all.get(id)
        return kept.result if kept and self._same_script(kept) else None

    def past(self, id: str) -> Past | None:
        """The last result of the check or control `verifier::name`, and whether it is stale."""
        kept = self._all.get(id)
        if kept is None:
            return None
        ran, now = _public(kept.result.torch), self._torch
        age: Age = "torch" if ran and now and ran != now else "fresh"
        return Past(kept.result, kept.at, age if self._same_script(kept) else "script")

    def keep(self, result: Result) -> None:
        """Remember `result` as the last one of its check."""
        verifier = result.id.partition("::")[0]
        self._remembered.keep(result, self._script(verifier))
        self._digests.pop(verifier, None)
        kept = self._remembered.last(result.id)
        if kept:
            self._all[result.id] = kept

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_remembered" in self.__dict__:
            self._remembered.close()

    def look_again(self) -> None:
        """Scripts may have changed since they were looked at."""
        self._digests.clear()

    def _same_script(self, kept: Kept) -> bool:
        from quiz.proof.remember import digest

        verifier = kept.result.id.partition("::")[0]
        if verifier not in self._digests:
            self._digests[verifier] = digest(self._script(verifier))
        return kept.script == self._digests[verifier]

    @cached_property
    def _remembered(self) -> Remembered:
        return self._remember()

    @cached_property
    def _all(self) -> dict[str, Kept]:
        return self._remembered.all()

    @cached_property
    def _torch(self) -> str:
        return _public(self._installed())


def _public(version: str) -> str:
    """A version without its build: `2.13.0` of `2.13.0+cpu`."""
    return version.partition("+")[0]
