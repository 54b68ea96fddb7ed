"""What plain mode writes: a question and its answer, a paragraph a line, no sign without its word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quiz.bank.model import Question
from quiz.interview.model import Asked
from quiz.markdown import blocks
from quiz.memory.model import Counts, Rating
from quiz.session import Session
from quiz.suggest import foretold_right
from quiz.text import Language
from quiz.tui.text.figures import number, span
from quiz.tui.words import say

LETTERS = "abcdef"
NAMES = {rating: f"rating.{rating.name.lower()}" for rating in Rating}


def read(text: str) -> str:
    """Markdown as it is read out: its words, without the signs that style them."""
    lines = []
    for block in blocks(text):
        words = block.text if block.shape == "fence" else "".join(run.text for run in block.runs)
        mark = "- " if block.shape == "item" else f"{block.number}. " if block.shape == "numbered" else ""
        lines.append(mark + words)
    return "\n".join(lines).strip("\n")


def asked(question: Question, deck: str, counts: Counts, language: Language) -> Iterator[str]:
    """The question below a line that says where one is."""
    left = say("review.left", language, due=counts.due, learning=counts.learning, new=counts.new)
    yield f"{read(deck) or question.deck} · {say(f'level.{question.level}', language)} · {left}"
    yield ""
    yield from put(question, language)


def put(question: Question, language: Language) -> Iterator[str]:
    """The question itself, with what is to be chosen from or foretold."""
    yield read(question.ask.in_(language))
    if question.code:
        yield from ("", question.code.rstrip("\n"))
    for letter, option in zip(LETTERS, question.options, strict=False):
        yield f"  {letter}) {read(option.text.in_(language))}"
    if question.predict:
        yield from ("", read(question.predict.text.in_(language)))


def answered(session: Session, other: Callable[[str], Question | None], language: Language) -> Iterator[str]:
    """The answer, and all that belongs to it; `other` finds a follow-up."""
    question = session.current
    if question is None:
        return
    if question.options:
        yield from options(session.chosen, question, language)
    if question.predict:
        yield from (foretold(session, language), "")
    yield from explained(question, language)
    if question.follow_ups:
        yield from ("", _title("review.next", language))
    for name in question.follow_ups:
        following = other(name)
        yield f"  - {read(following.ask.in_(language)) if following else name}"
    if question.sources:
        yield from ("", _title("review.sources", language))
    for source in question.sources:
        said = say(f"source.{source.says}", language) if source.says else ""
        note = read(source.note.in_(language))
        key = "plain.source" if note else "plain.bare_source" if said else ""
        yield f"  - {say(key, language, at=source.at, says=said, note=note) if key else source.at}"


def explained(question: Question, language: Language) -> Iterator[str]:
    """What to say, the points of it, and what people say instead."""
    yield from (read(question.say.in_(language)), "")
    if question.points:
        yield _title("review.points", language)
    for index, point in enumerate(question.points, 1):
        cited = f" [{point.cite}]" if point.cite else ""
        yield f"  {index}. {read(point.text.in_(language))}{cited}"
    if question.myths:
        yield from ("", _title("review.myths", language))
    for myth in question.myths:
        yield f"  {say('plain.myth', language)} {read(myth.text.in_(language))}"
        instead = read(myth.instead.in_(language))
        if instead:
            yield f"  {say('plain.instead', language)} {instead}"


def foretold(session: Session | Asked, language: Language) -> str:
    """What was foretold and, once it is measured, how near that was."""
    question = session.question if isinstance(session, Asked) else session.current
    asked = question.predict if question else None
    if session.predicted is None or asked is None:
        return say("review.not_foretold", language)
    words = [say("review.foretold", language, said=number(session.predicted))]
    if session.measured is not None:
        close = foretold_right(asked, session.predicted, session.measured)
        within = f"{asked.within:.0%}" if asked.relative else number(asked.within)
        words.append(say("review.measured", language, measured=number(session.measured)))
        words.append(say("review.close" if close else "review.off", language, within=within))
    return " ".join(words)


def ratings(session: Session, language: Language) -> str:
    """The four ratings, each with when the question would come back."""
    back = session.intervals()
    parts = []
    for rating, name in NAMES.items():
        when = f" ({span(back[rating], language)})" if rating in back else ""
        parts.append(f"{rating.value} {say(name, language)}{when}")
    return " · ".join(parts)


def _title(key: str, language: Language) -> str:
    return say("plain.title", language, title=say(key, language))


def options(chosen: int | None, question: Question, language: Language) -> Iterator[str]:
    """Each option, with whether it is right and why, and which of them was chosen."""
    for index, (letter, option) in enumerate(zip(LETTERS, question.options, strict=False)):
        yours = f" ({say('plain.yours', language)})" if index == chosen else ""
        verdict = say("review.right" if option.right else "review.wrong", language)
        why = read(option.why.in_(language))
        yield f"  {letter}){yours} {verdict}{why}".rstrip()
    yield ""
