from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.memory import Memory
from tests.unit.memory.tools import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(tmp_path: Path, clock: Clock) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.db", clock) as opened:
        opened._db.execute("PRAGMA synchronous = OFF")  # no test of these pulls the plug
        yield opened
