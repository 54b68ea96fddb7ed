"""What stands on the pages: the contents, a deck, a verifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quiz.bank.model import Deck, Question
from quiz.exchange.book.frame import both, each
from quiz.exchange.book.index import Entry, as_json
from quiz.exchange.book.names import deck_page, proof_page, question_at
from quiz.exchange.page import question as parts
from quiz.exchange.page import words
from quiz.exchange.page.html import escape, line, program, prose
from quiz.exchange.page.proved import Proofs, state, state_of
from quiz.markdown import blocks
from quiz.proof.find import Found, Verifier
from quiz.text import Language, Text

_PLOTS = Text("Plots", "图")
_PROGRAM = Text("Program", "程序")
_CONTROL = Text("control", "对照")
_CHECK = Text("check", "检验")
_GUARDS = Text("guards", "针对")
_SCRIPT = Text("Script", "脚本")


def contents(decks: Sequence[Deck], verifiers: Sequence[Verifier], entries: Sequence[Entry]) -> str:
    """The first page: search, decks with their questions, verifiers."""
    asked = sum(len(deck.questions) for deck in decks)
    said = Text(
        f"{asked} questions in {len(decks)} decks, {len(verifiers)} verifiers.",
        f"{len(decks)} 个卡组，{asked} 道题，{len(verifiers)} 个验证脚本。",
    )
    listed = "".join(_listed(deck) for deck in decks)
    proofs = "".join(
        f'<li><a href="{proof_page(one.id)}"><code>{escape(one.id)}</code></a> {_headline(one)}</li>'
        for one in verifiers
    )
    return (
        f"<h1>{both(Text('The book of proofs', '证明手册'))}</h1><p>{both(said)}</p>"
        '<section class="search" aria-label="Search · 搜索"><p id="count" class="count" role="status"></p>'
        '<ul id="found" class="contents"></ul></section>'
        f'<div id="contents">{listed}<section><h2>{both(Text("Verifiers", "验证脚本"))}</h2>'
        f'<ul class="contents">{proofs}</ul></section></div>'
        f'<script type="application/json" id="index">{as_json(entries)}</script>'
    )


def deck(shown: Deck, others: Mapping[str, Question], proofs: Proofs, known: Mapping[str, Verifier]) -> str:
    """All questions of a deck with their answers; `others` are those that follow-ups lead to."""
    articles = "".join(_question(one, others, proofs, known) for one in shown.questions)
    return f"<h1>{both(shown.title)}</h1>{articles}"


def verifier(shown: Verifier, proofs: Proofs, asked_by: Sequence[Question], script: str) -> str:
    """What a verifier claims, what each claim last measured, who asks about it, and the script itself."""
    about = shown.about.partition("\n")[2]
    tried = "".join(_found(shown, found, proofs) for found in shown.found)
    asked = "".join(f"<li>{_link(question)}</li>" for question in asked_by)
    return (
        f"<h1>{_headline(shown)}</h1>"
        f'<p class="about"><code>{escape(shown.id)}</code></p>'
        f'<div lang="en" data-only>{_docstring(about)}</div>{tried}'
        + (
            f"<section><h2>{both(Text('Questions', '相关问题'))}</h2><ul>{asked}</ul></section>"
            if asked
            else ""
        )
        + f"<section><h2>{both(_SCRIPT)}</h2>{program(script)}</section>"
    )


def _listed(deck: Deck) -> str:
    questions = "".join(f"<li>{_link(question)}</li>" for question in deck.questions)
    title = f'<a href="{deck_page(deck.id)}">{both(deck.title)}</a>'
    return f'<section><h2>{title}</h2><ul class="contents">{questions}</ul></section>'


def _link(question: Question) -> str:
    """A link to a question, as it is asked."""

    def asked(language: Language) -> str:
        return _first(getattr(question.ask, language))

    return f'<a href="{question_at(question)}">{each(asked, "span")}</a>'


def _question(
    question: Question, others: Mapping[str, Question], proofs: Proofs, known: Mapping[str, Verifier]
) -> str:
    def named(proof: str) -> str:
        name, _, check = proof.partition("::")
        inner = f"<code>{escape(proof)}</code>"
        return f'<a href="{proof_page(name)}#{_anchor(check)}">{inner}</a>' if name in known else inner

    def asked(language: Language) -> str:
        text = getattr(question.ask, language)
        return f"<h2>{_first(text)}</h2>{prose(_rest(text))}" if text else ""

    def foretell(language: Language) -> str:
        if not question.predict:
            return ""
        said = line(getattr(question.predict.text, language))
        return f'<p class="foretell"><b>{words.FORETELL.in_(language)}</b> {said}</p>' if said else ""

    def answer(language: Language) -> str:
        if language not in question.languages:
            return ""
        return (
            parts.choice(question, language, proofs, named)
            + prose(question.say.in_(language))
            + _titled(words.POINTS, language, parts.points(question, language, proofs, named))
            + _titled(words.MYTHS, language, parts.myths(question, language, proofs, named))
            + _titled(words.SOURCES, language, parts.sources(question, language))
        )

    next_ = "".join(f"<li>{_link(others[one])}</li>" for one in question.follow_ups if one in others)
    drawn = parts.drawings(question, proofs)
    return (
        f'<article id="question-{escape(question.id)}">{each(asked)}{_badges(question, proofs)}'
        + each(foretell)
        + each(lambda language: parts.options(question, language) if language in question.languages else "")
        + (f"<h3>{both(_PROGRAM)}</h3>{program(question.code)}" if question.code else "")
        + each(answer)
        + (f"<details><summary>{both(_PLOTS)}</summary>{drawn}</details>" if drawn else "")
        + (f"<h3>{both(words.NEXT)}</h3><ul>{next_}</ul>" if next_ else "")
        + "</article>"
    )


def _badges(question: Question, proofs: Proofs) -> str:
    """Level and verdict."""
    found = state_of(question, proofs)
    passed = ' class="passed"' if found == "passed" else ""
    verdict = f"<span{passed}>{both(words.STATES[found])}</span>"
    return f'<p class="about">{both(words.LEVELS[question.level])} · {verdict}</p>'


def _found(verifier: Verifier, found: Found, proofs: Proofs) -> str:
    """One check or control: its claim, its last verdict, its drawings."""
    id = f"{verifier.id}::{found.name}"
    proved = proofs(id)
    kind = both(_CHECK if found.kind == "check" else _CONTROL)
    guarded = ", ".join(
        f'<a href="#{_anchor(name)}"><code>{escape(name)}</code></a>' for name in found.guards
    )
    guards = f" {both(_GUARDS)} {guarded}" if guarded else ""
    mark = words.STATES[state(proved)]
    said = (
        each(lambda language: parts.evidence(id, language, proofs))
        if proved
        else f'<p class="evidence">{both(mark)}</p>'
    )
    claim = _told(Text(found.claim or found.name, found.zh))
    return (
        f'<article id="{_anchor(found.name)}"><h2>{claim}</h2>'
        f'<p class="about">{kind} <code>{escape(found.name)}</code>{guards}</p>'
        f"{said}{parts.drawing(proved, id)}</article>"
    )


def _anchor(check: str) -> str:
    """Where a claim stands on the page of its verifier."""
    return f"claim-{escape(check)}"


def _docstring(text: str) -> str:
    """The argument of a script as its author laid it out: paragraphs, and indented formulas."""
    written = []
    for paragraph in text.strip("\n").split("\n\n"):
        if paragraph.startswith("    "):
            written.append(f'<pre tabindex="0">{escape(paragraph)}</pre>')
        elif paragraph.strip():
            written.append(prose(paragraph))
    return "".join(written)


def _headline(verifier: Verifier) -> str:
    return _told(Text(verifier.about.partition("\n")[0] or verifier.id, verifier.zh))


def _told(words: Text) -> str:
    """What a script says in a line of English, and in Chinese where somebody has written it."""
    return each(lambda language: line(" ".join(getattr(words, language).split())), "span")


def _first(text: str) -> str:
    """The first paragraph of a prompt, on one line."""
    found = next((block for block in blocks(text) if block.shape != "gap"), None)
    return line(found.text) if found else ""


def _rest(text: str) -> str:
    """The paragraphs of a prompt after its first."""
    return text.strip().partition("\n\n")[2]


def _titled(title: Text, language: Language, inner: str) -> str:
    return f"<h3>{title.in_(language)}</h3>{inner}" if inner else ""
