"""`python -m tests.benchmarks [ROOM …]`: measure, side by side, and print the table."""

from __future__ import annotations

import sys
from importlib import import_module
from statistics import quantiles

ROOMS = ("proofs", "screens", "loading", "footprint", "memory", "plan")


def main() -> None:
    """Run the rooms that are named, or all."""
    print(
        "| what | against | ratio | spread | aim | met |\n| --- | --- | --- | --- | --- | --- |", flush=True
    )
    for room in sys.argv[1:] or ROOMS:
        for row in import_module(f"tests.benchmarks.{room}").rows():
            low, _, high = quantiles(row.ratios, n=4) if len(row.ratios) > 1 else [row.ratio] * 3
            met = "yes" if row.met(row.ratio) else "**no**"
            spread = f"{low:.3g}–{high:.3g}"
            print(
                f"| {row.what} | {row.against} | {row.ratio:.3g} | {spread} | {row.aim} | {met} |", flush=True
            )


main()
