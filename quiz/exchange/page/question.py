"""The parts of a question as HTML in one language. A part that a question lacks is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b

import msgspec

from quiz.bank.model import Deck, Myth, Option, Point, Question
from quiz.exchange.page import words
from quiz.exchange.page.heat import heat
from quiz.exchange.page.html import escape, line, prose
from quiz.exchange.page.proved import Proofs, Proved, state
from quiz.exchange.page.svg import interval, plot
from quiz.proof.words import Kind, explain, number
from quiz.text import Language, Text, clean

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Named = Callable[[str], str]
"""How the name of a proof is written, say as a link to it."""


def in_code(proof: str) -> str:
    """The name of a proof as it is."""
    return f"<code>{escape(proof)}</code>"


def shuffled(question: Question) -> tuple[Option, ...]:
    """The options in an order that gives nothing away and never changes."""

    def place(option: Option) -> bytes:
        return blake2b(f"{question.id}\n{option.text.en or option.text.zh}".encode(), digest_size=8).digest()

    return tuple(sorted(question.options, key=place))


def ask(question: Question, language: Language) -> str:
    """The prompt, and what is to be foretold."""
    asked = prose(question.ask.in_(language))
    if question.predict:
        foretell = words.FORETELL.in_(language)
        asked += f'<p class="foretell"><b>{foretell}</b> {line(question.predict.text.in_(language))}</p>'
    return asked


def options(question: Question, language: Language) -> str:
    """The answers to choose from, each under its letter."""
    items = "".join(f"<li>{line(option.text.in_(language))}</li>" for option in shuffled(question))
    return f'<ol class="options" type="A">{items}</ol>' if items else ""


def choice(question: Question, language: Language, proofs: Proofs, named: Named = in_code) -> str:
    """Which option is right, and of each other one why it is wrong."""
    said = []
    for letter, option in zip(LETTERS, shuffled(question), strict=False):
        sign = "✓" if option.right else "✗"
        why = line((option.text if option.right else option.why).in_(language))
        said.append(f"<li><b>{sign} {letter}</b> {why}{_shown(option, language, proofs, named)}</li>")
    return f'<ul class="choice">{"".join(said)}</ul>' if said else ""


def points(question: Question, language: Language, proofs: Proofs, named: Named = in_code) -> str:
    """What an interviewer ticks, each with what was measured."""
    return _list(
        "points",
        (
            f"{line(point.text.in_(language))}{_shown(point, language, proofs, named)}"
            for point in question.points
        ),
    )


def myths(question: Question, language: Language, proofs: Proofs, named: Named = in_code) -> str:
    """What people say, what is true instead, and what was measured."""

    def told(myth: Myth) -> str:
        instead = line(myth.instead.in_(language))
        true = f'<p class="true"><b>✓</b> {instead}</p>' if instead else ""
        said = line(myth.text.in_(language))
        return f'<p class="said"><b>✗</b> {said}</p>{true}{_shown(myth, language, proofs, named)}'

    return _list("myths", map(told, question.myths))


def sources(question: Question, language: Language) -> str:
    """Where it comes from, and what each place says."""

    def told(at: str, said: Text | None, note: Text) -> str:
        verdict = f" <b>{said.in_(language)}</b>" if said else ""
        more = line(note.in_(language))
        return f"{escape(at)}{verdict}{f' {more}' if more else ''}"

    return _list(
        "sources",
        (
            told(source.at, words.SAYS[source.says] if source.says else None, source.note)
            for source in question.sources
        ),
    )


def drawings(question: Question, proofs: Proofs) -> str:
    """What every proof of the question had to show, each under its name; the same in every language."""
    shown = []
    for proof in question.proofs:
        drawn = drawing(proofs(proof), proof)
        if drawn:
            shown.append(f"<figure>{drawn}<figcaption><code>{escape(proof)}</code></figcaption></figure>")
    return "".join(shown)


def drawing(proved: Proved | None, name: str) -> str:
    """Interval, plots and heat maps of one proof."""
    if proved is None:
        return ""
    drawn = proved.drawn
    evidence = msgspec.structs.replace(proved.result.evidence, plots=drawn.plots, heats=drawn.heats)
    says = f"{name}: {explain(evidence, _kind(proved), 'en')}"
    return (
        interval(evidence, says)
        + "".join(plot(one, evidence, says) for one in drawn.plots)
        + "".join(heat(one, f"{name} {one.title}") for one in drawn.heats)
    )


def evidence(proof: str, language: Language, proofs: Proofs, named: Named = in_code) -> str:
    """The mark of a proof, and its last verdict in words."""
    proved = proofs(proof)
    mark = words.STATES[state(proved)].in_(language)
    said = f" {escape(explain(proved.result.evidence, _kind(proved), language))}" if proved else ""
    return f'<p class="evidence"><b>{mark}</b>{said} {_conditions(named(proof), proved)}</p>'


def title(deck: Deck, language: Language) -> str:
    """The name of a deck."""
    return clean(deck.title.in_(language)) or deck.id


def _shown(part: Point | Myth | Option, language: Language, proofs: Proofs, named: Named) -> str:
    """The evidence of one claim, or what it cites."""
    if part.proof:
        return evidence(part.proof, language, proofs, named)
    cite = part.cite if isinstance(part, Point) else ""
    return f'<p class="evidence">§ {escape(cite)}</p>' if cite else ""


def _conditions(name: str, proved: Proved | None) -> str:
    """Which check it was, at which knobs, and on which day."""
    parts = [name]
    if proved:
        knobs = proved.result.knobs.items()
        parts += (
            escape(f"{name} = {number(value) if isinstance(value, int | float) else value}")
            for name, value in knobs
        )
        parts.append(f"{proved.at:%Y-%m-%d}")
    return f"<small>{', '.join(parts)}</small>"


def _kind(proved: Proved) -> Kind:
    return "control" if proved.result.kind == "control" else "check"


def _list(name: str, items: Iterable[str]) -> str:
    written = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{name}">{written}</ul>' if written else ""
