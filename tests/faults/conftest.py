from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.conftest import clock as clock
from tests.unit.conftest import memory as memory


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Where a test writes its verifier."""
    return tmp_path / "script.py"
