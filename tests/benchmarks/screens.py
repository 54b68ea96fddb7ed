"""How soon the first screen stands, and how soon a key is answered while a proof runs: in a real pty."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.harness import Row, interleaved

BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("PAINTED")

Bare().run()
"""
VERIFIER = "attention/softmax_saturation"
SIZE = struct.pack("HHHH", 24, 80, 0, 0)


def rows() -> Iterator[Row]:
    """First paint of both starts beside a bare Textual app's; an answer to a key beside 50 ms."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare = (sys.executable, "-c", BARE)
        for name, words in (("quiz", ()), ("quiz review", ("review",))):
            ours = (sys.executable, "-m", "quiz", *words)
            times = interleaved(lambda ours=ours: paint(ours, home), lambda: paint(bare, home))  # type: ignore[misc]
            yield Row(
                f"first paint of `{name}`",
                "a bare Textual app",
                *times,
                "≤ 1.25",
                lambda ratio: ratio <= 1.25,
                "importing seventy modules of ours, and a fuller screen",
            )
        answers = keys(home)
        yield Row(
            "a key, while a proof runs",
            "50 ms",
            answers,
            [0.05] * len(answers),
            "≤ 1",
            lambda ratio: ratio <= 1,
        )


def paint(command: tuple[str, ...], home: Path) -> float:
    """Seconds from the start of `command` until the last line of its first screen is written."""
    began = time.perf_counter()
    with terminal(command, home) as screen:
        wanted = b"PAINTED" if command[1] == "-c" else b"Help"
        if not read_until(screen, wanted, 60):
            raise RuntimeError(f"{command} painted nothing")
        return time.perf_counter() - began


def keys(home: Path, rounds: int = 20) -> list[float]:
    """Seconds from each press of a key in the Lab to what it changes on the screen, while proofs run."""
    answers = []
    with terminal((sys.executable, "-m", "quiz", "lab", VERIFIER), home) as screen:
        read_until(screen, b"as they must be", 120)
        for _ in range(rounds):
            os.write(screen, b"R")  # twenty seeds, from the beginning: the processes are busy for seconds
            drain(screen, 0.5)
            began = time.perf_counter()
            os.write(screen, b"?")
            if not read_until(screen, b"Esc q", 10):
                raise RuntimeError("a key was not answered")
            answers.append(time.perf_counter() - began)
            os.write(screen, b"q")  # out of help
            drain(screen, 0.3)
    return answers


@contextmanager
def terminal(command: tuple[str, ...], home: Path) -> Iterator[int]:
    """The program in a terminal of 80×24; what it writes can be read."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, SIZE)
    environment = os.environ | {"QUIZ_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
    )
    os.close(follower)
    try:
        yield leader
    finally:
        process.terminate()
        while process.poll() is None:
            drain(leader, 0.02)
        os.close(leader)


def read_until(screen: int, wanted: bytes, seconds: float) -> bool:
    """Read until `wanted` has been written; whether it was."""
    seen, end = b"", time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([screen], [], [], left)[0]:
            try:
                seen += os.read(screen, 65536)
            except OSError:
                return False
            if wanted in seen:
                return True
    return False


def drain(screen: int, seconds: float) -> None:
    """Read and forget for so long."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([screen], [], [], left)[0]:
            try:
                os.read(screen, 65536)
            except OSError:
                return
