"""What Browse lists, and which part of it is wanted. No widget here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from quiz.bank.model import Deck, Question
from quiz.memory.standing import Standing
from quiz.search import Index

if TYPE_CHECKING:
    from quiz.memory.store import Memory
    from quiz.tui.proofs import Proofs

Proved = Literal["holds", "failed", "stale", "not_run", "cited"]
"""What the last runs of its checks showed: all as they must be; one not; one before its script or PyTorch
changed; one never run; or that it links to none."""

Facet = Literal["deck", "level", "proved", "place"]
FACETS: tuple[Facet, ...] = ("deck", "level", "proved", "place")
VALUES: dict[Facet, tuple[str, ...]] = {
    "level": ("core", "deep", "trap"),
    "proved": ("holds", "failed", "stale", "not_run", "cited"),
    "place": ("due", "learning", "new", "later", "suspended", "buried"),
}
"""What may be wanted of each facet, in the order in which it is offered; of decks whatever there is."""


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for; everything where a facet is empty."""

    words: str = ""
    deck: str = ""
    level: str = ""
    proved: str = ""
    place: str = ""

    def of(self, facet: Facet) -> str:
        """What is wanted of `facet`."""
        return str(getattr(self, facet))


class Entry(msgspec.Struct, frozen=True):
    """One question as it is listed."""

    question: Question
    standing: Standing
    proved: Proved
    held: int
    """How many of its checks came out as they must the last time, whatever has changed since."""
    of: int

    def value(self, facet: Facet) -> str:
        """What it has of `facet`."""
        if facet == "place":
            return self.standing.place
        return self.proved if facet == "proved" else str(getattr(self.question, facet))


class Listing:
    """Every question of `decks`, with where it stands and what is known of its proofs."""

    def __init__(self, decks: Sequence[Deck], memory: Memory, proofs: Proofs) -> None:
        self._memory = memory
        self._proofs = proofs
        self._decks = tuple(deck.id for deck in decks)
        self.questions = tuple(question for deck in decks for question in deck.questions)
        self.index = Index(self.questions)
        self.entries: list[Entry] = []
        self.look()

    def look(self) -> None:
        """See anew where every question stands. Raises QuizError."""
        standings = self._memory.standings()
        new = Standing()
        self.entries = [
            _entry(question, standings.get(question.id, new), self._proofs) for question in self.questions
        ]

    def look_at(self, id: str) -> None:
        """See anew where the question of that id stands. Raises QuizError."""
        at = self.at(id)
        if at is not None:
            standing = self._memory.standing(id)
            self.entries[at] = _entry(self.questions[at], standing, self._proofs)

    def at(self, id: str) -> int | None:
        """The index of the question of that id."""
        return next((at for at, question in enumerate(self.questions) if question.id == id), None)

    def find(self, wanted: Wanted) -> list[int]:
        """Indices of the entries that are wanted, in the order of the decks."""
        facets = [(facet, wanted.of(facet)) for facet in FACETS if wanted.of(facet)]
        found = self.index.find(wanted.words)
        if not facets:
            return found
        return [at for at in found if all(self.entries[at].value(facet) == value for facet, value in facets)]

    def choices(self, facet: Facet, wanted: Wanted) -> list[tuple[str, int]]:
        """What may be wanted of `facet`, all of it first, and how many entries each would leave."""
        others = msgspec.structs.replace(wanted, **{facet: ""})
        counts = Counter(self.entries[at].value(facet) for at in self.find(others))
        values = self._decks if facet == "deck" else VALUES[facet]
        return [("", counts.total()), *((value, counts[value]) for value in values)]


def _entry(question: Question, standing: Standing, proofs: Proofs) -> Entry:
    links = question.proofs
    past = [one for one in map(proofs.past, links) if one]
    held = sum(one.result.passed for one in past)
    proved: Proved = "holds"
    if not links:
        proved = "cited"
    elif any(one.age != "fresh" for one in past):
        proved = "stale"
    elif held < len(past):
        proved = "failed"
    elif len(past) < len(links):
        proved = "not_run"
    return Entry(question, standing, proved, held, len(links))
