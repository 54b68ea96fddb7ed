"""A process that has been prepared for many forks: it must still be fit to be forked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.proof.follow import Follower
from quiz.proof.forks import Forks
from quiz.proof.messages import Job, Result
from quiz.proof.warm import Warm

FORKED = """
import os
from pathlib import Path
from quiz.proof.kindle import enlarge_pages, kindle

kindle()
enlarge_pages()
print(len(os.listdir("/proc/self/task")), flush=True)
if os.fork() == 0:
    import torch

    x = torch.ones(3, requires_grad=True)
    heads = torch.nn.MultiheadAttention(8, 2)
    y = torch.ones(4, 1, 8)
    (heads(y, y, y)[0].sum() * x.square().sum()).backward()
    print(x.grad.shape[0], "gradients", flush=True)
    os._exit(0)
os.wait()
"""

QUIET = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""What the server is started with."""

SCRIPT = """
import torch
from quiz.lab import estimate

def check_random(rng):
    return estimate(lambda: torch.randn(9, generator=rng).sum() + torch.nn.Linear(2, 2).bias.sum(), 0, 99)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there are processes forked")
def test_it_has_one_thread_and_its_forks_take_gradients() -> None:
    command = [sys.executable, "-c", FORKED]
    done = subprocess.run(command, env=os.environ | QUIET, capture_output=True, text=True, timeout=60)
    assert done.stdout.split("\n")[:2] == ["1", "3 gradients"], done.stderr


def test_what_is_measured_does_not_depend_on_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)

    async def measured(*, many: bool) -> list[float | None]:
        async with Warm(many=many) as warm:
            told = warm.run(Job(verifier="deck/script", path=str(script), seeds=(0, 1)))
            return [message.evidence.measured async for message in told if isinstance(message, Result)]

    few, many = (asyncio.run(measured(many=many)) for many in (False, True))
    assert len(few) == 2
    assert few == many


@pytest.mark.skipif(sys.platform != "linux", reason="only there are processes forked")
def test_the_first_run_begins_before_the_process_is_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    way = Forks(many=True)
    begun, prepared = Follower.begun, []

    def note(follower: Follower) -> None:
        prepared.append(way._server is not None and way._server._ready)
        begun(follower)

    monkeypatch.setattr(Follower, "begun", note)

    async def run(warm: Warm) -> list[Result]:
        told = warm.run(Job(verifier="deck/script", path=str(script)))
        return [message async for message in told if isinstance(message, Result)]

    async def both() -> list[list[Result]]:
        async with Warm(way=way) as warm:
            return await asyncio.gather(run(warm), run(warm))

    first, second = asyncio.run(both())
    assert len(first) == 1
    assert [one.evidence for one in first] == [one.evidence for one in second]
    assert prepared == [False, True]
