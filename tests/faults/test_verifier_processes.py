"""No process of a run outlives it, however it hides, and whoever is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from time import perf_counter

import pytest
import pytest_asyncio

from quiz.proof.limits import Limits
from quiz.proof.messages import Failure, Job, Message, Result
from quiz.proof.warm import Warm
from tests.faults.tools import job, messages

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform != "linux", reason="the forking server runs on Linux"),
]

SHORT = Limits(seconds=0.5)
PATIENT = 10.0  # seconds after which a process that should go counts as left behind

PRELUDE = """
import os, signal, sys, time
from quiz.lab import exact
def note():
    with open(__file__ + ".pids", "a") as file: file.write(f"{os.getpid()}\\n")
def hang():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP, signal.SIGINT})
    note()
    while True: time.sleep(1000)
def child(hides):
    if os.fork() == 0:
        if hides: os.setsid()
        if os.fork() == 0:
            if hides: os.setsid()
            hang()
        if hides: os._exit(0)
        hang()
"""
HANGS = PRELUDE + "def check_it(rng):\n    child(hides=False)\n    child(hides=True)\n    hang()\n"
RETURNS = PRELUDE + (
    "def check_it(rng):\n    note()\n    child(hides=False)\n    child(hides=True)\n"
    "    while len(open(__file__ + '.pids').readlines()) < 4: time.sleep(0.001)\n"
    "    return exact(1, 1)\n"
)
GOOD = "from quiz.lab import exact\ndef check_good(rng):\n    return exact(1, 1)\n"
KILLS_SERVER = PRELUDE + (
    "def check_it(rng):\n    child(hides=True)\n"
    "    while not os.path.exists(__file__ + '.pids'): time.sleep(0.001)\n"
    "    os.kill(os.getppid(), signal.NUMBER)\n    hang()\n"
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with Warm() as running:
        yield running


def noted(script: Path) -> list[int]:
    """The processes that the script told of."""
    notes = script.with_name(script.name + ".pids")
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


async def until(condition: object) -> None:
    deadline = perf_counter() + PATIENT
    while not condition():  # type: ignore[operator]
        assert perf_counter() < deadline
        await asyncio.sleep(0.005)


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_children_of_a_run_that_hangs_go_with_it(warm: Warm, script: Path) -> None:
    (failed,) = await messages(warm, script, HANGS, SHORT)
    assert isinstance(failed, Failure)
    assert failed.what == "check_it did not finish within 0.5 s and was stopped."
    assert noted(script)
    assert not any(map(alive, noted(script)))


async def test_children_of_a_run_that_returns_go_with_it(warm: Warm, script: Path) -> None:
    (result,) = await messages(warm, script, RETURNS)
    assert isinstance(result, Result)
    assert len(noted(script)) == 4
    assert not any(map(alive, noted(script)))


async def test_closing_the_iterator_ends_the_run_within_a_tenth_of_a_second(warm: Warm, script: Path) -> None:
    script.write_text(HANGS)
    took = []
    for attempt in range(1, 4):  # the best of three: this machine may be busy with other tests
        async with aclosing(warm.run(job(script))) as run:
            waiting = asyncio.ensure_future(anext(run))
            await until(lambda: len(noted(script)) == 4 * attempt)  # noqa: B023 (awaited here)
            begun = perf_counter()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        took.append(perf_counter() - begun)
        assert not any(map(alive, noted(script)))
    assert min(took) < 0.1


@pytest.mark.parametrize("number", ["SIGKILL", "SIGSTOP"])
async def test_a_run_that_fells_the_server_is_cut_off_and_the_next_one_gets_a_new_server(
    number: str, warm: Warm, script: Path
) -> None:
    limits = SHORT if number == "SIGSTOP" else None
    (failed,) = await messages(warm, script, KILLS_SERVER.replace("NUMBER", number), limits)
    assert isinstance(failed, Failure)
    stopped = "check_it did not finish within 0.5 s and was stopped."
    felled = "check_it was cut off: the process that runs verifiers had ended. Run it again."
    assert failed.what == (felled if number == "SIGKILL" else stopped)
    assert noted(script)
    await until(lambda: not any(map(alive, noted(script))))
    (result,) = await messages(warm, script, GOOD)
    assert isinstance(result, Result)


async def test_runs_go_on_side_by_side(warm: Warm, tmp_path: Path) -> None:
    scripts = [tmp_path / f"{name}.py" for name in ("one", "two", "three")]
    meet = (
        "import os, time\nfrom quiz.lab import exact\n"
        "def check_good(rng):\n"
        "    folder = os.path.dirname(__file__)\n"
        "    open(__file__ + '.here', 'w').close()\n"
        "    while sum(name.endswith('.here') for name in os.listdir(folder)) < 3: time.sleep(0.001)\n"
        "    return exact(1, 1)\n"
    )
    found = await asyncio.gather(*(messages(warm, script, meet) for script in scripts))
    assert all(isinstance(message, Result) for (message,) in found)


APP = """
import asyncio, sys
from quiz.proof.limits import Limits
from quiz.proof.messages import Job
from quiz.proof.warm import Warm
from quiz.proof.{module} import {way}
async def main():
    async with Warm(Limits(seconds=1000), {way}()) as warm:
        print(flush=True)
        async for message in warm.run(Job(verifier="deck/script", path=sys.argv[1])):
            print(message)
