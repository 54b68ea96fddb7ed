"""The memory of one learner: a file in which every step is durable when the call returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.memory import cards, faults, log
from quiz.memory import queue as queues
from quiz.memory.days import Today
from quiz.memory.history import (
    now_called,
    redoable,
    refold,
    rename,
    settle,
    turn,
    unadopted,
    undoable,
)
from quiz.memory.known import Deed
from quiz.memory.model import Answer, Card, Counts, Event, Item, Kind, Rating
from quiz.memory.planner import Planner
from quiz.memory.queue import Pile, Queue
from quiz.memory.replay import applied
from quiz.memory.schedule import recall
from quiz.memory.settings import Model, Settings
from quiz.memory.upkeep import Upkeep

if TYPE_CHECKING:
    from quiz.memory.plan import Goal, Needs, Plan, Readiness, Ready
    from quiz.memory.plan.agenda import Agenda

_DEFAULTS = Settings()


class Memory(Upkeep):
    """Opens the file at `path`, or makes it.

    `now` gives the time with its zone (see `days.here`): the learner's day turns in that zone. Several
    instances may have the file open at once. Every method raises QuizError when the file cannot be read or
    written; what was acknowledged before is safe then, and the step may be tried again. `bank` are all
    questions there are: a plan in force looks at all of them, also when some are queued.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        *,
        settings: Settings = _DEFAULTS,
        bank: Sequence[Item] = (),
    ) -> None:
        super().__init__(path, now, settings)
        self._adopted: Sequence[Item] | None = None
        self._by_id: dict[str, Item] = {}
        self._planner = Planner(self._db, path, bank)

    def rate(self, question: str, rating: Rating, answer: Answer) -> Card:
        """Write a rating to the log; the card it leads to, which a leech finds suspended."""
        model = self.settings.model
        with self._step() as at:
            name = now_called(self._db, question)
            before = cards.load(self._db, name)
            event = self._event(
                "rate",
                question,
                at,
                rating=int(rating),
                phase=before.state.phase,
                recall=recall(before.state, at.now.day, model),
                model=log.keep_model(self._db, model),
                **log.told(answer),
            )
            return self._apply(event, name, before, {model.id: model})

    def cram(self, question: str, rating: Rating, answer: Answer) -> None:
        """Write down an answer that leaves the schedule alone."""
        self._mark("cram", question, rating=int(rating), **log.told(answer))

    def suspend(self, question: str) -> None:
        """Hide a question until it is unsuspended."""
        self._mark("suspend", question)

    def unsuspend(self, question: str) -> None:
        """Show a suspended question, or a leech, again."""
        self._mark("unsuspend", question)

    def bury(self, question: str) -> None:
        """Hide a question until tomorrow."""
        self._mark("bury", question)

    def undo(self) -> str | None:
        """Take back the last action that still stands; its question, or nothing when there is none."""
        with self._step() as at:
            deed = self._known.undone()
            if deed:
                return self._turn("undo", deed.event, at, deed.before)
            found = undoable(self._db)
            return self._turn("undo", found, at) if found else None

    def redo(self) -> str | None:
        """Do again what was taken back last, unless something new was done since; its question."""
        with self._step() as at:
            deed = self._known.redone()
            if deed:
                return self._turn("redo", deed.event, at, deed.after)
            found = redoable(self._db)
            return self._turn("redo", found, at) if found else None

    def rename(self, names: Mapping[str, str]) -> None:
        """Carry the history of former ids over to the present ones: `names` leads from old to new."""
        if not names:
            return
        with self._step() as at:
            for old, new in names.items():
                before = now_called(self._db, old)
                log.append(self._db, self._event("rename", new, at, target=old))
                rename(self._db, old, new)
                for question in {before, old, new}:
                    refold(self._db, question)
            self._known.forget()

    def queue(self, questions: Sequence[Item], after: str = "") -> Queue:
        """What waits among `questions`, in order; `after` is the question shown last, if any."""
        with faults.told(self.path):
            at, pile, new, agenda = self._look(questions)
            return queues.queue(pile, self._by_id, new, at, self.settings, after, agenda)

    def counts(self, questions: Sequence[Item], decks: Sequence[Sequence[Item]]) -> list[Counts]:
        """How many wait among `questions`, then in each of `decks` which these are in, if queued alone."""
        by_id = [{item.id: item for item in deck} for deck in decks]
        with faults.told(self.path):
            at, pile, new, agenda = self._look(questions)
            pile = Pile(list(pile.waiting), pile.rated)
            every = pile, self._by_id, new, agenda
            return [
                queues.queue(waiting, some, unseen, at, self.settings, agenda=planned).counts
                for waiting, some, unseen, planned in (every, *queues.parts(pile, new, agenda, by_id))
            ]

    def aim(self, goal: Goal | None) -> None:
        """Plan for this goal from now on, or for none. Raises QuizError when its day is not ahead."""
        from quiz.memory.plan import goal as goals

        with self._step() as at:
            goals.save(self._db, goals.sensible(goal, date.fromordinal(at.now.day)) if goal else None)

    def goal(self) -> Goal | None:
        """The goal in force; none when none was set, or its interview is over."""
        return self._planner.goal(self._today().now.day)

    def plan(self, questions: Sequence[Item]) -> Plan | None:
        """The plan for the goal in force; `questions` are all there are."""
        self._adopt(questions)
        return self._planner.plan(questions, self._today().now.day, self.settings.model)

    def needs(self, questions: Sequence[Item]) -> Needs | None:
        """What would be needed to meet the goal in force, when its plan does not."""
        self._adopt(questions)
        return self._planner.needs(questions, self._today().now.day, self.settings.model)

    def readiness(self, questions: Sequence[Item]) -> Readiness:
        """What is recalled at the interview, or today without a goal, if nothing more is done."""
        self._adopt(questions)
        return self._planner.readiness(questions, self._today().now.day, self.settings.model)

    def progress(self, questions: Sequence[Item]) -> tuple[Ready, ...]:
        """How readiness grew since the first day: had one stopped on the evening of each day told."""
        self._adopt(questions)
        return self._planner.progress(questions, self._today().now.day, self.settings.model)

    def _mark(self, kind: Kind, question: str, **more: Any) -> None:
        with self._step() as at:
            name = now_called(self._db, question)
            self._apply(self._event(kind, question, at, **more), name, cards.load(self._db, name), {})

    def _apply(self, event: Event, name: str, before: Card, models: Mapping[str, Model]) -> Card:
        """Write an action down and let it change the card of the question that is now called `name`.

        What was undone before it can no longer be redone.
        """
        card = applied(before, event, models)
        log.append(self._db, event)
        settle(self._db)
        cards.save(self._db, name, card)
        self._known.did(Deed(event, name, before, card))
        return card

    def _turn(self, kind: Kind, target: Event, at: Today, card: Card | None = None) -> str:
        """Undo or redo an event, which leads to `card` if that is known; the present id of its question."""
        event = self._event(kind, target.question, at, target=target.id)
        log.append(self._db, event)
        turn(self._db, event)
        name = now_called(self._db, target.question)
        if card:
            cards.save(self._db, name, card)
        else:
            refold(self._db, name)
        return name

    def _look(self, questions: Sequence[Item]) -> tuple[Today, Pile, Mapping[str, Item], Agenda | None]:
        """Now; what waits; what is new among `questions`; what the plan has for today."""
        self._adopt(questions)
        at = self._today()
        agenda = self._planner.agenda(questions, at.now.day, self.settings.model)
        new = self._known.new(self._by_id, at.now.day)
        return at, queues.look(self._db, at, self.settings), new, agenda

    def _adopt(self, questions: Sequence[Item]) -> None:
        """Take these questions in hand and follow renamed ones, once for each bank."""
        if questions is self._adopted:
            return
        by_id = {item.id: item for item in questions}
        names = {old: item.id for item in questions for old in item.was}
        with faults.told(self.path):
            fresh = unadopted(self._db, names, by_id.keys())
        self.rename(fresh)
        self._adopted, self._by_id = questions, by_id
