"""A command with commands below it, whose help says in full what each of them does."""

from __future__ import annotations

from inspect import cleandoc

import click

from quiz.commands.language import spoken
from quiz.told import told


class Group(click.Group):
    """Lists the first paragraph of each command's help, where click would cut it off at the margin."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands."""
        language = spoken(ctx)
        rows = [
            (name, told(cleandoc(command.help or ""), language).partition("\n\n")[0])
            for name, command in sorted(self.commands.items())
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
