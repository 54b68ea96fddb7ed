"""Banks of 300, 3,000 and 30,000 questions, cold and from the cache, beside a bare YAML parser."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from quiz.bank.load import load
from tests.benchmarks.harness import Row, beside, growth, interleaved, timed
from tests.benchmarks.learners import banks
from tests.benchmarks.place import place

BESIDE = ("pyyaml",)
SIZES = (300, 3_000, 30_000)


def rows() -> Iterator[Row]:
    """Cold and cached at each size, and how the times grow."""
    cold, cached, bare = {}, {}, {}
    for size in SIZES:
        folder, cache = place() / f"banks-{size}", place() / f"cache-{size}"
        banks(folder, size)
        ways = (partial(_ours, folder, None), partial(_ours, folder, cache), partial(_bare, folder))
        cold[size], cached[size], bare[size] = interleaved(*map(timed, ways))
        what = f"loading {size:,} questions"
        yield beside(f"{what}, cold", "CSafeLoader alone", cold[size], bare[size], 1.3)
        yield beside(f"{what}, cached", "CSafeLoader alone", cached[size], bare[size], 0.1)
    alone = growth("CSafeLoader alone", "questions", bare, 1.1, "linear")
    yield growth("cold loading", "questions", cold, 1.1, "linear", f"CSafeLoader alone: {alone.ratio:.3g}")
    yield growth("cached loading", "questions", cached, 1.1, "linear")


def _ours(folder: Path, cache: Path | None) -> None:
    found = load([folder], cache=cache)
    assert not found.faults, found.faults[0]


def _bare(folder: Path) -> None:
    gc.disable()  # as we do
    for path in sorted(folder.iterdir()):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    gc.enable()
