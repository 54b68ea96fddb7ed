"""The command line: which commands there are. Each is imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from quiz import __version__
from quiz.errors import QuizError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "review": "Study what is due, then what is new.",
    "interview": "Hold a mock interview against the clock, with a report in the end.",
    "lab": "Turn the knobs of a verifier and watch its proofs.",
    "browse": "Look through all questions: search, filter, read, suspend, edit.",
    "verify": "Run verifiers and judge their claims.",
    "code": "Write an answer as a program, and have it graded.",
    "check": "Look for faults in question banks and verifiers.",
    "list": "List questions, decks or verifiers.",
    "due": "Say how much is due, and what comes next.",
    "plan": "Plan for the day of an interview, and say how ready you will be.",
    "stats": "Say what was studied, how well it stays, and what comes.",
    "memory": "Look after the review log.",
    "sync": "Bring several machines to the same memory through a shared folder.",
    "deck": "Add, list, update, remove or trust decks from others; begin your own.",
    "export": "Write questions and what was measured for Anki, as a table or as a book.",
    "import": "Make a deck of your own from Anki, a table or Markdown.",
    "serve": "Show the same app in a browser.",
    "doctor": "Look at versions, folders, terminal and speed.",
    "completion": "Print the script that completes commands in your shell.",
}
"""Each command with its one line of help, in the order of `--help`.

The code of one is quiz/commands/NAME.py, or NAME_.py where NAME is a word of Python's own.
"""


class Commands(click.Group):
    """A group that knows the names of its commands and imports one when it is called."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own help, in the learner's language."""
        from quiz.commands.usage import Formatter

        told = Formatter(width=formatter.width)
        super().format_help(ctx, told)
        formatter.write(told.getvalue())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"quiz.commands.{module}").command
        return self._told(ctx, command)

    def _told(self, ctx: click.Context, command: click.Command) -> click.Command:
        """The command, its help in the learner's language where help is asked for."""
        shows_help = isinstance(command, click.Group)  # when no command follows it
        if not shows_help and not set(ctx.help_option_names) & set(sys.argv):
            return command
        from quiz.commands.usage import speak

        return speak(command)

    def invoke(self, ctx: click.Context) -> Any:
        """Run what is asked for; faults go to standard error, one a line, in the language of the command."""
        try:
            return super().invoke(ctx)
        except QuizError as error:
            from quiz.commands.output import tell

            tell(error.faults)
            ctx.exit(1)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands that begin so, without importing one."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=says) for name, says in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found or super().shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` call, or a usage error that names the nearest one."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from quiz.errors import nearest

            raise click.UsageError(f"There is no command {args[0]!r}.{nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="quiz")
@click.pass_context
def quiz(ctx: click.Context) -> None:
    """Deep-learning interview questions, every answer proved on real tensors while you watch.

    Without a command the home screen opens.
    """
    if ctx.invoked_subcommand is None:
        from quiz.commands.home import open_home

        open_home()


def main(args: list[str] | None = None) -> Any:
    """Run the command line. Faults go to standard error, one a line, with exit status 1 (2 on bad usage)."""
    try:
        sys.exit(quiz.main(args=args, prog_name="quiz", standalone_mode=False))
    except click.ClickException as error:
        from quiz.commands.usage import show

        show(error)
        sys.exit(error.exit_code)
    except click.Abort:
        from quiz.commands.output import say

        say("Aborted!", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader (a pager, `head`) has left: nothing is wrong, and nothing more can be said.
        sys.stderr.close()
        sys.exit(0)
