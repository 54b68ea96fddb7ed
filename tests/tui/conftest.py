"""What tests of the screens share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from quiz.tui.app import QuizApp
from tests.tui import desk
from tests.tui.desk import Replay


@pytest.fixture
def replay() -> Replay:
    return Replay()


@pytest.fixture
def make(tmp_path: Path, replay: Replay) -> Iterator[Callable[..., QuizApp]]:
    """Makes apps on the same memory, and closes it in the end."""
    made: list[QuizApp] = []

    def app(start: str = "home", **options: Any) -> QuizApp:
        made.append(desk.app(tmp_path, replay, start, **options))  # type: ignore[arg-type]
        return made[-1]

    yield app
    for one in made:
        one.desk.memory.close()
        one.desk.proofs.close()


def text(app: App[Any]) -> str:
    """Everything on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
