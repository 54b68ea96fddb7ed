"""Who a question is to a program that keeps its own copy: the same after every edit, and in every format."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from quiz.bank.model import Deck, Question
from quiz.exchange.page.proved import Proofs, state_of
from quiz.exchange.page.question import title
from quiz.text import Language

ROOT = "Proofcards"


def guid(question: Question) -> str:
    """The note's identity, from the first id that the question ever had: renaming it keeps the history."""
    first = question.was[0] if question.was else question.id
    return blake2b(f"proofcards question {first}".encode(), digest_size=10).hexdigest()


def number(kind: str, name: str) -> int:
    """A number from 2^30 up to 2^31 for a deck or a type of notes, as Anki wants it."""
    hashed = blake2b(f"proofcards {kind} {name}".encode(), digest_size=8).digest()
    return (1 << 30) + int.from_bytes(hashed) % (1 << 30)


def deck_name(deck: Deck, languages: Sequence[Language]) -> str:
    """`Proofcards::Attention`, in the first of the languages."""
    plain = title(deck, languages[0]).replace("::", ":").replace('"', "'")
    return f"{ROOT}::{' '.join(plain.split())}"


def tags(question: Question, proofs: Proofs) -> list[str]:
    """Deck, level and verdict, as nested tags; none has a blank."""
    found = {"deck": question.deck, "level": question.level, "verdict": state_of(question, proofs)}
    return [f"proofcards::{name}::{value}" for name, value in found.items()]


def spoken(question: Question, languages: Sequence[Language]) -> tuple[Language, ...]:
    """Those of `languages` that the question has; when it has none of them, one that it has."""
    return (
        tuple(language for language in languages if language in question.languages)
        or (question.languages or question.ask.languages)[:1]
    )
