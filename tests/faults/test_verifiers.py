"""Whatever a verifier does, the program goes on and says in one sentence what happened."""

from __future__ import annotations

import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from quiz.proof.limits import Limits
from quiz.proof.messages import Failure, Job, Result
from quiz.proof.warm import Warm
from tests.faults.tools import messages

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORT = Limits(seconds=0.5, memory=1 << 30, evidence=1 << 20)
PATIENT = Limits(seconds=20, memory=1 << 30, evidence=1 << 20)

FAULTS = {
    "never returns": (
        "while True: pass",
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "takes the interpreter's lock in C": (
        "ctypes.PyDLL(None).sleep(1000)",
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "ignores signals": (
        """
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        while True: pass
        """,
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "stops itself": (
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "allocates 100 GB in torch": (
        "torch.ones(100 << 30, dtype=torch.uint8)",
        "check_it asked for more memory than the 1 GiB that a run may take.",
    ),
    "allocates 100 GB in Python": (
        "bytearray(100 << 30)",
        "check_it asked for more memory than the 1 GiB that a run may take.",
    ),
    "crashes": (
        "ctypes.string_at(0)",
        "check_it crashed its process: segmentation fault (SIGSEGV).",
    ),
    "aborts": (
        "os.abort()",
        "check_it crashed its process: aborted (SIGABRT).",
    ),
    "kills itself": (
        "os.kill(os.getpid(), signal.SIGKILL)",
        "check_it was killed by the system, most likely because memory ran out.",
    ),
    "leaves with os._exit": (
        "os._exit(0)",
        "check_it ended its process with status 0 before it gave evidence.",
    ),
    "leaves with sys.exit": (
        "sys.exit(0)",
        "check_it called sys.exit(0) instead of returning evidence.",
    ),
    "prints 100 MB": (
        "for _ in range(100): print('x' * (1 << 20))",
        "check_it printed more than 10 MiB and was stopped.",
    ),
    "prints invalid JSON and escape sequences": (
        """
        print('{"type": "result", "passed": tru')
        print('\\x1b]0;owned\\x07\\x1b[2J\\x9b31m')
        os.write(1, bytes(range(256)))
        raise ValueError('no more')
        """,
        "check_it raised ValueError: no more.",
    ),
    "forks children and leaves them its pipes": (
        """
        for _ in range(20):
            if os.fork() == 0: time.sleep(1000)
        os._exit(0)
        """,
        "check_it ended its process with status 0 before it gave evidence.",
    ),
    "forks children and hangs": (
        """
        for _ in range(20):
            if os.fork() == 0: time.sleep(1000)
        time.sleep(1000)
        """,
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "deletes its own file and raises": (
        "os.remove(__file__)\n    raise ValueError('I am gone')",
        "check_it raised ValueError: I am gone.",
    ),
    "writes junk to every descriptor": (
        """
        for number in range(3, 256):
            try: os.write(number, b'\\x1b[2J{"type": "result", "passed": tru\\n')
            except OSError: pass
        """,
        "check_it wrote something other than evidence where evidence belongs.",
    ),
    "writes nesting without end to every descriptor": (
        """
        for number in range(3, 256):
            try: os.write(number, b'[' * 50_000 + b'\\n')
            except OSError: pass
        """,
        "check_it wrote something other than evidence where evidence belongs.",
    ),
    "claims the result of another check": (
        """
        for number in range(3, 256):
            try: os.write(number, b'{"type": "failure", "verifier": "", "name": "other", "what": ""}\\n')
            except OSError: pass
        """,
        "check_it wrote something other than evidence where evidence belongs.",
    ),
    "writes a line without end to every descriptor": (
        """
        for number in range(3, 256):
            try:
                while True: os.write(number, b'[' * 65536)
            except OSError: pass
        """,
        "check_it returned more than 1 MiB of evidence.",
    ),
    "raises": (
        "raise ValueError('what \\x1b[31mred\\x1b[0m nonsense')",
        "check_it raised ValueError: what [31mred[0m nonsense.",
    ),
    "raises what cannot be shown": (
        """
        class Shy(Exception):
            def __str__(self): raise RuntimeError
        raise Shy
        """,
        "check_it raised Shy: its message cannot be read.",
    ),
    "recurses without end": (
        "def f(): f()\n    f()",
        "check_it raised RecursionError: maximum recursion depth exceeded.",
    ),
    "returns nothing": (
        "return None",
        "check_it returned NoneType, and no evidence.",
    ),
    "returns NaN and no evidence": (
        "return float('nan')",
        "check_it returned float, and no evidence.",
    ),
    "returns evidence that holds a tensor": (
        "return Evidence(rule='exact', verdict='holds', measured=torch.ones(()), predicted=1.0)",
        "check_it returned evidence that is not plain numbers: measured is a Tensor.",
    ),
    "returns an unknown verdict": (
        "return Evidence(rule='exact', verdict='perhaps', measured=1.0, predicted=1.0)",
        "check_it returned evidence that is not plain numbers: "
        "Invalid enum value 'perhaps' - at `$.verdict`.",
    ),
    "closes its pipes": (
        "os.closerange(0, 4096)\n    return exact(1, 1)",
        "check_it closed the channel on which evidence is reported.",
    ),
    "closes its pipes and hangs": (
        "os.closerange(0, 4096)\n    while True: pass",
        "check_it did not finish within 0.5 s and was stopped.",
    ),
    "opens files without end": (
        "files = [open('/dev/null') for _ in range(100_000)]",
        "check_it raised OSError: [Errno 24] Too many open files: '/dev/null'.",
    ),
    "writes a file without end": (
        """
        import tempfile
        with tempfile.TemporaryFile(buffering=0) as file:
            while True: file.write(bytes(1 << 24))
        """,
        "check_it raised OSError: [Errno 27] File too large.",
    ),
    "waits for the keyboard": (
        "input()",
        "check_it raised EOFError: EOF when reading a line.",
    ),
}

SCRIPTS = {
    "has a syntax error": (
        "def check_it(rng:\n    pass",
        "The script has a syntax error in line 1: '(' was never closed.",
    ),
    "holds a null byte": (
        "x = '\0'",
        "The script could not be read: SyntaxError: source code string cannot contain null bytes.",
    ),
    "imports what is not there": (
        "import nowhere_to_be_found",
        "The script could not be read: ModuleNotFoundError: No module named 'nowhere_to_be_found'.",
    ),
    "leaves while it is read": (
        "import sys; sys.exit(3)",
        "The script called sys.exit(3) while it was read.",
    ),
    "leaves at once while it is read": (
        "import os; os._exit(0)",
        "The script ended its process with status 0 before it gave evidence.",
    ),
    "hangs while it is read": (
        "while True: pass",
        "The script did not finish within 0.5 s and was stopped.",
    ),
    "is empty": ("", "The script has no check and no control."),
}

HEAD = "import ctypes, os, signal, sys, time, torch\nfrom quiz.lab import *\n"
GOOD = "def check_good(rng):\n    return exact(1, 1)\n"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with Warm(PATIENT) as running:
        yield running


def body(text: str) -> str:
    """A check with `text` as its body, after a good one and before another."""
    inner = textwrap.indent(textwrap.dedent(text), "    ") if "\n        " in text else "    " + text
    return f"{HEAD}{GOOD}def check_it(rng):\n{inner}\n{GOOD.replace('good', 'last')}"


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_verifier_that_misbehaves_is_reported_as_what_it_is(
    fault: str, warm: Warm, script: Path
) -> None:
    text, what = FAULTS[fault]
    first, failed, last = await messages(warm, script, body(text), SHORT if "0.5 s" in what else None)
    assert isinstance(first, Result)
    assert first.passed
    assert isinstance(failed, Failure)
    assert (failed.name, failed.what) == ("it", what)
    assert "\x1b" not in failed.details
    assert "quiz/proof" not in failed.details
    if isinstance(last, Failure):
        assert last.what == "Not run, because check_it had ended the run."
    again = await messages(warm, script, HEAD + GOOD)
    assert [type(message) for message in again] == [Result]


@pytest.mark.parametrize("fault", SCRIPTS)
async def test_a_script_that_cannot_be_read_is_reported_as_a_whole(
    fault: str, warm: Warm, script: Path
) -> None:
    text, what = SCRIPTS[fault]
    (failed,) = await messages(warm, script, text, SHORT if "0.5 s" in what else None)
    assert isinstance(failed, Failure)
    assert (failed.name, failed.what) == ("", what)


async def test_a_missing_script_is_reported(warm: Warm, script: Path) -> None:
    job = Job(verifier="deck/script", path=str(script))
    (failed,) = [message async for message in warm.run(job)]
    assert isinstance(failed, Failure)
    assert failed.what.startswith("The script could not be read: FileNotFoundError: ")


async def test_evidence_that_is_not_a_number_neither_holds_nor_is_refuted(warm: Warm, script: Path) -> None:
    nan = "Evidence(rule='exact', verdict='{}', measured=float('nan'), predicted=1.0)"
    text = f"def check_a(rng):\n    return {nan.format('holds')}\n"
    text += f"def control_b(rng):\n    return {nan.format('refuted')}\n"
    for result in await messages(warm, script, HEAD + text):
        assert isinstance(result, Result)
        assert not result.passed
        assert (result.evidence.verdict, result.evidence.measured) == ("inconclusive", None)
        assert result.evidence.says == "The measurement is not a number (NaN)."


@pytest.mark.parametrize(
    "rule",
    [
        "exact(nan, 1.0)",
        "estimate(lambda: nan * torch.randn(64, generator=rng), predicted=1, within=0.1)",
        "bound([0.5, nan], at_most=1)",
        "trained(nan * torch.ones(24), at_least=0.2)",
    ],
)
async def test_a_measurement_that_is_not_a_number_is_told_as_such(
    rule: str, warm: Warm, script: Path
) -> None:
    text = (
        f"nan = float('nan')\ndef check_a(rng):\n    return {rule}\ndef control_b(rng):\n    return {rule}\n"
    )
    for result in await messages(warm, script, HEAD + text):
        assert isinstance(result, Result)
        assert not result.passed
        assert result.evidence.verdict == "inconclusive"
        assert result.evidence.says == "The measurement is not a number (NaN)."


async def test_what_is_printed_is_never_taken_for_evidence(warm: Warm, script: Path) -> None:
    forged = '{"type": "failure", "verifier": "deck/script", "name": "a", "what": "\\x1b[2J"}'
    text = f"def check_a(rng):\n    print({forged!r}, '\\x1b[2J', flush=True)\n    return exact(1, 1)\n"
    (result,) = await messages(warm, script, HEAD + text)
    assert isinstance(result, Result)
    assert result.passed


async def test_infinities_in_a_heat_map_survive_the_way(warm: Warm, script: Path) -> None:
    text = "def check_a(rng):\n    return exact(1, 1).heat([[float('-inf'), float('nan')]])\n"
    (result,) = await messages(warm, script, HEAD + text)
    assert isinstance(result, Result)
    low, none = result.evidence.heats[0].rows[0]
    assert low == float("-inf")
    assert none != none


async def test_words_in_evidence_cannot_steer_the_terminal(warm: Warm, script: Path) -> None:
    bad = "'a\\x1b]0;b\\x07\\u202ec'"
    text = f"""
    def check_a(rng):
        import msgspec
        evidence = exact(1, 1).plot(x={bad}, y={bad}, **{{{bad}: ([1], [2])}}).heat([[1]], {bad})
        return msgspec.structs.replace(evidence, says={bad})
    """
    (result,) = await messages(warm, script, HEAD + textwrap.dedent(text))
    assert isinstance(result, Result)
    evidence = result.evidence
    plot, heat = evidence.plots[0], evidence.heats[0]
    assert {evidence.says, plot.x, plot.y, plot.series[0].name, heat.title} == {"a]0;bc"}


async def test_details_are_the_traceback_from_the_scripts_own_line_on(warm: Warm, script: Path) -> None:
    text = "def check_a(rng):\n    helper()\ndef helper():\n    return 1 / 0\n"
    (failed,) = await messages(warm, script, text)
    assert isinstance(failed, Failure)
    assert failed.details.splitlines()[:3] == [
        "Traceback (most recent call last):",
        f'  File "{script}", line 2, in check_a',
        "    helper()",
    ]
    assert failed.details.endswith("ZeroDivisionError: division by zero\n")


async def test_details_of_a_crash_are_the_last_words_of_the_script(warm: Warm, script: Path) -> None:
    text = "def check_a(rng):\n    print('about to \\x1b[1mfall')\n    ctypes.string_at(0)\n"
    (failed,) = await messages(warm, script, HEAD + text)
    assert isinstance(failed, Failure)
    assert failed.details.startswith("about to [1mfall\nFatal Python error: Segmentation fault\n")
    assert f'File "{script}", line 5 in check_a' in failed.details


async def test_a_script_may_delete_itself(warm: Warm, script: Path) -> None:
    text = "def check_a(rng):\n    os.remove(__file__)\n    return exact(1, 1)\n"
    (result,) = await messages(warm, script, HEAD + text)
    assert isinstance(result, Result)
    assert not script.exists()


async def test_a_fork_of_the_check_does_not_report_twice(warm: Warm, script: Path) -> None:
    text = "def check_a(rng):\n    os.fork()\n    return exact(1, 1)\n"
    found = await messages(warm, script, HEAD + text + GOOD)
    assert [message.id for message in found if isinstance(message, Result)] == [
        "deck/script::a",
        "deck/script::good",
    ]
    assert len(found) == 2


async def test_an_edited_script_is_run_as_it_now_is(warm: Warm, script: Path) -> None:
    for want in (True, False, True):
        (result,) = await messages(warm, script, HEAD + f"def check_a(rng):\n    return exact({want:d}, 1)\n")
        assert isinstance(result, Result)
        assert result.passed is want


async def test_processor_time_is_limited_as_well(warm: Warm, script: Path) -> None:
    limits = Limits(seconds=20, processor=0)
    (failed,) = await messages(warm, script, "def check_a(rng):\n    while True: pass\n", limits)
    assert isinstance(failed, Failure)
    assert failed.what == "check_a used more than 0 s of processor time and was stopped."
