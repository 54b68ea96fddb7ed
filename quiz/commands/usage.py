"""Help and wrong usage in the learner's language: click writes English, which is looked up line by line."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

import click

from quiz.commands.language import spoken
from quiz.text import clean
from quiz.told import told


class Formatter(click.HelpFormatter):
    """Writes help as click does, in the learner's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with what may be typed."""
        super().write_usage(prog, args, told("Usage: ", spoken()))

    def write_heading(self, heading: str) -> None:
        """The name of a part."""
        super().write_heading(told(heading, spoken()))

    def write_text(self, text: str) -> None:
        """What a command does."""
        super().write_text(told(text, spoken()))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A table of options or commands; what click adds in brackets stays as it is."""
        language = spoken()
        parts = ((name, *says.partition("  [")) for name, says in rows)
        super().write_dl(
            [(name, told(says, language) + gap + rest) for name, says, gap, rest in parts],
            col_max,
            col_spacing,
        )


class Context(click.Context):
    """A context whose help is written so."""

    formatter_class = Formatter


def speak(command: click.Command) -> click.Command:
    """The same command, and all below it, with help in the learner's language."""
    command.context_class = Context
    if isinstance(command, click.Group):
        for below in command.commands.values():
            speak(below)
    return command


def show(error: click.ClickException) -> None:
    """Say on standard error what was wrong with the command line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # help, which speaks the learner's language already
        return
    written = StringIO()
    language = spoken(error.ctx if isinstance(error, click.UsageError) else None)
    error.show(written)
    lines = written.getvalue().splitlines()
    click.echo("\n".join(clean(told(line, language)) for line in lines), err=True)
