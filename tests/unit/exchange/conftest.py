from __future__ import annotations

from pathlib import Path

import pytest

from quiz import places


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where decks are installed and trust is kept."""
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path / "home"))
    return places.home()
