"""A process with torch imported that waits for one job, does it, and ends.

    python -m quiz.proof.spare PARENT

For systems where forking a process with torch in it is not safe. The job comes in on standard input,
evidence goes out on standard output, and what the script prints on standard error.
"""

from __future__ import annotations

import os
import sys

import msgspec

from quiz.proof import child, fence
from quiz.proof.wire import Ready, Start


def main() -> None:
    """Say that torch is there, and wait for the job; none comes when the program ends."""
    fence.die_with(int(sys.argv[1]))
    evidence = os.dup(1)
    os.dup2(2, 1)
    os.write(evidence, msgspec.json.encode(Ready()) + b"\n")
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(0)
    request = msgspec.json.decode(line, type=Start)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    child.begin_printing()
    child.work(request.job, request.limits, evidence)


if __name__ == "__main__":
    main()
