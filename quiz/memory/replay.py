"""From the log to what it means: every card, what was taken back, and what questions are called now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import msgspec

from quiz.memory.days import Moment
from quiz.memory.model import ACTIONS, Card, Event, Rating
from quiz.memory.schedule import course, luck, review
from quiz.memory.settings import Model


class Meaning(msgspec.Struct, frozen=True):
    """All that the log says; the tables `state`, `undone` and `names` hold the same."""

    cards: dict[str, Card]
    undone: dict[str, tuple[str, bool]]
    """Action taken back -> (the undoing event, whether it can no longer be redone)."""
    names: dict[str, str]
    """Former id of a question -> its id now."""


def replay(events: Iterable[Event], models: Mapping[str, Model]) -> Meaning:
    """What all `events`, in order, mean together."""
    events = list(events)
    undone: dict[str, tuple[str, bool]] = {}
    names: dict[str, str] = {}
    redoable: set[str] = set()
    for event in events:
        target = event.target or ""
        if event.kind == "undo":
            undone[target] = (event.id, False)
            redoable.add(target)
        elif event.kind == "redo":
            undone.pop(target, None)
            redoable.discard(target)
        elif event.kind == "rename":
            renamed(names, target, event.question)
        elif redoable:
            undone.update({lost: (undone[lost][0], True) for lost in redoable})
            redoable.clear()
    standing: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in ACTIONS and event.id not in undone:
            standing.setdefault(names.get(event.question, event.question), []).append(event)
    cards = {question: folded(actions, models) for question, actions in standing.items()}
    return Meaning({question: card for question, card in cards.items() if card != Card()}, undone, names)


def renamed(names: dict[str, str], old: str, new: str) -> None:
    """Enter into `names` that the question `old` is called `new` from now on."""
    for former, now in names.items():
        if now == old:
            names[former] = new
    names[old] = new
    names.pop(new, None)


def folded(actions: Iterable[Event], models: Mapping[str, Model]) -> Card:
    """The card of a question after all its actions that were not taken back, in order."""
    card = Card()
    for model, row in groupby(actions, key=lambda event: event.model if event.kind == "rate" else None):
        if model is None:
            for event in row:
                card = applied(card, event, models)
        else:
            card = _rated(card, list(row), models[model])
    return card


def applied(card: Card, event: Event, models: Mapping[str, Model]) -> Card:
    """The card after one action that was not taken back."""
    match event.kind:
        case "rate":
            return _rated(card, [event], models[event.model or ""])
        case "suspend":
            return msgspec.structs.replace(card, suspended=True, leech=False)
        case "unsuspend":
            return msgspec.structs.replace(card, suspended=False, leech=False)
        case "bury":
            return msgspec.structs.replace(card, buried=event.day)
        case _:
            return card


def _rated(card: Card, row: Sequence[Event], model: Model) -> Card:
    """The card after ratings in a row; forgotten too often, it is suspended."""
    *earlier, last = row
    before = card.state
    state = course(before, earlier, model) if earlier else before
    chance = luck(last.question, state.reps)
    state = review(state, Rating(last.rating or 0), Moment(last.at, last.day), model, chance)
    leech = any(_is_leech(lapses, model) for lapses in range(before.lapses + 1, state.lapses + 1))
    return Card(
        state=state,
        first=card.first if before.reps else row[0].at,
        suspended=card.suspended or leech,
        leech=card.leech or leech,
        buried=card.buried,
    )


def _is_leech(lapses: int, model: Model) -> bool:
    """Whether that lapse makes it one: the eighth, and then each fourth, as in Anki."""
    more = lapses - model.leech_after
    return model.leech_after > 0 and more >= 0 and more % max(1, model.leech_after // 2) == 0
