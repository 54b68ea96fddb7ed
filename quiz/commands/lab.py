"""`quiz lab`: turn knobs, watch the proof."""

from __future__ import annotations

import click

from quiz.commands import names
from quiz.text import LANGUAGES


@click.command("lab")
@click.argument("verifier", default="", metavar="[VERIFIER[::CHECK]]", shell_complete=names.verifiers)
@click.option("--lang", type=click.Choice(LANGUAGES), help="English or Chinese.")
def command(verifier: str, lang: str | None) -> None:
    """Turn the knobs of a verifier and watch its proofs; without VERIFIER, choose one from a list."""
    from quiz.commands.study import experiment

    experiment(verifier, language="zh" if lang == "zh" else "en" if lang else None)
