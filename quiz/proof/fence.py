"""What the system itself keeps a run from: outliving its parent, and taking more than its share."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from quiz.proof.limits import Limits

MARK = "PROOFCARDS_RUN"
"""Environment variable that a runner's process hands down to all its descendants."""

_SET_PDEATHSIG = 1
_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent has died, however it hides."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Let the system kill this process as soon as `parent` is gone, also when that was killed."""
    if sys.platform == "linux":
        _prctl(_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)
    elif sys.platform != "win32":
        _watch(parent)


def confine(limits: Limits, device: str) -> None:
    """Limit memory, files and core dumps of this process and its children, and give way to others."""
    if sys.platform == "win32":
        return
    import resource

    _give_way(limits.nice)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, limits.file)
    _lower(resource.RLIMIT_NOFILE, limits.files)
    if sys.platform == "linux" and device == "cpu":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory)


def allow_processor(seconds: float) -> None:
    """Let this process use that much more processor time from now on."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    with suppress(ValueError, OSError):  # a script that lowered the hard limit keeps its own
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def children() -> set[int]:
    """Processes whose parent is this one, the dead that nobody has waited for among them."""
    own = set()
    for task in Path("/proc/self/task").iterdir():
        own |= {int(word) for word in (task / "children").read_text().split()}
    return own


def kill_marked(mark: str) -> None:
    """Kill every process that carries `mark` in its environment. Linux only; elsewhere it does nothing."""
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


def _give_way(nice: int) -> None:
    """Let other programs go first by so much, also where Linux weighs whole sessions against each other.

    There the niceness of a process only counts within its session. Runs share that of their server.
    """
    if not nice:
        return
    os.nice(nice)
    session = Path("/proc/self/autogroup")
    with suppress(OSError):  # there is no such thing here; or too soon after another: the next run does it
        if session.read_text().split()[-1] != str(nice):
            session.write_text(str(nice))


def _lower(which: int, to: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    limit = to if hard == resource.RLIM_INFINITY else min(to, hard)
    resource.setrlimit(which, (limit, limit))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _watch(parent: int) -> None:
    """The same by a thread, where the system has no such service."""
    import threading
    import time

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.1)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
