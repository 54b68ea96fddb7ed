"""`quiz lab`: turn knobs, watch the proof."""

from __future__ import annotations

import click

from quiz.commands import names
from quiz.commands.language import in_language
from quiz.text import Language


@click.command("lab")
@click.argument("verifier", default="", metavar="[VERIFIER[::CHECK]]", shell_complete=names.verifiers)
@in_language
def command(verifier: str, lang: Language | None) -> None:
    """Turn the knobs of a verifier and watch its proofs; without VERIFIER, choose one from a list."""
    from quiz.commands.study import experiment

    experiment(verifier, language=lang)
