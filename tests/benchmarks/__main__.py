"""`python -m tests.benchmarks [ROOM …] [--print]`: measure side by side; write it into README.md."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from tests.benchmarks.harness import ROUNDS
from tests.benchmarks.rivals import version
from tests.benchmarks.table import line, merged, replaced

ROOMS = (
    "proofs",
    "screens",
    "loading",
    "footprint",
    "memory",
    "replay",
    "growth",
    "plan",
    "mutation",
)
README = Path(__file__).with_name("README.md")


def main() -> None:
    """Run the rooms that are named, or all; lines of rooms that were not run stay as they are."""
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    if unknown := set(wanted) - set(ROOMS):
        sys.exit(f"No such room: {', '.join(sorted(unknown))}. There are {', '.join(ROOMS)}.")
    # An installed program has its bytecode, as what it is measured against has: ours is kept from the
    # first, warming round on, also where the environment says otherwise.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for room in wanted or ROOMS:
        _run(room, write="--print" not in sys.argv)


def _run(room: str, write: bool) -> None:
    """A room yields rows of the large table, and lines of a table of its own if it has one."""
    began = time.monotonic()
    module = import_module(f"tests.benchmarks.{room}")
    lines, own = [], []
    for found in module.rows():
        if isinstance(found, str):
            own.append(found)
        else:
            lines.append(line(room, found))
        print(found if isinstance(found, str) else lines[-1], flush=True)
    about = _about(room, module.BESIDE, time.monotonic() - began)
    print(about, flush=True)
    if write:
        page = merged(README.read_text("utf-8"), "measurements", room, lines, ROOMS)
        page = merged(page, "rooms", room, [about], ROOMS)
        README.write_text(replaced(page, room, "\n".join(own)) if own else page, "utf-8")


def _about(room: str, packages: Sequence[str], seconds: float) -> str:
    """When the room was run, how long it took, and on what."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join([machine, f"{ROUNDS} rounds", *map(version, packages)])
    return f"| {room} | {date.today().isoformat()} | {seconds / 60:.1f} | {versions} |"


if __name__ == "__main__":
    main()
