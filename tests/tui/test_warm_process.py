"""The warm process of the app: it gives way to the screen, is small, and leaves nothing behind."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from quiz.commands.study import POLITE, _warm
from quiz.proof.fence import children
from quiz.proof.messages import Job, Message, Result

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there are processes forked")

SESSION = Path("/proc/self/autogroup")
SCRIPT = """
import os, sys
from quiz.lab import exact

def check_nice(rng):
    return exact(os.nice(0), NICE)

def check_nice_session(rng):
    return exact(int(open("/proc/self/autogroup").read().split()[-1]), POLITE)

def check_session_of_the_server(rng):
    return exact([os.getsid(0), os.getpgid(0)], [os.getppid(), os.getpid()])

def check_few_need_it(rng):
    return exact("sympy" in sys.modules, False)
"""


def told(script: Path, *names: str, until_passed: int = 1) -> list[Message]:
    """What the last of at most so many runs says; meanwhile every run and every process has to go."""

    async def run() -> list[Message]:
        before, said = children(), []
        async with _warm() as warm:
            (server,) = children() - before
            for _ in range(until_passed):
                job = Job(verifier="deck/script", path=str(script), names=names)
                said = [message async for message in warm.run(job)]
                assert not Path(f"/proc/{server}/task/{server}/children").read_text(), "the run has gone"
                if all(isinstance(message, Result) and message.passed for message in said):
                    break
        assert children() == before, "and so has the process"
        return said

    return asyncio.run(run())


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT.replace("NICE", str(min(os.nice(0) + POLITE, 19))).replace("POLITE", str(POLITE)))
    return path


def test_it_gives_way_holds_no_more_than_it_must_and_leaves_nothing_behind(script: Path) -> None:
    said = told(script, "nice", "session_of_the_server", "few_need_it")
    assert [isinstance(message, Result) and message.passed for message in said] == [True] * 3, said


@pytest.mark.skipif(not SESSION.exists(), reason="this kernel does not weigh sessions against each other")
def test_its_whole_session_gives_way_to_that_of_the_terminal(script: Path) -> None:
    before = SESSION.read_text()
    (said,) = told(script, "nice_session", until_passed=30)  # the system may refuse ten times a second
    assert isinstance(said, Result), said
    assert said.passed
    assert SESSION.read_text() == before, "this one does not"
