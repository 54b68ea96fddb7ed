"""Other people's programs, installed into an environment of their own that is thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def environment(folder: Path, *packages: str) -> Path:
    """The python of a virtual environment in `folder` that has `packages`; made when it is not there.

    `RIVALS` in the environment names a folder to keep between runs.
    """
    kept = os.environ.get("RIVALS")
    place = (Path(kept) if kept else folder) / "-".join(packages)
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def versions(python: Path, *packages: str) -> str:
    """What is installed there, as `anki 26.9`."""
    code = f"from importlib.metadata import version\nfor name in {packages!r}: print(name, version(name))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return ", ".join(done.stdout.split("\n")).strip(", ")
