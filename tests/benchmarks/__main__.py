"""`python -m tests.benchmarks [ROOM …] [--print]`: measure side by side, and write the table in README.md."""

from __future__ import annotations

import os
import platform
import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.table import HEAD, line, merged

ROOMS = ("proofs", "screens", "loading", "footprint", "memory", "plan")
README = Path(__file__).with_name("README.md")


def main() -> None:
    """Run the rooms that are named, or all; lines of rooms that were not run stay as they are."""
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    # An installed program has its bytecode, as what it is measured against has: ours is kept from the
    # first, warming round on, also where the environment says otherwise.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(HEAD, flush=True)
    for room in wanted or ROOMS:
        lines = []
        for row in import_module(f"tests.benchmarks.{room}").rows():
            print(line(row), flush=True)
            if room != "plan":  # README.md has a table that shows its sixteen scenarios better
                lines.append(line(row))
        if lines and "--print" not in sys.argv:
            README.write_text(merged(README.read_text("utf-8"), lines, _where()), "utf-8")


def _where() -> str:
    """When and on what it was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "textual", "fsrs"))
    system = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"Last run {date.today().isoformat()}: {system}, {packages}."


main()
