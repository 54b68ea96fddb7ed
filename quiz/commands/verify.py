"""`quiz verify`: run checks and controls, judge them, say so to people and to programs."""

from __future__ import annotations

import sys
import time

import click

from quiz.commands.output import as_json, print_json
from quiz.errors import QuizError


@click.command("verify")
@click.argument("targets", nargs=-1, metavar="[VERIFIER[::CHECK]]...")
@click.option("--all", "everything", is_flag=True, help="Run every verifier that is installed.")
@click.option("--set", "settings", multiple=True, metavar="KNOB=VALUE", help="Turn a knob, as in d_k=256.")
@click.option("--seed", default=0, show_default=True, help="The first seed.")
@click.option(
    "--seeds", default=1, show_default=True, type=click.IntRange(1), help="How many seeds, each a run."
)
@click.option("--jobs", type=click.IntRange(1), help="Runs at a time (default: one per core).")
@click.option("--device", default="cpu", show_default=True, help="Where tensors live: cpu, cuda or mps.")
@as_json
def command(
    targets: tuple[str, ...],
    everything: bool,
    settings: tuple[str, ...],
    seed: int,
    seeds: int,
    jobs: int | None,
    device: str,
    as_json: bool,
) -> None:
    """Run verifiers and judge their claims.

    A check passes when its claim holds, a control when the same measurement without the mechanism is
    refuted. The exit status is 0 if all pass, 1 if one does not, 2 on wrong usage.
    """
    from quiz import shelf
    from quiz.commands.verify_report import Report
    from quiz.proof.select import read_settings, select
    from quiz.proof.sweep import run_all

    if not targets and not everything:
        raise click.UsageError("Name a verifier, or say --all. `quiz list verifiers` shows them.")
    try:
        chosen = select(shelf.verifiers(), () if everything else targets)
        knobs = read_settings(settings, chosen)
    except QuizError as error:
        raise click.UsageError(str(error)) from error
    began = time.perf_counter()
    report = Report(chosen, seeds, quiet=as_json)
    wanted = [item.job(knobs, range(seed, seed + seeds), device) for item in chosen]
    run_all(wanted, parallel=jobs, told=report.add)
    summary = report.finish(time.perf_counter() - began)
    if as_json:
        print_json(summary)
    sys.exit(0 if summary.summary.failed == 0 else 1)
