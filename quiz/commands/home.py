"""`quiz` without a command: the home screen."""

from __future__ import annotations


def open_home() -> None:
    """Open the home screen."""
    from quiz.commands.study import study

    study(start="home", decks=(), language=None)
