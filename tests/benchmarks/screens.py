"""How soon the first screen stands, and how soon a key is answered while a proof runs: in a real pty."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks import rivals
from tests.benchmarks.harness import Row, beside, interleaved, within
from tests.benchmarks.place import place
from tests.benchmarks.terminal import drain, press, read_until, terminal

BESIDE = ("textual", "posting", "harlequin")
BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("PAINTED")

Bare().run()
"""
QUIZ = (sys.executable, "-m", "quiz")
LONG = "training/next_token"
"""Computes for about a second."""
VERIFIER = "attention/softmax_saturation"
BUSY = "the runs of twenty seeds keep both cores busy meanwhile"
FULLER = "importing some sixty modules of ours, reading the decks, and a fuller screen"


def rows() -> Iterator[Row]:
    """First paint of both starts beside those of other programs; an answer to a key beside 50 ms."""
    home = place() / "home"
    home.mkdir(exist_ok=True)
    starts = {
        "quiz": (QUIZ, b"Help"),
        "quiz review": ((*QUIZ, "review"), b"Help"),
        "a bare Textual app": ((sys.executable, "-c", BARE), b"PAINTED"),
        "posting": (_rival("posting"), b"Jump"),
        "harlequin": (_rival("harlequin"), b"History"),
    }
    measures = [partial(paint, command, last, home) for command, last in starts.values()]
    times = dict(zip(starts, interleaved(*measures), strict=True))
    for name in ("quiz", "quiz review"):
        what = f"first paint of `{name}`"
        yield beside(what, "a bare Textual app", times[name], times["a bare Textual app"], 1.25, FULLER)
        for rival in ("posting", "harlequin"):
            yield beside(what, rival, times[name], times[rival], 0.5)
    yield within("a key that opens help, while a proof runs", 50, keys(home, LONG, b"r"))
    yield within("the same, while twenty seeds run", 50, keys(home, VERIFIER, b"R"), BUSY)


def _rival(name: str) -> tuple[str]:
    return (str(rivals.python(name).with_name(name)),)


def paint(command: tuple[str, ...], last: bytes, home: Path) -> float:
    """Seconds from the start of `command` until the last line of its first whole screen is written.

    `last` is a word of that line: in most programs of the keys at the bottom.
    """
    began = time.perf_counter()
    with terminal(command, home) as screen:
        read_until(screen, last, 60)
        return time.perf_counter() - began


def keys(home: Path, verifier: str, go: bytes, rounds: int = 20) -> list[float]:
    """Seconds from each press of a key in the Lab to the screen that it opens, while `go` has proofs run."""
    answers = []
    with terminal((*QUIZ, "lab", verifier), home) as screen:
        read_until(screen, b"as they must be", 120)  # perhaps what an earlier session saw
        press(screen, b"r", b"as they must be", 120)
        drain(screen, 1.5)
        for _ in range(rounds):
            os.write(screen, go)
            drain(screen, 0.4)
            answers.append(press(screen, b"?", b"Esc q", 10))
            os.write(screen, b"q")  # out of help
            drain(screen, 1.5)  # what ran has ended
    return answers
