"""Where things lie: what ships with the program, and where the learner's own files go."""

from __future__ import annotations

import os
from pathlib import Path

from quiz.errors import failure


def shipped() -> Path:
    """The folder that holds `questions/` and `verifiers/`: inside the wheel, or the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def home() -> Path:
    """The folder of all state: `QUIZ_HOME`, or the platform's own place for user data. Made if missing.

    Raises QuizError when it cannot be made.
    """
    chosen = os.environ.get("QUIZ_HOME")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
    else:
        from platformdirs import user_data_path

        folder = user_data_path("proofcards", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure(
            f"Cannot make the folder for your progress: {error.strerror}.",
            "Set QUIZ_HOME to a folder that you can write to.",
            file=str(folder),
        ) from error
    return folder
