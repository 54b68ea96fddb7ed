"""A report as lines, before it is decided whether a file, a screen or a pipe shows them.

What a deck or the learner says stays apart from the report's own words, so that each front end can make it
safe in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from quiz.interview.report import Report, Share, Told
from quiz.interview.words import minutes, say
from quiz.proof.words import number
from quiz.text import Language, Text

Shape = Literal["title", "heading", "question", "line", "item", "good", "bad", "detail"]
"""`good` and `bad` are items with a verdict; a `detail` belongs to the item above it."""
Source = Literal["deck", "typed", "path"]


class Line(msgspec.Struct, frozen=True):
    """`before`, then what is quoted, then `after`."""

    shape: Shape
    before: str = ""
    quoted: str = ""
    source: Source = "deck"
    """Where the quoted words come from: a deck, in Markdown; the learner, as typed; the name of a file."""
    after: str = ""


def outline(report: Report, language: Language) -> Iterator[Line]:
    """All of it, top to bottom."""
    yield Line("title", say("title", language, when=f"{report.began:%Y-%m-%d %H:%M}"))
    topics = len({one.topic for one in report.questions})
    span = say(
        "span",
        language,
        used=minutes(report.used),
        minutes=f"{report.minutes:g}",
        questions=len(report.questions),
        topics=topics,
        seed=report.seed,
    )
    yield Line("line", span)
    if not report.questions:
        yield Line("line", say("nothing", language))
        return
    whole = report.whole
    key = "points" if whole.of else "no_points"
    yield Line("line", say(key, language, said=whole.said, of=whole.of, share=f"{whole.share:.0%}"))
    yield from _shares("decks", report.decks, language)
    yield from _shares("weakest", report.weakest, language)
    yield Line("heading", say("tonight", language))
    if not report.tonight:
        yield Line("line", say("all_known", language))
    for told in report.tonight:
        yield from _study(told, language)
    yield Line("heading", say("questions", language))
    for index, told in enumerate(report.questions, 1):
        yield from _question(index, told, language)


def _shares(key: str, shares: tuple[Share, ...], language: Language) -> Iterator[Line]:
    if shares:
        yield Line("heading", say(key, language))
    for one in shares:
        words = say("share", language, said=one.said, of=one.of, share=f"{one.share:.0%}")
        yield Line("item", quoted=one.name.in_(language), after=f" · {words}")


def _study(told: Told, language: Language) -> Iterator[Line]:
    yield Line("item", quoted=told.ask.in_(language))
    if not told.shown:
        yield Line("detail", say("go_through", language))
    for point in told.missed:
        yield Line("detail", say("missed_here", language), point.in_(language))
    for text in told.follow_ups:
        yield Line("detail", say("asks_next", language), text.in_(language))


def _question(index: int, told: Told, language: Language) -> Iterator[Line]:
    yield Line("question", f"{index}. ", told.ask.in_(language))
    facts = [
        say("topic", language, number=told.topic + 1),
        say(f"level.{told.level}", language),
        *([say("whiteboard", language)] if told.whiteboard else []),
        say("took", language, time=minutes(told.took)),
        *([say(f"went.{told.went}", language)] if told.went else []),
    ]
    yield Line("line", " · ".join(facts))
    if told.written:
        yield Line("item", say("written", language), told.written, "typed")
    yield from _choice(told, language)
    yield from _prediction(told, language)
    yield from _program(told, language)
    if not told.shown:
        yield Line("item", say("go_through", language))
    yield from (Line("good", say("said", language), point.in_(language)) for point in told.said)
    yield from (Line("bad", say("missed", language), point.in_(language)) for point in told.missed)
    if told.rating:
        name = say(f"rating.{int(told.rating)}", language)
        yield Line("line", say("rating", language, rating=name))


def _choice(told: Told, language: Language) -> Iterator[Line]:
    if not told.shown or told.answer is None:
        return
    if told.chosen is not None and told.right:
        yield Line("good", say("chose_right", language), told.chosen.in_(language))
        return
    if told.chosen is not None:
        yield Line("bad", say("chose_wrong", language), told.chosen.in_(language))
    key = "right_was" if told.chosen is not None else "no_choice"
    yield Line("item", say(key, language), told.answer.in_(language))


def _prediction(told: Told, language: Language) -> Iterator[Line]:
    if told.predicted is None:
        return
    said = number(told.predicted, 4)
    if told.measured is None or told.foretold is None:
        yield Line("item", say("foretold_alone", language, said=said))
        return
    verdict = say("near" if told.foretold else "far", language)
    words = say("foretold", language, said=said, measured=number(told.measured, 4), verdict=verdict)
    yield Line("good" if told.foretold else "bad", words)


def _program(told: Told, language: Language) -> Iterator[Line]:
    if not told.whiteboard:
        return
    if not told.program:
        yield Line("bad", say("program_none", language))
        return
    yield Line("item", say("program", language), told.program, "path")
    if not told.checks:
        yield Line("item", say("program_ungraded", language))
    for check in told.checks:
        key = "check_holds" if check.passed else "check_fails"
        yield Line("good" if check.passed else "bad", say(key, language), check.claim.in_(language))
        if not check.passed and check.why != Text():
            yield Line("detail", quoted=check.why.in_(language), source="typed")
