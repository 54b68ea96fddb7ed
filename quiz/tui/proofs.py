"""What earlier runs showed, looked up once and kept up to date while the app runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.proof.messages import Result

if TYPE_CHECKING:
    from quiz.proof.remember import Kept, Remembered


class Proofs:
    """The results that still speak of the scripts as they are.

    `remember` opens the file of results when they are first asked for; `script` finds a verifier by its id.
    """

    def __init__(self, remember: Callable[[], Remembered], script: Callable[[str], Path]) -> None:
        self._remember = remember
        self._script = script
        self._digests: dict[str, str] = {}

    def last(self, id: str) -> Result | None:
        """The last result of the check `verifier::name`, unless its script has changed since."""
        from quiz.proof.remember import digest

        kept = self._all.get(id)
        if kept is None:
            return None
        verifier = id.partition("::")[0]
        if verifier not in self._digests:
            self._digests[verifier] = digest(self._script(verifier))
        return kept.result if kept.script == self._digests[verifier] else None

    def keep(self, result: Result) -> None:
        """Remember `result` as the last one of its check."""
        self._remembered.keep(result, self._script(result.id.partition("::")[0]))
        self._digests.pop(result.id.partition("::")[0], None)
        kept = self._remembered.last(result.id)
        if kept:
            self._all[result.id] = kept

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_remembered" in self.__dict__:
            self._remembered.close()

    @cached_property
    def _remembered(self) -> Remembered:
        return self._remember()

    @cached_property
    def _all(self) -> dict[str, Kept]:
        return self._remembered.all()
