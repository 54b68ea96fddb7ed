"""The two types of notes: questions to turn over, and questions to choose in.

Anki knows a type by its number and refuses one whose fields have changed under it. So whoever changes the
fields here also raises `_EDITION`; looks and cards may change freely.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz.bank.model import Question
from quiz.exchange.page import question as page
from quiz.exchange.page import words
from quiz.exchange.page.html import escape, program, prose
from quiz.exchange.page.identity import number, spoken
from quiz.exchange.page.proved import Proofs
from quiz.text import LANGUAGES, Language

_EDITION = 1

_BOTH = ("Question", "Options", "Right", "Answer", "Points", "Myths", "Sources")
"""Fields there are once a language: `Points en`, `Points zh`."""

_CHOICE_ONLY = ("Options", "Right")

CSS = """\
.card { font: 18px/1.5 system-ui, sans-serif; text-align: left; }
.card { max-width: 46rem; margin: 0 auto; padding: 0 .6rem; }
section + section, div + section { margin-top: 1rem; padding-top: .6rem; border-top: 1px solid #8886; }
h2 { font-size: 1rem; margin: 1rem 0 .2rem; opacity: .75; }
ul, ol { padding-left: 1.4rem; margin: .3rem 0; }
p { margin: .3rem 0; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #8886; font-size: .85rem; line-height: 1.35; }
.evidence { font-size: .85rem; opacity: .85; }
.evidence small code { overflow-wrap: anywhere; }
figure { margin: .8rem 0; }
figcaption { font-size: .75rem; opacity: .75; overflow-wrap: anywhere; }
svg.drawing { max-width: 100%; height: auto; display: block; margin: .3rem 0; }
"""


def fields_of(kind: str) -> list[str]:
    """The names of the fields of `flip` or `choice`, in order; the first is what Anki sorts by."""
    twice = [name for name in _BOTH if kind == "choice" or name not in _CHOICE_ONLY]
    return ["Id", "Program", *(f"{name} {language}" for name in twice for language in LANGUAGES), "Proofs"]


def kind_of(question: Question) -> str:
    """Which of the two types a question is."""
    return "choice" if question.options else "flip"


def fields(question: Question, languages: Sequence[Language], proofs: Proofs) -> list[str]:
    """What stands in the fields of a note; in a language that is not asked for, nothing."""
    found = {"Id": escape(question.id), "Program": program(question.code) if question.code else ""}
    for language in spoken(question, languages):
        found |= {
            f"Question {language}": page.ask(question, language),
            f"Options {language}": page.options(question, language),
            f"Right {language}": page.choice(question, language, proofs),
            f"Answer {language}": prose(question.say.in_(language)),
            f"Points {language}": page.points(question, language, proofs),
            f"Myths {language}": page.myths(question, language, proofs),
            f"Sources {language}": page.sources(question, language),
        }
    found["Proofs"] = page.drawings(question, proofs)
    return [found.get(name, "") for name in fields_of(kind_of(question))]


def model(kind: str) -> dict[str, Any]:
    """What genanki needs to make the type `flip` or `choice`."""
    return {
        "model_id": number("notes", f"{kind} {_EDITION}"),
        "name": f"Proofcards {kind}",
        "fields": [{"name": name} for name in fields_of(kind)],
        "templates": [{"name": "Card", "qfmt": _front(kind), "afmt": _back(kind)}],
        "css": CSS,
    }


def _front(kind: str) -> str:
    """Both languages as sections, each there only when its field is filled."""
    asked = ["Question", "Options"] if kind == "choice" else ["Question"]
    program = "{{#Program}}{{Program}}{{/Program}}"
    return _quiet("".join(_section(language, asked) for language in LANGUAGES) + program)


def _back(kind: str) -> str:
    said = ["Right"] if kind == "choice" else []
    answer = "".join(
        _section(language, [*said, "Answer"])
        + _titled(language, "Points", words.POINTS.in_(language))
        + _titled(language, "Myths", words.MYTHS.in_(language))
        for language in LANGUAGES
    )
    ends = "".join(_titled(language, "Sources", words.SOURCES.in_(language)) for language in LANGUAGES)
    return "{{FrontSide}}<hr id=answer>" + _quiet(answer + "{{Proofs}}" + ends)


def _section(language: Language, names: Sequence[str]) -> str:
    inner = "".join(f"{{{{{name} {language}}}}}" for name in names)
    field = f"{names[-1]} {language}"
    return f'{{{{#{field}}}}}<section lang="{language}">{inner}</section>{{{{/{field}}}}}'


def _titled(language: Language, name: str, title: str) -> str:
    field = f"{name} {language}"
    return f'{{{{#{field}}}}}<div lang="{language}"><h2>{title}</h2>{{{{{field}}}}}</div>{{{{/{field}}}}}'


def _quiet(inner: str) -> str:
    """Nothing within is TeX: our mathematics is Unicode, and a `\\(` in a text is just that."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{inner}</div>'
