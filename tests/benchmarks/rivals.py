"""Other people's programs, each installed into an environment of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from tests.benchmarks.place import place

PACKAGES = {
    "anki": ("anki",),
    "harlequin": ("harlequin",),
    "posting": ("posting", "tree-sitter<0.26"),  # with 0.26 its version of Textual crashes
}


@cache
def python(name: str) -> Path:
    """The python of an environment that has the rival of that name; made when it is not there.

    `RIVALS` in the environment names a folder to keep between runs.
    """
    kept = os.environ.get("RIVALS")
    folder = (Path(kept) if kept else place() / "rivals") / name
    found = folder / "bin" / "python"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(found), "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)
    return found


def version(name: str) -> str:
    """What a rival, or a package of ours, is called with its version, as `anki 26.9`."""
    if name not in PACKAGES:
        return f"{name} {metadata.version(name)}"
    code = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run([str(python(name)), "-c", code], capture_output=True, text=True, check=True)
    return f"{name} {done.stdout.strip()}"
