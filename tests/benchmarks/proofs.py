"""How soon a verdict comes, and how long all of them take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from quiz.proof.find import find
from quiz.proof.messages import Job, Result
from quiz.proof.sweep import sweep
from quiz.proof.warm import Warm
from tests.benchmarks.harness import Row, interleaved, process

ROOT = Path(__file__).parents[2] / "verifiers"
ONE = ROOT / "attention" / "scale_by_sqrt_dk.py"
CORES = 2


def rows() -> Iterator[Row]:
    """A warm proof beside a cold script; all of them beside all scripts and one import of torch."""
    waited, computed = asyncio.run(_warm_proofs())
    overhead = [wait - compute for wait, compute in zip(waited, computed, strict=True)]
    yield Row(
        "a warm proof, from request to verdict, less its computation",
        "50 ms",
        overhead,
        [0.05] * len(overhead),
        "≤ 1",
        lambda ratio: ratio <= 1,
    )
    warm, cold = interleaved(lambda: asyncio.run(_one_warm()), process("python", str(ONE)))
    own = "its own computation is most of it"
    yield Row("a warm proof", "its script, cold", warm, cold, "≤ 0.1", lambda ratio: ratio <= 0.1, own)
    scripts = [verifier.path for verifier in find(ROOT)[0].values()]
    everything, every_script = [_all()], [_all_cold(scripts)]  # minutes each: once will do
    yield Row(
        f"all {len(scripts)} verifiers, two cores",
        "every script cold, two at a time",
        everything,
        every_script,
        "≤ 0.05",
        lambda ratio: ratio <= 0.05,
        "20 times as fast as one cold script after the other (24 of them timed)",
    )
    imports, once = interleaved(_all, process("python", "-c", "import torch"), rounds=3)
    yield Row(
        f"all {len(scripts)} verifiers, two cores",
        "`import torch` once",
        imports,
        once,
        "≤ 8",
        lambda ratio: ratio <= 8,
        "the computation alone is 25 s of one core",
    )


def _job(path: Path) -> Job:
    return Job(verifier=f"{path.parent.name}/{path.stem}", path=str(path))


async def _warm_proofs(rounds: int = 20) -> tuple[list[float], list[float]]:
    """Seconds from request to the last verdict, and seconds of computation, of the same runs."""
    waited, computed = [], []
    async with Warm() as warm:
        for turn in range(rounds + 1):
            began = time.perf_counter()
            seconds = [
                message.seconds async for message in warm.run(_job(ONE)) if isinstance(message, Result)
            ]
            if turn:
                waited.append(time.perf_counter() - began)
                computed.append(sum(seconds))
    return waited, computed


async def _one_warm() -> float:
    async with Warm() as warm:
        async for _ in warm.run(_job(ONE)):  # torch is being imported: this run does not count
            pass
        began = time.perf_counter()
        async for _ in warm.run(_job(ONE)):
            pass
        return time.perf_counter() - began


def _all() -> float:
    async def run() -> None:
        jobs = [_job(Path(verifier.path)) for verifier in find(ROOT)[0].values()]
        async with Warm(many=True) as warm:
            async for _ in sweep(warm, jobs, CORES):
                pass

    began = time.perf_counter()
    asyncio.run(run())
    return time.perf_counter() - began


def _all_cold(scripts: list[str]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda path: process("python", path, env=None)(), scripts))
    return time.perf_counter() - began
