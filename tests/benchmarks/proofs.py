"""How soon a verdict comes, and how long all of them take."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from statistics import median

from quiz.memory import here
from quiz.proof.find import find
from quiz.proof.messages import Job, Message, Result
from quiz.proof.remember import Remembered
from quiz.proof.warm import Warm
from tests.benchmarks.harness import ROUNDS, Row, beside, growth, interleaved, process, within
from tests.benchmarks.place import place
from tests.benchmarks.screens import QUIZ
from tests.benchmarks.terminal import drain, press, read_until, terminal

BESIDE = ("torch",)
ROOT = Path(__file__).parents[2] / "verifiers"
ONE = "attention/scale_by_sqrt_dk"
CORES = 2
REDRAW = "while results come the screen is drawn every tenth of a second: the last one waits for it"
SHARES = (16, 4, 1)
"""Every sixteenth verifier, every fourth, all."""

COLD = process("python", str(ROOT / f"{ONE}.py"))
MANY = 2 * ROUNDS + 1
"""Proofs, of which the first does not count."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof, in seconds."""

    waited: float
    computed: float
    """By its checks and controls themselves."""
    cold: float
    """The whole of its script, run by a Python of its own just afterwards."""


def rows() -> Iterator[Row]:
    """A warm proof beside a cold script; all of them beside all scripts and one import of torch."""
    for what, proofs, why in (
        ("a warm proof, from key press to verdict on the screen", _pressed(), REDRAW),
        ("a warm proof, from request to verdict", asyncio.run(_asked()), ""),
    ):
        waited, computed, cold = zip(*map(astuple, proofs), strict=True)
        over = [one - other for one, other in zip(waited, computed, strict=True)]
        yield within(f"{what}, less its computation", 50, over, why)
        own = f"its own computation is {sum(computed) / sum(cold):.2g}"
        yield beside(what, "its script, cold", waited, cold, 0.1, own)
    yield from _everything()


def _pressed() -> list[Proof]:
    """In the Lab, with the key that runs it again."""
    home, found = place() / "home", []
    home.mkdir(exist_ok=True)
    with terminal((*QUIZ, "lab", ONE), home) as screen, Remembered(home / "proofs.db", here) as remembered:
        read_until(screen, b"as they must be", 120)
        for _ in range(MANY):
            drain(screen, 0.5)
            waited = press(screen, b"r", b"as they must be", 60)
            kept = remembered.all().items()  # other rooms have proved other things in that home
            computed = sum(one.result.seconds for id, one in kept if id.startswith(f"{ONE}::"))
            found.append(Proof(waited, computed, COLD()))
    return found[1:]


async def _asked() -> list[Proof]:
    """Without a screen."""
    found = []
    async with Warm() as warm:
        for _ in range(MANY):
            began = time.perf_counter()
            said = [message async for message in warm.run(_job(ONE))]
            found.append(Proof(time.perf_counter() - began, _computed(said), COLD()))
    return found[1:]


def _everything() -> Iterator[Row]:
    """All verifiers, and shares of them, in every round; every script cold once, which takes minutes."""
    scripts = {name: verifier.path for name, verifier in find(ROOT)[0].items()}
    parts = [list(scripts)[::share] for share in SHARES]
    *runs, imports = interleaved(
        *(partial(_verify, part) for part in parts), process("python", "-c", "import torch")
    )
    times = {len(part): [took for took, _ in some] for part, some in zip(parts, runs, strict=True)}
    cold = _all_cold(scripts.values())
    took, computed = (median(some) for some in zip(*runs[-1], strict=True))
    what, own = f"`quiz verify --all`, {len(scripts)} verifiers, {CORES} cores", computed / CORES
    once = median(imports)
    why = f"what the checks compute, shared by {CORES} cores, is {{:.2g}}"
    parts_of_it = f"{why.format(own / cold)}, and to import torch before, on one of them, {once / cold:.2g}"
    yield beside(what, f"every script cold, {CORES} at a time", [took], [cold], 0.05, parts_of_it)
    yield beside(what, "`import torch` once", times[len(scripts)], imports, 8, why.format(own / once))
    yield growth("`quiz verify`", "verifiers", times, 1.1, "linear")


def _job(name: str) -> Job:
    return Job(verifier=name, path=str(ROOT / f"{name}.py"))


def _computed(said: list[Message]) -> float:
    """Seconds of all checks and controls together."""
    return sum(message.seconds for message in said if isinstance(message, Result))


def _verify(names: list[str]) -> tuple[float, float]:
    """Seconds of `quiz verify`, and of all checks and controls together."""
    began = time.perf_counter()
    command = [*QUIZ, "verify", *names, "--jobs", str(CORES), "--json"]
    done = subprocess.run(command, env=os.environ | {"QUIZ_HOME": str(place() / "home")}, capture_output=True)
    took = time.perf_counter() - began
    return took, sum(check["seconds"] for check in json.loads(done.stdout)["checks"])


def _all_cold(scripts: Iterable[str]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda path: process("python", path)(), scripts))
    return time.perf_counter() - began
