"""A program in a real terminal: its keys, and what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIZE = struct.pack("HHHH", 24, 80, 0, 0)


@contextmanager
def terminal(command: Sequence[str], home: Path) -> Iterator[int]:
    """The program in a terminal of 80×24, at home in that folder; what it writes can be read."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, SIZE)
    usual = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    own = {"QUIZ_HOME": str(home), "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=usual | own, start_new_session=True
    )
    os.close(follower)
    try:
        yield leader
    finally:
        process.terminate()
        while process.poll() is None:
            drain(leader, 0.02)
        os.close(leader)


def read_until(screen: int, wanted: bytes, seconds: float) -> None:
    """Read until `wanted` has been written. Raises TimeoutError when it is not, within `seconds`."""
    seen, end = b"", time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([screen], [], [], left)[0]:
            try:
                seen += os.read(screen, 65536)
            except OSError:
                break
            if wanted in seen:
                return
    raise TimeoutError(f"{wanted!r} was never written, but {seen[-2000:]!r}")


def press(screen: int, key: bytes, wanted: bytes, seconds: float) -> float:
    """Seconds from a key until `wanted` is written. Raises TimeoutError when it is not, within `seconds`."""
    began = time.perf_counter()
    os.write(screen, key)
    read_until(screen, wanted, seconds)
    return time.perf_counter() - began


def drain(screen: int, seconds: float) -> None:
    """Read and forget for so long."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([screen], [], [], left)[0]:
            try:
                os.read(screen, 65536)
            except OSError:
                return
