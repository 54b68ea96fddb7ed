"""The way for systems where forking is not safe keeps the same promises."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from quiz.proof.limits import Limits
from quiz.proof.messages import Failure, Result
from quiz.proof.spares import Spares
from quiz.proof.warm import Warm
from tests.faults.tools import messages

from .test_verifier_processes import HANGS, RETURNS, alive, noted, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with Warm(way=Spares()) as running:
        yield running


async def test_a_spare_measures_reports_prints_and_crashes_as_a_fork_does(warm: Warm, script: Path) -> None:
    text = (
        "import ctypes\nfrom quiz.lab import exact\n"
        "def check_good(rng):\n    print('well')\n    return exact(1, 1)\n"
        "def check_raises(rng):\n    1 / 0\n"
        "def check_crashes(rng):\n    ctypes.string_at(0)\n"
    )
    good, raises, crashes = await messages(warm, script, text)
    assert isinstance(good, Result)
    assert good.passed
    assert isinstance(raises, Failure)
    assert raises.what == "check_raises raised ZeroDivisionError: division by zero."
    assert isinstance(crashes, Failure)
    if sys.platform != "win32":
        assert crashes.what == "check_crashes crashed its process: segmentation fault (SIGSEGV)."
    assert crashes.details.startswith("well\nFatal Python error: Segmentation fault\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what leaves its group cannot be found")
@pytest.mark.parametrize("text", [HANGS, RETURNS], ids=["hangs", "returns"])
async def test_children_of_a_spare_go_with_it(text: str, warm: Warm, script: Path) -> None:
    (message,) = await messages(warm, script, text, Limits(seconds=0.5) if text == HANGS else None)
    if isinstance(message, Failure):
        assert message.what == "check_it did not finish within 0.5 s and was stopped."
    assert len(noted(script)) >= 3
    await until(lambda: not any(map(alive, noted(script))))
