"""How many tests run at a time."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are cores: half of its time a test waits, for a screen or another process."""
    return 2 * (os.cpu_count() or 1)
