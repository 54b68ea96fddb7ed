"""What the shell can complete: names of decks, verifiers and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from quiz.errors import QuizError

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _completer(names: Callable[[], Iterable[str]]) -> Completer:
    """Names that begin with what was typed; none when they cannot be read, as a shell shows no errors."""

    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        try:
            return sorted(name for name in names() if name.startswith(begun))
        except (QuizError, OSError):
            return []

    return complete


def _decks() -> Iterable[str]:
    from quiz import shelf

    return (deck.id for deck in shelf.decks())


def _verifiers() -> Iterable[str]:
    from quiz import shelf

    return shelf.verifiers()


def _exercises() -> Iterable[str]:
    from quiz import shelf

    return (one.id for deck in shelf.decks() for one in deck.questions if one.exercise)


decks = _completer(_decks)
verifiers = _completer(_verifiers)
exercises = _completer(_exercises)
