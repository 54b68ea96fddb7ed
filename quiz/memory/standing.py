"""Where a question stands today: waiting, known for a while, or hidden."""

from __future__ import annotations

from typing import Literal

import msgspec

from quiz.memory.days import DAY, Today
from quiz.memory.model import Card

Place = Literal["new", "learning", "due", "later", "suspended", "buried"]


class Standing(msgspec.Struct, frozen=True):
    """The place of one question, and how far off its next review is."""

    place: Place = "new"
    days: int = 0
    """Days of the learner until it falls due, when it is known for a while (`later`)."""
    leech: bool = False
    """Suspended because it was forgotten too often."""


def standing(card: Card, today: Today) -> Standing:
    """Where the question of `card` stands on that day; what is hidden counts as hidden only."""
    if card.suspended:
        return Standing("suspended", leech=card.leech)
    if card.buried == today.now.day:
        return Standing("buried")
    if card.state.phase == "new":
        return Standing("new")
    if card.state.phase != "review":
        return Standing("learning")
    if card.state.due < today.end:
        return Standing("due")
    return Standing("later", days=(card.state.due - today.end) // DAY + 1)
