"""`quiz plan`: know it on the day of the interview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click
import msgspec

from quiz.commands.output import as_json, print_json, print_table, say, tell
from quiz.memory.plan.goal import Goal
from quiz.memory.plan.model import Needs, Plan, PlannedDay, Share
from quiz.memory.store import Memory

_AHEAD = 7
"""Days that are told one by one; later ones are told by the week."""
_NAMED = 12
"""Dropped questions that are named."""


class Printed(msgspec.Struct, frozen=True):
    """What `quiz plan --json` prints; `plan` is null when none is in force."""

    plan: Plan | None
    met: bool | None = None
    """Whether following it leads to the aim, with nothing dropped."""
    needs: Needs | None = None
    """What would, when it does not."""


@click.command("plan")
@click.option("--interview", metavar="DATE", help="The day of the interview, as 2026-12-31.")
@click.option(
    "--minutes-a-day",
    "minutes",
    type=click.IntRange(5, 960),
    help="How long you want to study each day (30 unless you say so).",
)
@click.option("--decks", metavar="A,B", help="Only these decks; `all` for all of them.")
@click.option("--clear", is_flag=True, help="Forget the plan: everything falls due as without one.")
@as_json
def command(
    interview: str | None, minutes: int | None, decks: str | None, clear: bool, as_json: bool
) -> None:
    """Plan for an interview, or show the plan in force: what each day is for, and how ready you will be.

    While a plan is in force `quiz review`, `quiz due` and the home screen go by it. It is made anew each time
    from what was really done, so a day missed or a day more needs no telling.
    """
    from quiz import places, shelf
    from quiz.memory.days import here

    changes = (interview, minutes, decks) != (None, None, None)
    if clear and changes:
        raise click.UsageError("--clear stands alone.")
    found = shelf.look()
    tell(found.left_out)
    every = found.decks
    names = [] if decks in (None, "all") else [name.strip() for name in str(decks).split(",") if name.strip()]
    shelf.pick(every, names)
    questions = [question for deck in every for question in deck.questions]
    with Memory(places.home() / "memory.db", here, bank=questions) as memory:
        if clear:
            memory.aim(None)
        elif changes:
            before = memory.goal()
            chosen = tuple(names) if decks is not None or before is None else before.decks
            _aim(memory, Goal(_day(interview, before), float(minutes or _usual(before)), chosen))
        plan = memory.plan(questions)
        unmet = plan is not None and not plan.met
        needs = memory.needs(questions) if unmet else None
    if as_json:
        print_json(Printed(plan, plan.met if plan else None, needs))
    elif plan is None:
        say("No plan is in force. `quiz plan --interview DATE` makes one.")
    else:
        _say(plan, needs)


def _day(text: str | None, before: Goal | None) -> date:
    if text is None:
        if before is None:
            raise click.UsageError("There is no plan to change: say --interview DATE.")
        return before.interview
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no day. Write it as 2026-12-31.", param_hint="--interview"
        ) from None


def _usual(before: Goal | None) -> float:
    return before.minutes if before else Goal(date.min).minutes


def _aim(memory: Memory, goal: Goal) -> None:
    from quiz.memory.plan.goal import DayError

    try:
        memory.aim(goal)
    except DayError as error:
        raise click.BadParameter(error.faults[0].message, param_hint="--interview") from None


def _say(plan: Plan, needs: Needs | None) -> None:
    goal, left = plan.goal, (plan.goal.interview - plan.today).days
    what = ", ".join(goal.decks) or "all decks"
    days = f"in {left} days" if left > 1 else "tomorrow" if left else "today"
    say(f"Interview on {goal.interview}, {days}. {goal.minutes:g} minutes a day, {what}.")
    now, then = plan.now.all, plan.then.all
    say(
        f"Recalled on that day if you stopped now: {_between(now)}; if you follow the plan: {_between(then)}."
    )
    if plan.days:
        click.echo()
        print_table(_rows(plan.days), ("day", "new", "reviews", "minutes"))
    click.echo()
    decks = [
        (deck, share.questions, share.learnt, f"{plan.now.decks[deck].share:.0%}", _between(share))
        for deck, share in plan.then.decks.items()
    ]
    print_table(decks, ("deck", "questions", "learnt then", "now", "with the plan"))
    click.echo()
    if plan.dropped:
        named = ", ".join(plan.dropped[:_NAMED]) + (", …" if len(plan.dropped) > _NAMED else "")
        say(f"No time for {len(plan.dropped)} questions, those that weigh least: {named}")
    say(_verdict(plan, needs))


def _verdict(plan: Plan, needs: Needs | None) -> str:
    aim = f"to learn every question and recall {plan.aim:.0%} of them"
    if plan.met:
        return f"The goal, {aim}, can be met."
    ways = []
    if needs and needs.minutes is not None:
        ways.append(f"{needs.minutes:g} minutes a day")
    if needs and needs.questions is not None:
        ways.append(f"no more than the {needs.questions} questions that weigh most")
    would = (
        f"It would take {' or '.join(ways)}."
        if ways
        else "No number of minutes a day is enough: the days are too few."
    )
    return f"The goal, {aim}, cannot be met. {would}"


def _between(share: Share) -> str:
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def _rows(days: Sequence[PlannedDay]) -> Iterator[tuple[object, ...]]:
    """The next days one by one, then week by week."""
    for day in days[:_AHEAD]:
        yield f"{day.day:%Y-%m-%d}", len(day.new), len(day.reviews), f"{day.minutes:.0f}"
    for start in range(_AHEAD, len(days), _AHEAD):
        week = days[start : start + _AHEAD]
        span = f"{week[0].day:%m-%d} to {week[-1].day:%m-%d}"
        new, reviews = (sum(map(len, parts)) for parts in ((d.new for d in week), (d.reviews for d in week)))
        yield span, new, reviews, f"{sum(day.minutes for day in week):.0f}"
