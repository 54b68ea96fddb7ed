"""`quiz verify`: run checks and controls, judge them, say so to people and to programs."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import click

from quiz import places, shelf
from quiz.commands import names
from quiz.commands.output import as_json, print_json, say, tell
from quiz.commands.verify_report import Report
from quiz.errors import QuizError
from quiz.memory.days import here
from quiz.proof.messages import Job, Result
from quiz.proof.remember import Remembered
from quiz.proof.select import read_settings, select
from quiz.proof.sweep import longest_first, sweep
from quiz.proof.warm import Warm

_MANY = 8  # verifiers from which on it pays to import beforehand what only some need


@click.command("verify")
@click.argument("targets", nargs=-1, metavar="[VERIFIER[::CHECK]]...", shell_complete=names.verifiers)
@click.option("--all", "everything", is_flag=True, help="Run every verifier that is installed.")
@click.option("--set", "settings", multiple=True, metavar="KNOB=VALUE", help="Turn a knob, as in d_k=256.")
@click.option("--seed", default=0, show_default=True, help="The first seed.")
@click.option(
    "--seeds", default=1, show_default=True, type=click.IntRange(1), help="How many seeds, each a run."
)
@click.option("--jobs", type=click.IntRange(1), help="Runs at a time (default: one per core).")
@click.option("--device", default="cpu", show_default=True, help="Where tensors live: cpu, cuda or mps.")
@click.option(
    "--backend", metavar="dask[://HOST:PORT]", help="Spread over a Dask cluster, begun here or there already."
)
@as_json
def command(
    targets: tuple[str, ...],
    everything: bool,
    settings: tuple[str, ...],
    seed: int,
    seeds: int,
    jobs: int | None,
    device: str,
    backend: str | None,
    as_json: bool,
) -> None:
    """Run verifiers and judge their claims.

    VERIFIER is `deck/name`, a whole deck, or the path of a script. A check passes when its claim holds, a
    control when the same measurement without the mechanism is refuted. The exit status is 0 if all pass,
    1 if one does not, 2 on wrong usage. A sweep on a cluster that was stopped goes on where it was when the
    same command is given again.
    """
    if not targets and not everything:
        raise click.UsageError("Name a verifier, or say --all. `quiz list verifiers` shows them.")
    known, locked = shelf.verifiers(), shelf.locked()
    if everything:
        tell(locked.values())
        known = {name: verifier for name, verifier in known.items() if name not in locked}
    try:
        chosen = select(known, () if everything else targets)
        knobs = read_settings(settings, chosen)
        address = _address(backend) if backend else ""
    except QuizError as error:
        raise click.UsageError(str(error)) from error
    # A script that was given by its path is not one of the known: to run it is the learner's own act.
    refused = [
        locked[id] for item in chosen if (id := item.verifier.id) in locked and known[id] is item.verifier
    ]
    if refused:
        raise QuizError(*dict.fromkeys(refused))
    wanted = [item.job(knobs, range(seed, seed + seeds), device) for item in chosen]
    report = Report(chosen, seeds, quiet=as_json)
    began = time.perf_counter()
    if backend:
        _prove_on_cluster(address, wanted, jobs, report)
    else:
        asyncio.run(_prove(wanted, jobs, report))
    outcome = report.finish(time.perf_counter() - began)
    if as_json:
        print_json(outcome)
    sys.exit(0 if outcome.summary.failed == 0 else 1)


async def _prove(wanted: Sequence[Job], parallel: int | None, report: Report) -> None:
    """Run all jobs, tell the report of every message, and remember the results for the screens."""
    results: defaultdict[str, list[Result]] = defaultdict(list)  # of each script, until it is through
    with Remembered(places.home() / "proofs.db", here) as remembered:
        try:
            async with (
                Warm(many=len(wanted) > _MANY) as warm,  # it imports torch while what is kept is read
                aclosing(sweep(warm, longest_first(wanted, remembered.all()), parallel)) as told,
            ):
                async for job, message in told:
                    report.add(job, message)
                    if isinstance(message, Result):
                        results[job.path].append(message)
                        if len(results[job.path]) == len(job.names) * len(job.seeds):
                            remembered.keep_all(results.pop(job.path), Path(job.path))
        finally:
            for path, some in results.items():  # where something failed, or did not come to its end
                remembered.keep_all(some, Path(path))


def _address(backend: str) -> str:
    """The scheduler's address in `--backend`; empty for a cluster on this machine."""
    from quiz.proof.cluster.dask import address_of

    return address_of(backend)


def _prove_on_cluster(address: str, wanted: Sequence[Job], workers: int | None, report: Report) -> None:
    """The same on a cluster, but for what was done before the sweep was stopped."""
    from quiz.proof.cluster.dask import connected
    from quiz.proof.cluster.sweep import Sweep

    sweep = Sweep(wanted, places.home() / "sweeps")
    if sweep.before:
        say(f"Going on with a sweep that was stopped: {sweep.before} of {sweep.total} parts.", err=True)
    with Remembered(places.home() / "proofs.db", here) as remembered, connected(address, workers) as client:
        for job, message in sweep.run(client):
            report.add(job, message)
            if isinstance(message, Result):
                remembered.keep(message, Path(job.path))
