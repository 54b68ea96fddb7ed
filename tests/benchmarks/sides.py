"""Single steps on a large collection, ours and Anki's, each side in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks import rivals

WORDS = "number 77"
"""What is searched for: two words that are in some hundred of ten thousand questions."""

OWN_WORDS = "gradient variance"
"""What is searched for in the program's own questions: one in ten has both words."""

Times = dict[str, list[float]]
"""Seconds of every time that a step was done, by its name."""


def ours(home: Path, *steps: str, words: str = WORDS) -> Times:
    """The methods of `our_side.Side` that `steps` names; `words` are searched for."""
    return _said([sys.executable, "-m", "tests.benchmarks.our_side"], home, words, steps)


def ankis(folder: Path, *steps: str, words: str = WORDS) -> Times:
    """What `anki_side.STEPS` calls so."""
    script = Path(__file__).with_name("anki_side.py")
    return _said([str(rivals.python("anki")), str(script)], folder, words, steps)


def middle(times: Times, step: str) -> float:
    """The median."""
    return median(times[step])


def slowest_but_one_in_a_hundred(times: Times, step: str) -> float:
    """The 99th percentile."""
    return quantiles(times[step], n=100, method="inclusive")[98]


def _said(command: list[str], folder: Path, words: str, steps: tuple[str, ...]) -> Times:
    whole = [*command, str(folder), words, *steps]
    done = subprocess.run(whole, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
