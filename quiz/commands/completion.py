"""`quiz completion`: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

WHERE = {
    "bash": 'eval "$(quiz completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(quiz completion zsh)" in ~/.zshrc, after compinit',
    "fish": "quiz completion fish > ~/.config/fish/completions/quiz.fish",
}


@click.command("completion", epilog="\b\n" + "\n".join(f"{shell}: {how}" for shell, how in WHERE.items()))
@click.argument("shell", type=click.Choice(list(WHERE)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, decks, verifiers and questions in SHELL."""
    maker = get_completion_class(shell)
    assert maker is not None  # click has the three
    click.echo(maker(context.find_root().command, {}, "quiz", "_QUIZ_COMPLETE").source())
