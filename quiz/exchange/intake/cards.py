"""What any file gives: prompts with answers, and a count of what could not come along."""

from __future__ import annotations

from collections import Counter

import msgspec

from quiz.errors import failure
from quiz.text import clean

MOST_CARDS = 5_000
LONGEST = 20_000
"""Characters of one prompt or answer."""


class Card(msgspec.Struct, frozen=True):
    """One prompt with its answer, in our Markdown."""

    ask: str
    say: str


class Haul(msgspec.Struct, frozen=True):
    """What came out of a file."""

    cards: tuple[Card, ...]
    left: dict[str, int]
    """What could not be carried over, in words, and how many of it."""


class Gathering:
    """Collects cards, cleaned, and counts what is left behind."""

    def __init__(self, source: str) -> None:
        self.left: Counter[str] = Counter()
        self._source = source
        self._cards: list[Card] = []

    def add(self, ask: str, say: str) -> None:
        """Take a card in, unless it is empty or too long. Raises QuizError when there are too many."""
        ask, say = clean(ask).strip(), clean(say).strip()
        if not ask or not say:
            self.left["cards without a question or without an answer"] += 1
        elif max(len(ask), len(say)) > LONGEST:
            self.left[f"cards longer than {LONGEST:,} characters"] += 1
        elif len(self._cards) == MOST_CARDS:
            raise failure(
                f"This file has more than {MOST_CARDS:,} cards.", "Split it.", file=clean(self._source)
            )
        else:
            self._cards.append(Card(ask, say))

    @property
    def haul(self) -> Haul:
        """All of it."""
        return Haul(tuple(self._cards), dict(+self.left))
