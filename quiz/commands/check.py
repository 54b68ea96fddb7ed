"""`quiz check`: every fault in banks and verifiers at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quiz.commands.language import spoken
from quiz.commands.output import as_json, print_json, say
from quiz.text import clean


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@as_json
def command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Look for faults: schema, links, proofs, sources, both languages, controls.

    PATH is a bank or a folder of banks; without one, everything installed is checked.
    The exit status is 1 if there is a fault.
    """
    from quiz.audit import audit

    report = audit(paths)
    faults = sorted(report.faults, key=lambda fault: (fault.file, fault.line))
    if as_json:
        print_json(
            {
                "errors": [{"file": f.file, "line": f.line, "message": f.message} for f in faults],
                "banks": report.banks,
                "questions": report.questions,
                "verifiers": report.verifiers,
            }
        )
    else:
        language = spoken()
        for fault in faults:
            click.echo(clean(fault.in_(language)), err=True)
        seen = f"{report.banks} banks, {report.questions} questions, {report.verifiers} verifiers"
        found = f"{len(faults)} fault{'s' * (len(faults) != 1)}" if faults else "no faults"
        say(f"{seen}: {found}.")
    sys.exit(1 if faults else 0)
