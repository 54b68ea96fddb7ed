"""How much one run may take."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The share of one run; what goes beyond is stopped and reported."""

    seconds: float = 30.0
    """Wall-clock time for reading the script, and again for each experiment."""
    processor: float = 120.0
    """Processor seconds for each experiment."""
    memory: int = 4 << 30
    """Bytes of address space on top of what torch itself takes. Not for CUDA, which maps far more."""
    evidence: int = 16 << 20
    """Bytes of evidence from one experiment."""
    prints: int = 10 << 20
    """Bytes printed by the whole run; the last `KEPT` of them are kept."""
    file: int = 64 << 20
    """Bytes of the largest file that a script may write."""
    files: int = 256
    """Open files."""
    nice: int = 0
    """How far the run gives way to other programs, 0 to 19 as the system counts it."""


KEPT = 4096
"""Bytes of the end of a traceback, or of what a script printed, that are shown."""

LOADING = 120.0
"""Seconds that the first start of torch may take."""
