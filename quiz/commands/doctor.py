"""`quiz doctor`: what is installed and where, what this terminal can show, what is slow."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import msgspec

from quiz import __version__, places, shelf
from quiz.commands.language import spoken
from quiz.commands.output import as_json, print_json
from quiz.errors import QuizError
from quiz.memory.days import here
from quiz.text import clean
from quiz.told import told

EXTRAS = {
    "anki": ("genanki",),
    "cluster": ("distributed", "joblib"),
    "fit": ("pandas", "tqdm"),
    "serve": ("textual-serve",),
}
"""What each extra brings."""
_TORCH = "import torch; print(torch.__version__, torch.get_num_threads(), torch.cuda.is_available())"
_SLOW_IMPORT = 5.0  # seconds
_SLOW_BANKS = 1.0
_LEAST_FREE = 200 << 20  # bytes


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    found: str
    good: bool = True
    remedy: str = ""


@click.command("doctor")
@as_json
def command(as_json: bool) -> None:
    """Look at versions, folders, terminal and speed, and say what to do about what is wrong.

    The exit status is 1 when something keeps Proofcards from working.
    """
    found, language = [], spoken()
    for finding in _look():
        found.append(finding)
        if not as_json:
            mark = "ok  " if finding.good else "BAD "
            what, found_ = told(finding.what, language), told(finding.found, language)
            click.echo(clean(f"{mark}{what}: {found_}"))
            if finding.remedy:
                click.echo(clean(f"      {told(finding.remedy, language)}"))
    if as_json:
        print_json(found)
    sys.exit(0 if all(finding.good for finding in found) else 1)


def _look() -> Iterator[Finding]:
    yield Finding("quiz", f"{__version__}, from {Path(__file__).parents[1]}")
    yield Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    packages = ("textual", "fsrs", "numpy", "msgspec", "click")
    yield Finding("packages", ", ".join(f"{name} {_version(name)}" for name in packages))
    for extra, brings in EXTRAS.items():
        missing = [name for name in brings if not _version(name)]
        how = f'not installed: pip install "proofcards[{extra}]"'
        yield Finding(f"extra {extra}", how if missing else "installed")
    yield _torch()
    yield Finding("processors", f"{os.cpu_count()}, proofs run {_way()}")
    yield from _folders()
    yield from _banks()
    yield _memory()
    yield _terminal()


def _torch() -> Finding:
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _TORCH], capture_output=True, text=True, timeout=300)
    seconds = time.perf_counter() - began
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        remedy = 'Install it anew: pip install "torch>=2.6,<2.14".'
        return Finding("torch", f"cannot be imported: {last}", False, remedy)
    build, threads, cuda = done.stdout.split()
    devices = "cpu, cuda" if cuda == "True" else "cpu"
    words = f"{build} ({devices}; {threads} threads of its own), imported in {seconds:.1f} s"
    slow = "Slow: the first proof waits for it. Usually a virus scanner or a network disk is the reason."
    return Finding("torch", words, remedy=slow if seconds > _SLOW_IMPORT else "")


def _way() -> str:
    return "as forks of a warm process" if sys.platform == "linux" else "in spare processes"


def _folders() -> Iterator[Finding]:
    try:
        home = places.home()
    except QuizError as error:
        yield Finding("your folder", str(error.faults[0]), False)
        return
    free = shutil.disk_usage(home).free
    writable = os.access(home, os.W_OK)
    few = free < _LEAST_FREE
    remedy = "" if writable and not few else "Set QUIZ_HOME to a folder that can be written to and has space."
    words = f"{home}, {free / (1 << 30):.1f} GiB free" + ("" if writable else ", not writable")
    yield Finding("your folder", words, writable and not few, remedy)
    yield Finding("what ships", str(places.shipped()))


def _banks() -> Iterator[Finding]:
    def count() -> str:
        decks = shelf.decks()
        return f"{len(decks)} with {sum(len(deck.questions) for deck in decks)} questions"

    yield _timed("decks", count)
    yield _timed("verifiers", lambda: str(len(shelf.verifiers())))
    for fault in shelf.left_out():
        yield Finding("deck left out", fault.what, True, fault.remedy)


def _timed(what: str, look: Callable[[], str]) -> Finding:
    try:
        look()  # what is read for the first time, or has changed, is kept for the next time
        began = time.perf_counter()
        found = look()
    except QuizError as error:
        return Finding(what, str(error.faults[0]), False, "`quiz check` tells all.")
    seconds = time.perf_counter() - began
    slow = "Slow: is your folder on a network disk?" if seconds > _SLOW_BANKS else ""
    return Finding(what, f"{found}, read in {seconds * 1000:.0f} ms", remedy=slow)


def _memory() -> Finding:
    from quiz.memory.backup import folder
    from quiz.memory.store import Memory

    try:
        path = places.home() / "memory.db"
        if not path.exists():
            return Finding("your log", "not begun")
        with Memory(path, here) as memory:
            size = path.stat().st_size
            backups = len(list(folder(path).glob("*.db")))
            words = f"{len(memory.events())} events, {size / (1 << 20):.1f} MiB, {backups} backups"
            return Finding("your log", words, remedy=" ".join(memory.notes()))
    except QuizError as error:
        return Finding("your log", error.faults[0].what, False, error.faults[0].remedy)


def _terminal() -> Finding:
    size = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower()
    names = ("TERM", "COLORTERM", "NO_COLOR", "LANG")
    words = [f"{size.columns}×{size.lines}", encoding]
    words += [f"{name}={os.environ[name]}" for name in names if name in os.environ]
    if not sys.stdout.isatty():
        return Finding("terminal", f"none here ({encoding})")
    remedy = ""
    if "utf" not in encoding:
        remedy = "It cannot show Chinese and mathematics: choose a UTF-8 locale, as LANG=C.UTF-8."
    elif os.environ.get("TERM", "dumb") == "dumb":
        remedy = "It shows no screens: `quiz review --plain` works here."
    elif size.columns < 60 or size.lines < 20:
        remedy = "It is small: from 60×20 on everything can be reached, from 80×24 on it is comfortable."
    return Finding("terminal", ", ".join(words), remedy=remedy)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
