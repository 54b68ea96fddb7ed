"""A table of questions for Anki: one line a note, headed by what Anki needs to know about its columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from quiz.bank.model import Deck, Question
from quiz.exchange.page import question as page
from quiz.exchange.page import words
from quiz.exchange.page.html import program, prose
from quiz.exchange.page.identity import deck_name, guid, spoken, tags
from quiz.exchange.page.proved import Proofs
from quiz.text import Language, Text

NOTES = "Basic"
"""The type of notes that every collection of Anki has; it has a front and a back."""

HEAD = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:4",
)


def write(path: Path, decks: Sequence[Deck], languages: Sequence[Language], proofs: Proofs) -> None:
    """Write the questions of `decks` to `path`, UTF-8, a note a line."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("\n".join((*HEAD, "")))
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        for deck in decks:
            for question in deck.questions:
                spoke = spoken(question, languages)
                about = (guid(question), NOTES, deck_name(deck, languages), " ".join(tags(question, proofs)))
                table.writerow((*about, _front(question, spoke), _back(question, spoke, proofs)))


def _front(question: Question, languages: Sequence[Language]) -> str:
    asked = _each(languages, lambda said: page.ask(question, said) + page.options(question, said))
    return _cell(asked + (program(question.code) if question.code else ""))


def _back(question: Question, languages: Sequence[Language], proofs: Proofs) -> str:
    def answer(said: Language) -> str:
        return (
            page.choice(question, said, proofs)
            + prose(question.say.in_(said))
            + _titled(words.POINTS, said, page.points(question, said, proofs))
            + _titled(words.MYTHS, said, page.myths(question, said, proofs))
            + _titled(words.SOURCES, said, page.sources(question, said))
        )

    return _cell(_each(languages, answer) + page.drawings(question, proofs))


def _each(languages: Sequence[Language], write: Callable[[Language], str]) -> str:
    return "".join(f'<div lang="{language}">{write(language)}</div>' for language in languages)


def _titled(words: Text, language: Language, inner: str) -> str:
    return f"<p><b>{words.in_(language)}</b></p>{inner}" if inner else ""


def _cell(inner: str) -> str:
    """One line, in which nothing is TeX."""
    line = inner.replace("\n", "&#10;").replace("\t", "&#9;")
    return f'<div class="tex2jax_ignore mathjax_ignore">{line}</div>'
