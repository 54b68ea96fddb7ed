"""What runs is what was trusted, to the byte, whatever happens to the file after it was handed out."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

import quiz
from quiz import places, shelf
from quiz.exchange.decks import manage, trust
from quiz.proof.cluster.parts import parts
from quiz.proof.cluster.worker import prove
from quiz.proof.find import KnobInfo, Verifier
from quiz.proof.messages import Failure, Job, Message, Result
from quiz.proof.seal import UNTRUSTED
from quiz.proof.select import select
from quiz.proof.spares import Spares
from quiz.proof.warm import Warm
from quiz.proof.wire import read
from quiz.tui.dial import Dial
from quiz.tui.proving import bench_of
from quiz.tui.sweeping import sweep_jobs
from tests.unit.exchange.decks import NOW, SCRIPT, write

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = (
    "The script is not the one that you trusted, so it was not run. "
    "Look at it, then trust its deck again with `quiz deck trust`."
)
FORGED = SCRIPT.replace("from quiz.lab", "open(__file__ + '.ran', 'w')\nfrom quiz.lab")


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=["forks", "spares"])
async def warm(request: pytest.FixtureRequest) -> AsyncIterator[Warm]:
    if request.param == "forks" and sys.platform != "linux":
        pytest.skip("the forking server runs on Linux")
    async with Warm(way=Spares() if request.param == "spares" else None) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installed deck `tiny`, trusted."""
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path / "home"))
    home = places.home()
    deck = manage.add(home, str(write(tmp_path / "tiny")), "tiny", shelf.taken(), NOW).folder
    trust.trust(home, "tiny", trust.scripts(deck), NOW)
    return deck


@pytest.fixture
def handed_out(folder: Path) -> Verifier:
    """Its verifier, as whoever runs it gets it."""
    return shelf.runnable("tiny/two")


def forge(script: Verifier) -> Path:
    """Put another text in the place of the script, with the same time; where it would say that it ran."""
    path = Path(script.path)
    before = path.stat()
    path.write_text(FORGED)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return path.with_name(path.name + ".ran")


def job(script: Verifier) -> Job:
    (chosen,) = select({script.id: script}, ())
    return chosen.job({}, (0,), "cpu")


async def said(warm: Warm, asked: Job) -> list[Message]:
    return [message async for message in warm.run(asked)]


async def test_a_copy_that_changes_after_it_was_handed_out_is_refused(
    warm: Warm, handed_out: Verifier
) -> None:
    trace = forge(handed_out)
    (refused,) = await said(warm, job(handed_out))
    assert isinstance(refused, Failure)
    assert (refused.name, refused.what, refused.details) == ("", REFUSED, "")
    assert not trace.exists()


async def test_the_text_that_was_trusted_runs(warm: Warm, handed_out: Verifier) -> None:
    found = await said(warm, job(handed_out))
    assert [isinstance(message, Result) and message.passed for message in found] == [True, True]


async def test_a_script_that_was_listed_before_it_was_trusted_does_not_run(warm: Warm, folder: Path) -> None:
    home = places.home()
    trust.forget(home, "tiny")
    listed = shelf.verifiers()["tiny/two"]
    assert listed.seal == UNTRUSTED
    trust.trust(home, "tiny", trust.scripts(folder), NOW)
    (refused,) = await said(warm, job(listed))
    assert isinstance(refused, Failure)
    assert refused.what == REFUSED


async def test_an_answer_is_not_graded_by_a_script_that_has_changed(
    warm: Warm, handed_out: Verifier, tmp_path: Path
) -> None:
    trace = forge(handed_out)
    program = tmp_path / "program.py"
    program.write_text("def two(of): return 2 * of\n")
    (refused,) = await said(warm, msgspec.structs.replace(job(handed_out), answer=str(program)))
    assert isinstance(refused, Failure)
    assert refused.what == REFUSED
    assert not trace.exists()


async def test_a_part_of_a_sweep_whose_script_has_changed_is_refused_where_it_runs(
    handed_out: Verifier,
) -> None:
    asked = job(handed_out)
    trace = forge(handed_out)
    _, lines = prove(msgspec.msgpack.encode(parts([asked])[0]))
    (refused,) = map(read, lines.splitlines())
    assert isinstance(refused, Failure)
    assert refused.what == REFUSED
    assert not trace.exists()


async def test_every_job_for_a_trusted_script_carries_its_seal(handed_out: Verifier) -> None:
    assert len(handed_out.seal) == 64
    assert shelf.verifiers()["tiny/two"].seal == handed_out.seal
    bench = bench_of(handed_out)
    (trial, *_) = bench.trials.values()
    dial = Dial(verifier=handed_out.id, name="of", info=KnobInfo(1, (1, 2)), value=1)
    jobs = [job(handed_out), *bench.jobs(0), *sweep_jobs(bench, trial, dial, 0)]
    assert {asked.seal for asked in jobs} == {handed_out.seal}
    assert len(jobs) == 4


async def test_no_job_is_made_anywhere_without_the_seal_of_its_script() -> None:
    package = Path(quiz.__file__).parent
    calls = [
        {keyword.arg for keyword in node.keywords}
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Job"
    ]
    assert len(calls) >= 6
    assert all({"path", "seal"} <= names for names in calls)


async def test_what_ships_may_be_edited_between_two_runs() -> None:
    assert {script.seal for name, script in shelf.verifiers().items() if name.startswith("attention/")} == {
        ""
    }
