"""Running verifiers that behave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from quiz.lab.evidence import Evidence
from quiz.proof.messages import Failure, Job, Message, Progress, Result
from quiz.proof.remember import Kept
from quiz.proof.sweep import longest_first, sweep
from quiz.proof.warm import Warm

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """
import torch
from quiz.lab import Knob, estimate, exact
D, E = Knob(4, [1, 8], "a width"), Knob(2)

def check_width(rng, d=D):
    print("noise on the way")
    return exact(d, d)

def check_both(rng, d=D, e=E):
    return exact(d * e, d * e)

def control_sum(rng, e=E):
    return exact(e + 1, e)

def check_random(rng):
    return exact(torch.randn(3, generator=rng).sum(), 0.0, scale=1.0)

def check_slow(rng):
    import time
    def draw():
        time.sleep(0.005)
        return torch.randn(50, generator=rng).mean()
    return estimate(draw, 0.0, 1.0)
"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with Warm() as running:
        yield running


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def job(script: Path, *names: str, **given: Any) -> Job:
    return Job(verifier="deck/script", path=str(script), names=names, **given)


async def run(warm: Warm, job: Job) -> Sequence[Message]:
    return [message async for message in warm.run(job)]


async def test_a_job_gives_a_result_for_each_seed_and_experiment_in_order(warm: Warm, script: Path) -> None:
    found = await run(warm, job(script, "width", "sum", seeds=(5, 7)))
    assert all(isinstance(message, Result) for message in found)
    assert [(m.id, m.kind, m.passed, m.seed) for m in found if isinstance(m, Result)] == [
        ("deck/script::width", "check", True, 5),
        ("deck/script::sum", "control", True, 5),
        ("deck/script::width", "check", True, 7),
        ("deck/script::sum", "control", True, 7),
    ]


async def test_knobs_reach_the_experiments_that_take_them(warm: Warm, script: Path) -> None:
    found = await run(warm, job(script, "width", "both", "sum", knobs={"d": 8}))
    assert [m.knobs for m in found if isinstance(m, Result)] == [{"d": 8}, {"d": 8, "e": 2}, {"e": 2}]


async def test_the_same_seed_measures_the_same_and_another_does_not(warm: Warm, script: Path) -> None:
    one, other, again = [
        m.evidence.measured
        for m in await run(warm, job(script, "random", seeds=(1, 2, 1)))
        if isinstance(m, Result)
    ]
    assert one == again != other


async def test_progress_is_told_while_it_measures_and_not_too_often(warm: Warm, script: Path) -> None:
    *progress, result = await run(warm, job(script, "slow"))
    assert isinstance(result, Result)
    assert all(isinstance(message, Progress) and message.name == "slow" for message in progress)
    assert 1 <= len(progress) <= result.seconds / 0.1


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"knobs": {"width": 3}}, "deck/script has no knob 'width': it has d, e."),
        (
            {"names": ("wide",)},
            "deck/script has no check or control 'wide': it has both, random, slow, sum, width.",
        ),
        ({"device": "abacus"}, "There is no device 'abacus': name cpu, cuda or mps."),
    ],
)
async def test_a_job_that_the_script_cannot_do_fails_as_a_whole(
    given: dict[str, Any], what: str, warm: Warm, script: Path
) -> None:
    asked = Job(**{"verifier": "deck/script", "path": str(script)} | given)
    (failed,) = await run(warm, asked)
    assert isinstance(failed, Failure)
    assert (failed.name, failed.what) == ("", what)


async def test_a_value_that_the_knob_does_not_take_fails_where_it_is_taken(warm: Warm, script: Path) -> None:
    failed, fine = await run(warm, job(script, "width", "sum", knobs={"d": 9}))
    assert isinstance(failed, Failure)
    assert (failed.name, failed.what) == ("width", "d goes from 1 to 8, not 9.")
    assert isinstance(fine, Result)


async def test_a_sweep_gives_every_message_of_every_job(warm: Warm, script: Path) -> None:
    jobs = [job(script, "width", "sum", seeds=(seed,)) for seed in range(7)]
    told = [(one.seeds[0], m.id) async for one, m in sweep(warm, jobs, 3) if isinstance(m, Result)]
    assert sorted(told) == [(seed, f"deck/script::{name}") for seed in range(7) for name in ("sum", "width")]


async def test_a_sweep_that_is_closed_ends_its_runs(warm: Warm, script: Path) -> None:
    hangs = script.with_name("hangs.py")
    hangs.write_text("def check_a(rng):\n    while True: pass\n")
    jobs = [job(script, "width"), Job(verifier="deck/hangs", path=str(hangs)), job(script, "width")]
    async with asyncio.timeout(20), aclosing(sweep(warm, jobs, 1)) as running:
        _, message = await anext(running)
        assert isinstance(message, Result)
    assert isinstance((await run(warm, job(script, "width")))[0], Result)


async def test_a_sweep_of_nothing_ends(warm: Warm) -> None:
    assert [told async for told in sweep(warm, [])] == []


async def test_the_job_that_took_longest_goes_first_and_the_others_keep_their_order() -> None:
    def kept(id: str, seconds: float) -> tuple[str, Kept]:
        evidence = Evidence(rule="exact", verdict="holds", measured=1.0, predicted=1.0)
        told = Result(id=id, kind="check", evidence=evidence, passed=True, seconds=seconds, seed=0, knobs={})
        return id, Kept(told, "", datetime(2026, 3, 1, tzinfo=UTC))

    a, b, c = (Job(verifier=f"deck/{name}", path=f"{name}.py") for name in "abc")
    took = dict([kept("deck/a::one", 0.5), kept("deck/b::one", 0.3), kept("deck/b::two", 0.3)])
    assert longest_first([a, b, c], took) == [b, a, c]
    assert longest_first([a, c], took) == [a, c]
    assert longest_first([a, b, c], {}) == [a, b, c]
    assert longest_first([], took) == []
