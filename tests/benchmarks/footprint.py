"""Memory in use: the app, the app with its warm process, one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Row
from tests.benchmarks.screens import BARE, read_until, terminal

TORCH = "import sys, torch; print('up', flush=True); sys.stdin.read()"
ROUNDS = 3

WARM = """
import asyncio, json
from pathlib import Path
from quiz.proof.find import find
from quiz.proof.messages import Job
from quiz.proof.warm import Warm
from tests.benchmarks.footprint import ROOT, alone, children

async def main():
    verifier = find(ROOT)[0]["attention/scale_by_sqrt_dk"]
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
ROOT = Path(__file__).parents[2] / "verifiers"


def rows() -> Iterator[Row]:
    """MiB that belong to a process alone, or its share of what it shares (PSS)."""
    apps, bares, servers, runs, torches = [], [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(ROUNDS):
            apps.append(_screen((sys.executable, "-m", "quiz", "review"), b"Help", Path(home)))
            bares.append(_screen((sys.executable, "-c", BARE), b"PAINTED", Path(home)))
            done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)
            idle, most = json.loads(done.stdout)
            servers.append(idle)
            runs.append(most)
            torches.append(_torch())
    yield Row("memory of the app", "a bare Textual app", apps, bares, "≤ 1.3", lambda ratio: ratio <= 1.3)
    yield Row("memory of the warm process", "`import torch`", servers, torches, "≤ 1.3", lambda r: r <= 1.3)
    yield Row("memory that a run adds", "`import torch`", runs, torches, "≤ 1.3", lambda r: r <= 1.3)


def _screen(command: tuple[str, ...], wanted: bytes, home: Path) -> float:
    with terminal(command, home) as screen:
        read_until(screen, wanted, 60)
        time.sleep(0.5)
        return sum(alone(child) for child in children())


def _torch() -> float:
    with subprocess.Popen(
        [sys.executable, "-c", TORCH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        return alone(process.pid)


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
