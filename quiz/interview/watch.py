"""The stopwatch of an interview: it runs while questions are answered, and stands while answers are read."""

from __future__ import annotations

from collections.abc import Callable


class Watch:
    """Adds up the seconds of `clock` during which it ran. A clock that is set back takes nothing away."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spent = 0.0
        self._since: float | None = None
        """When it began to run; None while it stands."""

    @property
    def used(self) -> float:
        """Seconds so far."""
        return self._spent + (0.0 if self._since is None else max(0.0, self._clock() - self._since))

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._since is not None

    def run(self, running: bool) -> None:
        """Let it run, or stand."""
        if running != self.running:
            self._spent, self._since = self.used, self._clock() if running else None
