"""A working deck to copy: one question, and the verifier that proves its answer."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from quiz.errors import failure

_SAMPLE = Path(__file__).parent / "sample"
_PLACES = {
    "questions.yaml": "questions/{}.yaml",
    "batch_noise.txt": "verifiers/{}/batch_noise.py",
    "README.md": "README.md",
}


def make(folder: Path) -> None:
    """Make the sample deck as `folder`, named after it. Raises QuizError when something is there already."""
    name = folder.name
    if folder.exists():
        raise failure("There is something of that name already.", "Choose another name.", file=str(folder))
    try:
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=folder.parent) as staged:
            whole = Path(staged, name)
            for sample, place in _PLACES.items():
                target = whole / place.format(name)
                target.parent.mkdir(parents=True, exist_ok=True)
                text = (_SAMPLE / sample).read_text("utf-8").replace("NAME", name)
                target.write_text(text, "utf-8")
            os.rename(whole, folder)
    except OSError as error:
        raise failure(f"The deck cannot be made: {error.strerror}.", file=str(folder)) from error
