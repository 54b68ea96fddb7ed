"""What to show next: learning steps that are due, then reviews with new questions spread among them.

While a plan is in force it says which reviews and new questions are for today; questions outside of it, in
other decks, go on as always. The second learning step then waits until nothing else is left: where the day's
minutes are up before, it is taken the next day, when it does more for the memory than after ten minutes. In
the last days before the interview it comes then only if the plan has no better use for the time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

import msgspec

from quiz.memory.days import DAY, Today
from quiz.memory.model import Counts, Item
from quiz.memory.settings import Settings

if TYPE_CHECKING:
    from quiz.memory.plan.agenda import Agenda

T = TypeVar("T")

_WAITING = """
SELECT question, phase, iif(due < :end, due, 0) FROM state
-- Reviewed and due in the future: the clock was ahead then. Asked now, or it would be hidden until that date.
WHERE (due < :end OR (last > :ahead AND due > last)) AND reps > 0 AND suspended = 0 AND buried <> :day
ORDER BY phase = 'review', 3, 1
"""
_TODAY = "SELECT question, first >= :start FROM state WHERE last >= :start AND last < :end AND reps > 0"


class Queue(msgspec.Struct, frozen=True):
    """Ids of questions in the order in which they are shown, and what they are shown for."""

    order: tuple[str, ...] = ()
    learning: tuple[str, ...] = ()
    """In a learning step that is due now."""
    due: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """In a learning step that is due within the look-ahead: last in the order."""
    later: int = 0
    """How many learning steps fall due later today."""
    opens: int | None = None
    """When the first of those falls due, UTC milliseconds."""

    @property
    def next(self) -> str | None:
        """The question to show first."""
        return self.order[0] if self.order else None

    @property
    def counts(self) -> Counts:
        """How many wait today."""
        return Counts(len(self.due), len(self.learning) + len(self.waiting) + self.later, len(self.new))


class Pile(msgspec.Struct, frozen=True):
    """What the file says that some questions wait for, and what was done today."""

    waiting: Iterable[tuple[str, str, int]]
    """Id, phase and due time; learning steps first, then what has waited longest. To be read once."""
    rated: Mapping[str, bool]
    """Ids of all questions rated today, and whether each was new then."""


def look(db: sqlite3.Connection, today: Today, settings: Settings) -> Pile:
    """What waits, or will later today."""
    end = max(today.end, _soon(today, settings))
    when = {"end": end, "day": today.now.day, "ahead": today.now.at + DAY}
    waiting = db.execute(_WAITING, when)
    return Pile(waiting, dict(db.execute(_TODAY, {"start": today.start, "end": today.end}).fetchall()))


def queue(
    pile: Pile,
    by_id: Mapping[str, Item],
    unseen: Mapping[str, Item],
    today: Today,
    settings: Settings,
    after: str = "",
    agenda: Agenda | None = None,
) -> Queue:
    """What waits of `by_id`, as it stands after the question `after`; new ones in the order of `unseen`."""
    rated = pile.rated
    introduced = sum(rated.values())
    reviewed = len(rated) - introduced
    reviews = max(0, settings.reviews_per_day - reviewed)
    learning, due, waiting, opens = _started(pile, by_id, today, settings, reviews)
    fresh = iter(unseen)
    room = max(0, settings.new_per_day - introduced)
    planned: list[str] = []
    last: list[str] = []
    if agenda is not None:
        last = [id_ for id_ in learning if id_ in agenda.later]
        learning = [id_ for id_ in learning if id_ not in agenda.later]
        if agenda.over:  # tomorrow it does more
            last, waiting = [], [id_ for id_ in waiting if id_ not in agenda.later]
        steps = {*learning, *last, *waiting}
        due = [id_ for id_ in due if id_ not in agenda.scope]
        due = [id_ for id_ in agenda.reviews if id_ in by_id and id_ not in steps] + due
        mine = sum(id_ in by_id for id_ in agenda.new[: agenda.room])
        planned = _new(by_id, (id_ for id_ in agenda.new if id_ in unseen), mine, rated)
        fresh = (id_ for id_ in unseen if id_ not in agenda.scope)
    new = planned + _new(by_id, fresh, room, [*rated, *planned])
    order: list[str] = []
    for group in (learning, mixed(due, new, reviewed, introduced), last, waiting):
        order += _apart(group, by_id, order[-1] if order else after)
    return Queue(
        tuple(order),
        (*learning, *last),
        tuple(due),
        tuple(new),
        tuple(waiting),
        len(opens),
        min(opens, default=None),
    )


def parts(
    pile: Pile, unseen: Mapping[str, Item], agenda: Agenda | None, decks: Sequence[Mapping[str, Item]]
) -> Iterator[tuple[Pile, Mapping[str, Item], Mapping[str, Item], Agenda | None]]:
    """What `queue` takes for each of `decks` alone; the whole is gone through once for all of them."""
    owner = {id_: at for at, deck in enumerate(decks) for id_ in deck}

    def dealt(rows: Iterable[T], id_of: Callable[[T], str]) -> list[list[T]]:
        piles: list[list[T]] = [[] for _ in decks]
        for row in rows:
            if id_of(row) in owner:
                piles[owner[id_of(row)]].append(row)
        return piles

    waiting = dealt(pile.waiting, itemgetter(0))
    planned = agenda and [dealt(ids, str) for ids in (agenda.reviews, agenda.new, agenda.new[: agenda.room])]
    for at, deck in enumerate(decks):
        own = agenda
        if agenda and planned:
            reviews, new, today = (tuple(ids[at]) for ids in planned)
            own = msgspec.structs.replace(agenda, reviews=reviews, new=new, room=len(today))
        yield Pile(waiting[at], pile.rated), deck, {id_: it for id_, it in deck.items() if id_ in unseen}, own


def _started(
    pile: Pile, by_id: Mapping[str, Item], today: Today, settings: Settings, reviews: int
) -> tuple[list[str], list[str], list[str], list[int]]:
    """Ids in learning, due (at most so many `reviews`) and waiting for a step; the times of later steps."""
    now, soon = today.now.at, _soon(today, settings)
    learning: list[str] = []
    due: list[str] = []
    waiting: list[str] = []
    opens: list[int] = []
    for question, phase, at in pile.waiting:
        if question not in by_id:
            continue
        if phase == "review":
            if len(due) == reviews:  # they come last
                break
            if at < today.end:
                due.append(question)
        elif at <= now:
            learning.append(question)
        elif at <= soon:
            waiting.append(question)
        else:
            opens.append(at)
    return learning, due, waiting, opens


def _soon(today: Today, settings: Settings) -> int:
    """Until when a learning step counts as waiting, UTC milliseconds."""
    return today.now.at + int(settings.look_ahead_minutes * 60_000)


def _new(by_id: Mapping[str, Item], fresh: Iterable[str], room: int, rated: Iterable[str]) -> list[str]:
    """The new ones of today, as ordered in `fresh`; those unrelated to what was seen come first."""
    if not room:
        return []
    taken = set(rated)
    followed = {to for id_ in taken if id_ in by_id for to in by_id[id_].follow_ups}
    chosen: list[str] = []
    related: list[str] = []
    for id_ in fresh:
        item = by_id[id_]
        if id_ in followed or not taken.isdisjoint(item.follow_ups):
            related.append(id_)
            continue
        chosen.append(id_)
        if len(chosen) == room:
            return chosen
        taken.add(id_)
        followed.update(item.follow_ups)
    return chosen + related[: room - len(chosen)]


def mixed(due: Sequence[str], new: Sequence[str], reviewed: int, introduced: int) -> list[str]:
    """Both in one line, new ones spread evenly over the day, also over the part of it that is done."""
    dues, news = reviewed + len(due), introduced + len(new)
    line: list[str] = []
    i = j = 0
    while i < len(due) or j < len(new):
        behind = (introduced + j + 0.5) * dues < (reviewed + i + 0.5) * news
        if i == len(due) or (j < len(new) and behind):
            line.append(new[j])
            j += 1
        else:
            line.append(due[i])
            i += 1
    return line


def _apart(ids: Sequence[str], by_id: Mapping[str, Item], after: str) -> list[str]:
    """`ids` in their order, except that none is next to one it is related to, where that can be."""

    def related(one: str, other: str) -> bool:
        if one not in by_id or other not in by_id:
            return False
        return one == other or other in by_id[one].follow_ups or one in by_id[other].follow_ups

    line = [after]
    left = list(ids)
    while left:
        at = next((i for i, id_ in enumerate(left) if not related(line[-1], id_)), None)
        if at is not None:
            line.append(left.pop(at))
            continue
        # Only relations of the last one are left: back to where the first of them fits between two others.
        id_ = left.pop(0)
        gaps = range(len(line) - 1, 0, -1)
        fits = (i for i in gaps if not (related(line[i - 1], id_) or related(line[i], id_)))
        line.insert(next(fits, len(line)), id_)
    return line[1:]
