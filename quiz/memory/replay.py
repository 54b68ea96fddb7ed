"""From the log to what it means: every card, what was taken back, and what questions are called now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from quiz.memory.days import Moment
from quiz.memory.model import ACTIONS, Card, Event, Rating, State
from quiz.memory.schedule import luck, review
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
    cards: dict[str, Card] = {}
    for event in events:
        if event.kind in ACTIONS and event.id not in undone:
            question = names.get(event.question, event.question)
            cards[question] = applied(cards.get(question, Card()), event, models)
    return Meaning({question: card for question, card in cards.items() if card != Card()}, undone, names)


def renamed(names: dict[str, str], old: str, new: str) -> None:
    """Enter into `names` that the question `old` is called `new` from now on."""
    for former, now in names.items():
        if now == old:
            names[former] = new
    names[old] = new
    names.pop(new, None)


def applied(card: Card, event: Event, models: Mapping[str, Model]) -> Card:
    """The card after one action that was not taken back."""
    match event.kind:
        case "rate":
            return _rated(card, event, models[event.model or ""])
        case "suspend":
            return msgspec.structs.replace(card, suspended=True, leech=False)
        case "unsuspend":
            return msgspec.structs.replace(card, suspended=False, leech=False)
        case "bury":
            return msgspec.structs.replace(card, buried=event.day)
        case _:
            return card


def _rated(card: Card, event: Event, model: Model) -> Card:
    """The card after a rating; forgotten too often, it is suspended."""
    before = card.state
    chance = luck(event.question, before.reps)
    state = review(before, Rating(event.rating or 0), Moment(event.at, event.day), model, chance)
    leech = state.lapses > before.lapses and _is_leech(state, model)
    return Card(
        state=state,
        first=card.first if before.reps else event.at,
        suspended=card.suspended or leech,
        leech=card.leech or leech,
        buried=card.buried,
    )


def _is_leech(state: State, model: Model) -> bool:
    """Whether this lapse makes it one: the eighth, and then each fourth, as in Anki."""
    more = state.lapses - model.leech_after
    return model.leech_after > 0 and more >= 0 and more % max(1, model.leech_after // 2) == 0
