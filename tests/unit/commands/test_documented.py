"""Nothing can be called that is not written down."""

from pathlib import Path

import click
import pytest

from quiz.cli import COMMANDS, quiz

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")


def commands():
    """Every command and subcommand, as (words, command)."""
    context = click.Context(quiz)
    for name in COMMANDS:
        command = quiz.get_command(context, name)
        assert command
        yield (name,), command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found
                yield (name, inner), found


CASES = [pytest.param(words, command, id="-".join(words)) for words, command in commands()]
every_command = pytest.mark.parametrize(("words", "command"), CASES)


@every_command
def test_the_readme_names_every_command(words, command):
    assert f"`quiz {words[0]}" in README
    if len(words) == 2:
        assert words[1] in README.split(f"`quiz {words[0]}", 1)[1]


@every_command
def test_every_command_and_option_says_what_it_does(words, command):
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            if not isinstance(command, click.Group):
                assert parameter.opts[0] in README or parameter.opts[0] in ("--help",), parameter.opts[0]
