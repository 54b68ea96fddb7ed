import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """A finished `quiz …` process."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def quiz(tmp_path: Path):
    """Runs `quiz …` as a process of its own, from another folder, with its state in a fresh one."""

    def run(*args: str, **environment: str) -> Ran:
        env = {**os.environ, "QUIZ_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1", **environment}
        done = subprocess.run(
            [sys.executable, "-m", "quiz", *args],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
