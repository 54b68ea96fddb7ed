"""The language of a command: the one it names by --lang, or else the one chosen last."""

from __future__ import annotations

import click

from quiz.text import LANGUAGES, Language

_KEPT = "quiz.language"
"""Where click keeps it for the command and all above and below it."""


def _take(context: click.Context, _option: click.Parameter, named: Language | None) -> Language | None:
    if named:
        context.meta[_KEPT] = named
    return named


in_language = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=_take,
    is_eager=True,  # what is wrong with another option is told in this language
    help="English or Chinese.",
)


def spoken(context: click.Context | None = None) -> Language:
    """The language of the command of `context`, or of the present one; the settings are read once for it."""
    context = context or click.get_current_context(silent=True)
    if context is None:
        return _chosen()
    if _KEPT not in context.meta:
        context.meta[_KEPT] = _chosen()
    language: Language = context.meta[_KEPT]
    return language


def _chosen() -> Language:
    from quiz import places
    from quiz.errors import QuizError
    from quiz.tui import settings

    try:
        return settings.load(places.home() / "settings.json")[0].language or "en"
    except QuizError:
        return "en"