asyncio.run(main())
"""


def start(script: Path, way: str) -> subprocess.Popen[bytes]:
    text = APP.format(module=way.lower(), way=way)
    return subprocess.Popen([sys.executable, "-c", text, str(script)], stdout=subprocess.PIPE)


def descendants(of: int) -> set[int]:
    """Processes below `of`, by their parents."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {of}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {of}


@pytest.mark.parametrize("way", ["Forks", "Spares"])
async def test_an_app_killed_in_mid_proof_leaves_no_process_behind(way: str, script: Path) -> None:
    # A spare has nobody above it to look for what hides.
    script.write_text(HANGS if way == "Forks" else PRELUDE + "def check_it(rng):\n    hang()\n")
    with start(script, way) as app:
        await until(lambda: len(noted(script)) == (4 if way == "Forks" else 1))
        below = descendants(app.pid) | set(noted(script))
        assert len(below) >= 2
        app.send_signal(signal.SIGKILL)
    await until(lambda: not any(map(alive, below)))


@pytest.mark.parametrize("way", ["Forks", "Spares"])
async def test_an_app_killed_while_torch_loads_leaves_no_process_behind(way: str, script: Path) -> None:
    script.write_text(HANGS)
    with start(script, way) as app:
        assert app.stdout is not None
        await asyncio.to_thread(app.stdout.readline)
        await until(lambda: descendants(app.pid))
        below = descendants(app.pid)
        app.send_signal(signal.SIGKILL)
    await until(lambda: not any(map(alive, below)))


async def test_leaving_ends_the_server_and_its_runs(script: Path) -> None:
    script.write_text(HANGS)
    async with Warm(Limits(seconds=PATIENT)) as own:
        waiting = asyncio.ensure_future(anext(own.run(job(script))))
        await until(lambda: len(noted(script)) == 4)
    failed = await waiting
    assert isinstance(failed, Failure)
    assert failed.what.startswith("check_it was cut off")
    assert not any(map(alive, noted(script)))


async def test_leaving_while_the_server_prepares_ends_the_run_that_it_has_begun(script: Path) -> None:
    script.write_text(HANGS)
    async with Warm(Limits(seconds=PATIENT), many=True) as own:
        waiting = asyncio.ensure_future(anext(own.run(job(script))))
        await until(lambda: len(noted(script)) == 4)
    failed = await waiting
    assert isinstance(failed, Failure)
    await until(lambda: not any(map(alive, noted(script))))


async def test_leaving_does_not_wait_for_torch_to_load() -> None:
    before = descendants(os.getpid())
    async with Warm():
        begun = perf_counter()
    assert perf_counter() - begun < 0.5
    assert descendants(os.getpid()) == before


async def test_a_run_that_is_closed_while_torch_loads_is_killed_and_the_next_one_runs(script: Path) -> None:
    script.write_text(HANGS)
    async with Warm() as own:
        waiting = asyncio.ensure_future(anext(own.run(job(script))))
        await asyncio.sleep(0)
        begun = perf_counter()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert perf_counter() - begun < 0.5
        (result,) = await messages(own, script.with_name("next.py"), GOOD)
        assert isinstance(result, Result)
        await until(lambda: not any(map(alive, noted(script))))


async def test_more_runs_than_the_server_can_take_at_once_wait_their_turn(script: Path) -> None:
    script.write_text(GOOD)
    asked = Job(verifier="deck/script", path=str(script), names=("good",) * 9000)
    async with Warm() as own:

        async def run() -> list[Message]:
            return [message async for message in own.run(asked)]

        found = await asyncio.gather(*(run() for _ in range(8)))
    assert all(isinstance(message, Result) for (message,) in found)


async def test_a_server_that_cannot_start_says_why(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with Warm() as own:
        (failed,) = await messages(own, script, GOOD)
    assert isinstance(failed, Failure)
    assert failed.what == "Torch could not be loaded."
    assert "ImportError: no torch here" in failed.details
