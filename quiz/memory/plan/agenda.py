"""What the plan tells the queue."""

from __future__ import annotations

import msgspec


class Agenda(msgspec.Struct, frozen=True):
    """What today is for, as the queue needs it."""

    scope: frozenset[str]
    """Ids of all questions that the plan is about."""
    reviews: tuple[str, ...]
    """Ids, the most useful first; learning steps come of themselves."""
    new: tuple[str, ...]
    """Ids of every question not learnt yet, the weightiest first."""
    room: int
    """How many of those to learn today."""
    later: frozenset[str] = frozenset()
    """Ids of questions in a second learning step that wait until nothing else is left: those of today, and in
    the last days those for which there is better use of the time."""
    over: bool = False
    """Whether the minutes of today are up."""
