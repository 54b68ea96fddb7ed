"""Looking after the log as a whole: union with other machines, repair, fitting the scheduler to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from quiz.memory import faults, log
from quiz.memory.history import ratings
from quiz.memory.lookup import Lookup
from quiz.memory.model import Event
from quiz.memory.settings import Settings

if TYPE_CHECKING:
    from quiz.memory.check import Report
    from quiz.memory.fit import Fit, Optimize


class Upkeep(Lookup):
    """What is done now and then, and not while studying. Everything raises QuizError as `Steps` does."""

    def __init__(self, path: Path, now: Callable[[], datetime], settings: Settings) -> None:
        super().__init__(path, now, settings)
        self._usual = settings.model
        with faults.told(path):
            self._adjust(log.fitted(self._db))

    def events(self) -> list[Event]:
        """The whole log, in order."""
        with faults.told(self.path):
            return list(log.read(self._db))

    def models(self) -> dict[str, str]:
        """The scheduler's numbers that the log refers to, as JSON, by their id."""
        with faults.told(self.path):
            return dict(self._db.execute("SELECT id, json FROM model").fetchall())

    def merge(self, events: Iterable[Event], models: Mapping[str, str]) -> int:
        """Take in events of other machines, with the numbers they refer to; how many were new.

        Afterwards every state is what both logs mean together.
        """
        from quiz.memory.merge import merge, unknown

        with faults.told(self.path):
            new = unknown(self._db, events)
        if new:
            with self._step():
                self._device = merge(self._db, new, models)
                self._known.forget()
        return len(new)

    def check(self) -> Report:
        """Compare the cached states with the log, and repair them; what was found.

        Raises QuizError when the log itself is damaged.
        """
        from quiz.memory.check import check

        self._known.forget()
        with faults.told(self.path):
            return check(self._db)

    def fit(self, optimize: Optimize) -> Fit:
        """Fit FSRS's parameters to the log by `optimize`, and put them in force if that helps; what came out.

        States stay as they are; what is rated from now on follows the new parameters. Raises QuizError when
        there are too few reviews.
        """
        from quiz.memory.fit import fit  # once in a while: nobody else waits for it

        with faults.told(self.path):
            standing = ratings(self._db)
        found = fit(standing, self.settings.model, optimize)
        if found.better:
            self.adjust(found.parameters)
        return found

    def adjust(self, parameters: tuple[float, ...] | None) -> None:
        """Put these parameters of FSRS in force, or the usual ones again, also for later sessions."""
        with self._step():
            log.keep_fitted(self._db, parameters)
        self._adjust(parameters)

    def _adjust(self, parameters: tuple[float, ...] | None) -> None:
        usual = self._usual
        model = msgspec.structs.replace(usual, parameters=parameters) if parameters else usual
        self.settings = msgspec.structs.replace(self.settings, model=model)
