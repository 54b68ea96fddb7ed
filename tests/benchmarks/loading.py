"""Banks of 300, 3,000 and 30,000 questions, cold and from the cache, beside a bare YAML parser."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from functools import partial
from math import log
from pathlib import Path
from statistics import median

import yaml

from quiz.bank.load import load
from tests.benchmarks.harness import Row, interleaved, timed
from tests.benchmarks.learners import banks

SIZES = (300, 3_000, 30_000)


def rows() -> Iterator[Row]:
    """Cold and cached at each size, and how the times grow."""
    grown: dict[str, list[float]] = {"cold": [], "cached": []}
    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            folder, cache = Path(place) / str(size), Path(place) / f"cache-{size}"
            banks(folder, size)
            rounds = 7 if size < 30_000 else 3
            cold = interleaved(timed(partial(_ours, folder, None)), timed(partial(_bare, folder)), rounds)
            _ours(folder, cache)
            kept = interleaved(timed(partial(_ours, folder, cache)), timed(partial(_bare, folder)), rounds)
            what, bare = f"loading {size:,} questions", "CSafeLoader alone"
            yield Row(f"{what}, cold", bare, *cold, "≤ 1.3", lambda ratio: ratio <= 1.3)
            yield Row(f"{what}, cached", bare, *kept, "≤ 0.1", lambda ratio: ratio <= 0.1)
            grown["cold"].append(median(cold[0]))
            grown["cached"].append(median(kept[0]))
    for name, times in grown.items():
        exponent = log(times[-1] / times[0]) / log(SIZES[-1] / SIZES[0])
        yield Row(
            f"growth of {name} loading, exponent", "1, linear", [exponent], [1.0], "≤ 1.1", lambda e: e <= 1.1
        )


def _ours(folder: Path, cache: Path | None) -> None:
    found = load([folder], cache=cache)
    assert not found.faults, found.faults[0]


def _bare(folder: Path) -> None:
    gc.disable()  # as we do
    for path in sorted(folder.iterdir()):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    gc.enable()
