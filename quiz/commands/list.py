"""`quiz list`: what there is to study and to run."""

from __future__ import annotations

from typing import Any

import click

from quiz.bank.model import Deck, Question
from quiz.commands.language import spoken
from quiz.commands.output import as_json, print_json, print_table, tell
from quiz.proof.find import Verifier


@click.command("list")
@click.argument("what", type=click.Choice(["questions", "decks", "verifiers"]), default="questions")
@as_json
def command(what: str, as_json: bool) -> None:
    """List questions (the default), decks or verifiers."""
    from quiz import shelf

    if what == "verifiers":
        tell(shelf.left_out())
        found = shelf.verifiers().values()
        if as_json:
            print_json([_verifier(verifier) for verifier in found])
        else:
            rows = [(v.id, len(v.checks), len(v.controls), ", ".join(v.knobs)) for v in found]
            print_table(rows, ("verifier", "checks", "controls", "knobs"))
        return
    shown = shelf.look()
    tell(shown.left_out)
    decks = shown.decks
    if what == "decks":
        if as_json:
            print_json([_deck(deck) for deck in decks])
        else:
            print_table(
                [(d.id, len(d.questions), d.title.in_("en"), d.title.in_("zh")) for d in decks], _DECK_HEADS
            )
        return
    questions = [question for deck in decks for question in deck.questions]
    language = spoken()
    if as_json:
        print_json([_question(question) for question in questions])
    else:
        print_table(
            [(q.id, q.deck, q.level, q.ask.in_(language)) for q in questions],
            ("question", "deck", "level", "asks"),
        )


_DECK_HEADS = ("deck", "questions", "title", "标题")


def _question(question: Question) -> dict[str, Any]:
    """What other programs may rely on about a question."""
    return {
        "id": question.id,
        "deck": question.deck,
        "level": question.level,
        "kind": question.kind,
        "ask": question.ask,
        "proofs": question.proofs,
        "sources": [source.at for source in question.sources],
        "languages": question.languages,
        "points": len(question.points),
        "proved_points": sum(bool(point.proof) for point in question.points),
        "cited_points": sum(bool(point.cite) for point in question.points),
        "follow_ups": question.follow_ups,
    }


def _deck(deck: Deck) -> dict[str, Any]:
    """What other programs may rely on about a deck."""
    return {"id": deck.id, "title": deck.title, "questions": len(deck.questions), "file": deck.file}


def _verifier(verifier: Verifier) -> dict[str, Any]:
    """What other programs may rely on about a verifier."""
    return {
        "id": verifier.id,
        "path": verifier.path,
        "about": verifier.about,
        "checks": [item.name for item in verifier.checks],
        "controls": [item.name for item in verifier.controls],
        "knobs": verifier.knobs,
    }
