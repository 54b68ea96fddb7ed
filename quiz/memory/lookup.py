"""What a memory can be asked: of one question, of all of them, of the days that were."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from quiz.memory import cards, faults, log
from quiz.memory.history import names_of, now_called
from quiz.memory.model import Card, Event, Rating
from quiz.memory.schedule import intervals, luck, recall
from quiz.memory.steps import Steps

if TYPE_CHECKING:
    from quiz.memory.standing import Standing
    from quiz.memory.stats import Calendar, Stats


class Lookup(Steps):
    """Changes nothing. Everything raises QuizError as `Steps` does."""

    def intervals(self, question: str) -> dict[Rating, timedelta]:
        """How long until it comes back, for each rating given now."""
        card = self.card(question)
        chance = luck(question, card.state.reps)
        return intervals(card.state, self._today().now, self.settings.model, chance)

    def card(self, question: str) -> Card:
        """What is remembered of one question."""
        with faults.told(self.path):
            return cards.load(self._db, now_called(self._db, question))

    def cards(self) -> dict[str, Card]:
        """What is remembered, by the present ids of questions that were ever touched."""
        with faults.told(self.path):
            return cards.load_all(self._db)

    def standing(self, question: str) -> Standing:
        """Where one question stands today."""
        from quiz.memory.standing import standing  # lists show it: the first screen does not

        return standing(self.card(question), self._today())

    def standings(self) -> dict[str, Standing]:
        """Where the questions stand that were ever touched, by their present ids; all others are new."""
        from quiz.memory.standing import standing

        at = self._today()
        return {question: standing(card, at) for question, card in self.cards().items()}

    def recall(self, question: str) -> float | None:
        """The chance of recalling it today, from 0 to 1; nothing when it is new."""
        return recall(self.card(question).state, self._today().now.day, self.settings.model)

    def history(self, question: str) -> tuple[Event, ...]:
        """Every event of a question, also those taken back, oldest first."""
        with faults.told(self.path):
            return tuple(log.read(self._db, names_of(self._db, now_called(self._db, question))))

    def stats(self) -> Stats:
        """What was done and recalled, and what comes."""
        from quiz.memory.stats import stats

        with faults.told(self.path):
            return stats(self._db, self._today())

    def calendar(self) -> Calendar:
        """The days on which something was rated; quicker than all of `stats`."""
        from quiz.memory.stats import calendar

        with faults.told(self.path):
            return calendar(self._db, self._today())
