"""`python -m tests.mutation [VERIFIER...] [--json] [--jobs N]`: is every line of measuring code needed?"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from quiz.proof.find import scripts
from tests.mutation import explained
from tests.mutation.report import ProgressLine, report, survivors, written
from tests.mutation.run import measure_mutants, measure_unchanged, subject

VERIFIERS = Path(__file__).parents[2] / "verifiers"


def main() -> int:
    """Run the command; 0 when enough is caught, 1 when not, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("verifier", nargs="*", help="DECK/NAME or DECK (all)")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="mutants at a time (2)")
    given = parser.parse_args()
    known = dict(scripts(VERIFIERS))
    unknown = [name for name in given.verifier if not _chosen(known, [name])]
    if unknown or given.jobs < 1:
        parser.error(f"there is no verifier {unknown[0]!r}" if unknown else "--jobs is at least 1")
    begun = time.monotonic()
    import torch  # noqa: F401  # once, so that the forks need not

    subjects = [subject(name, known[name]) for name in _chosen(known, given.verifier)]
    measure_unchanged(subjects, given.jobs)
    sound = [item for item in subjects if not item.faults]
    line = ProgressLine(sum(item.seconds * len(item.mutants) for item in sound))
    for item, number in measure_mutants(sound, given.jobs):
        line.step(item.seconds, item.outcomes[number].how == "survived")
    line.clear()
    entries = explained.read()
    alive = [(item.id, mutant) for item in sound for mutant in survivors(item)]
    stale = explained.stale(entries, alive, [item.id for item in sound], known)
    today = datetime.now().astimezone().date().isoformat()
    result = report(subjects, entries, stale, time.monotonic() - begun, today)
    print(msgspec.json.encode(result).decode() if given.json else written(result))
    return 0 if result.good else 1


def _chosen(known: dict[str, Path], wanted: Sequence[str]) -> list[str]:
    """Ids of the scripts that are wanted by id, path or deck; all if none is named."""
    plain = [name.removeprefix("verifiers/").removesuffix(".py").rstrip("/") for name in wanted]
    return [name for name in known if not plain or name in plain or name.partition("/")[0] in plain]


if __name__ == "__main__":
    sys.exit(main())
