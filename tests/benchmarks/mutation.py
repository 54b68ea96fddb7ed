"""Who would notice? What the last mutation run says, in a line: the run itself has a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Row
from tests.mutation.report import ENOUGH
from tests.mutation.table import BEGIN, END, README

BESIDE = ()
ROOT = Path(__file__).parents[2] / "verifiers"


def rows() -> Iterator[Row]:
    """Mutants that were noticed, of those that change what is claimed."""
    table = README.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    when = table.partition(",")[0].strip()
    total = next(line for line in table.splitlines() if line.startswith("| **all**"))
    verifiers, mutants, caught, explained, survived = (
        int(cell.replace(",", "")) for cell in total.split("|")[2:7]
    )
    scripts = len(list(ROOT.glob("*/*.py")))
    what = (
        f"mutants of {verifiers} verifiers (of {scripts}) noticed, {when}: "
        f"{caught:,} of {mutants:,}; {explained:,} explained, {survived:,} not"
    )
    rate = caught / (mutants - explained)
    yield Row(what, "all that change what is claimed", [rate], f"≥ {ENOUGH:g}", rate >= ENOUGH)
