"""What the search knows: one entry a question and one a verifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from quiz.bank.model import Deck, Question
from quiz.exchange.book.names import proof_page, question_at
from quiz.proof.find import Verifier
from quiz.text import Text, clean


class Entry(msgspec.Struct, frozen=True):
    """Where something stands and which words it has."""

    at: str
    en: str
    zh: str
    deck: str
    text: str


def entries(decks: Sequence[Deck], verifiers: Iterable[Verifier]) -> Iterator[Entry]:
    """Everything that can be found."""
    for deck in decks:
        for question in deck.questions:
            asked = Text(_line(question.ask.en), _line(question.ask.zh))
            yield Entry(question_at(question), asked.en, asked.zh, deck.id, _line(" ".join(_words(question))))
    for verifier in verifiers:
        claims = " ".join(f"{found.claim} {found.zh}" for found in verifier.found)
        title = verifier.about.partition("\n")[0]
        text = f"{verifier.id} {verifier.about} {claims}"
        yield Entry(
            proof_page(verifier.id), _line(title or verifier.id), _line(verifier.zh), verifier.id, _line(text)
        )


def as_json(found: Iterable[Entry]) -> str:
    """The entries as JSON that can stand within a page: no `<` in it, so that it ends nothing."""
    return msgspec.json.encode(list(found)).decode().replace("<", "\\u003c")


def _words(question: Question) -> Iterator[str]:
    parts: list[Text] = [question.say]
    parts += (point.text for point in question.points)
    for myth in question.myths:
        parts += (myth.text, myth.instead)
    for option in question.options:
        parts += (option.text, option.why)
    yield question.id
    for part in parts:
        yield from (part.en, part.zh)
    yield from (source.at for source in question.sources)


def _line(text: str) -> str:
    return " ".join(clean(text).split())
