"""The files of the book. Ids are slugs and cannot lead out of its folder; odd ones are made to be such."""

from __future__ import annotations

import re

from quiz.bank.model import Question

INDEX = "index.html"
MARK = "proofcards-book.txt"
"""A file by which a folder is known as a book, so that a newer one may take its place."""


def deck_page(deck: str) -> str:
    """`deck-attention.html`."""
    return f"deck-{_plain(deck)}.html"


def question_at(question: Question) -> str:
    """Where a question stands."""
    return f"{deck_page(question.deck)}#question-{question.id}"


def proof_page(verifier: str) -> str:
    """`proof-attention-scale_by_sqrt_dk.html` of `attention/scale_by_sqrt_dk`."""
    return f"proof-{_plain(verifier)}.html"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)
