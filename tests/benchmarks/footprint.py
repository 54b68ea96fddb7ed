"""Memory in use: the app, the app with its warm process, one run; and how it grows with the questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.harness import Row, beside, growth, interleaved
from tests.benchmarks.learners import banks
from tests.benchmarks.place import place
from tests.benchmarks.screens import BARE, QUIZ
from tests.benchmarks.terminal import drain, press, read_until, terminal

BESIDE = ("textual", "torch")
WHY = "half of the difference: our modules, the questions, the log; the rest is a fuller screen"
TORCH = "import sys, torch; print('up', flush=True); sys.stdin.read()"
ROOT = Path(__file__).parents[2] / "verifiers"
ONE = "attention/scale_by_sqrt_dk"
MORE = 5
"""How often many seeds are run, to see whether anything stays."""
SIZES = (1_000, 10_000, 100_000)

WARM = """
import asyncio, json
from quiz.proof.find import find
from quiz.proof.messages import Job
from quiz.proof.warm import Warm
from tests.benchmarks.footprint import ONE, ROOT, alone, children

async def main():
    verifier = find(ROOT)[0][ONE]
    async with Warm() as warm:
        async for _ in warm.run(Job(verifier=verifier.id, path=verifier.path)):
            pass
        (server,) = children()
        idle = alone(server)
        most = 0
        async for _ in warm.run(Job(verifier=verifier.id, path=verifier.path, knobs={"d_k": 1024})):
            most = max(most, *(alone(run) for run in children(server)), 0)
        print(json.dumps([idle, most]))

asyncio.run(main())
"""


def rows() -> Iterator[Row]:
    """MiB that belong to a process alone, and its share of what it shares (PSS)."""
    home = place() / "home"
    home.mkdir(exist_ok=True)
    app, proving, bare, warm, torch = interleaved(
        partial(_app, home),
        partial(_proving, home),
        _bare,
        _warm,
        _torch,
    )
    yield beside("memory of the app", "a bare Textual app", app, bare, 1.3, WHY)
    both = [one + other for one, other in zip(bare, torch, strict=True)]
    first, later = zip(*proving, strict=True)
    what = "memory of the app after a proof, with its warm process"
    yield beside(what, "a bare Textual app and `import torch`", first, both, 1.3)
    yield beside(f"the same, after {MORE} more on twenty seeds each", "after one proof", later, first, 1.05)
    servers, runs = zip(*warm, strict=True)
    yield beside("memory of the warm process", "`import torch`", servers, torch, 1.3)
    yield beside("memory that a run adds", "`import torch`", runs, torch, 1.3)
    yield growth("memory of the app", "questions", _sizes(), 1.1, "linear")


def _sizes() -> dict[int, list[float]]:
    """MiB of the app by the questions that it has read."""
    measures = []
    for size in SIZES:
        home = place() / f"home-{size}"
        banks(home / "decks" / "big" / "questions", size)
        measures.append(partial(_app, home))
    return dict(zip(SIZES, interleaved(*measures), strict=True))


def _app(home: Path) -> float:
    """MiB of the app itself, while its first question is read; torch is being imported beside it."""
    with terminal((*QUIZ, "review"), home) as screen:
        return _settled(screen, b"Help")


def _bare() -> float:
    with terminal((sys.executable, "-c", BARE), place()) as screen:
        return _settled(screen, b"PAINTED")


def _settled(screen: int, wanted: bytes) -> float:
    read_until(screen, wanted, 120)
    drain(screen, 1)
    return sum(map(alone, children()))


def _proving(home: Path) -> tuple[float, float]:
    """MiB of the app and its warm process once a proof in the Lab is over, and once many more are."""
    with terminal((*QUIZ, "lab", ONE), home) as screen:
        read_until(screen, b"as they must be", 120)
        first = _at_rest(screen)
        for _ in range(MORE):
            press(screen, b"R", b"20/20", 120)
            drain(screen, 0.5)
        return first, _at_rest(screen)


def _at_rest(screen: int) -> float:
    """MiB of the app and its warm process. Raises TimeoutError when any other process stays."""
    (app,) = children()
    for _ in range(20):
        drain(screen, 0.5)
        if [len(children(server)) for server in children(app)] == [0]:
            return family(app)
    raise TimeoutError(f"After the proofs there still are {[*map(children, children(app))]}.")


def _warm() -> tuple[float, float]:
    """MiB of the warm process, and of the largest run."""
    done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)
    idle, most = json.loads(done.stdout)
    return idle, most


def _torch() -> float:
    with subprocess.Popen(
        [sys.executable, "-c", TORCH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        return alone(process.pid)


def family(process: int) -> float:
    """MiB of a process and of all that it has started."""
    return alone(process) + sum(map(family, children(process)))


def alone(process: int) -> float:
    """MiB of a process: what is its own, and its share of what it shares; 0 when it is gone."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(text.split("Pss:")[1].split()[0]) / 1024


def children(parent: int | None = None) -> list[int]:
    """The processes that `parent`, or this one, has started."""
    found = Path(f"/proc/{parent or os.getpid()}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]
