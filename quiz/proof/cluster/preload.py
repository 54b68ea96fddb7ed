"""Read by each worker on this machine when it starts."""

from __future__ import annotations

import signal


def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C to the program: workers end with it, and need not each print where they were."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
