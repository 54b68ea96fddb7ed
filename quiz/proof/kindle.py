"""Make a process cheap to fork: what nearly every run would do first is done once, before the forks."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import torch

from quiz.lab.run import experiments, load, measure, passed, settings
from quiz.proof.messages import Result
from quiz.proof.wire import read, write

_SCRIPT = Path(__file__).with_name("kindling.py")
_NEEDED = ("torch.fx.experimental.symbolic_shapes", "torch.utils._device", "quiz.lab.flops", "resource")
"""What is imported only when needed; the first, for gradients of vectors and padding masks, takes 0.2 s."""

_COLLAPSE = 25  # MADV_COLLAPSE, since Linux 6.1
_PAGE = 1 << 21  # bytes of a large page


def kindle() -> None:
    """Import and measure as a run does: kernels are chosen and names bound once for all forks.

    On one thread, since a fork would miss others; and without gradients, which torch would refuse to forks.
    """
    torch.set_num_threads(1)
    for name in _NEEDED:
        with suppress(ImportError):  # another release of torch has it elsewhere: the scripts find it
            import_module(name)
    module = load(_SCRIPT)
    for item in experiments(module):
        knobs = settings(item, {})
        evidence = measure(item, knobs, verifier="kindling", seed=0)
        good = passed(item.kind, evidence)
        result = Result(
            id="", kind=item.kind, evidence=evidence, passed=good, seconds=0.0, seed=0, knobs=knobs
        )
        read(write(result))
    del sys.modules[module.__name__]


def enlarge_pages() -> None:
    """Put this process's memory into large pages: a fork then copies one entry where it copied 512.

    Linux only, and only where the kernel will; elsewhere it does nothing.
    """
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return
    import ctypes

    advise = ctypes.CDLL(None).madvise
    for line in maps.read_text().splitlines():
        span, rights, *_, inode = line.split(maxsplit=5)[:5]
        if rights == "rw-p" and inode == "0":  # memory of no file
            low, high = (int(end, 16) for end in span.split("-"))
            low, high = -(-low // _PAGE) * _PAGE, high // _PAGE * _PAGE
            if low < high:
                advise(ctypes.c_void_p(low), ctypes.c_size_t(high - low), _COLLAPSE)
