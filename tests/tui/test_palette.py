"""The command palette has everything: each key of the screen, and the way to every other screen."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from quiz.memory.model import Rating
from quiz.tui.app import ELSEWHERE, QuizApp
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.interview import InterviewScreen
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.stats import StatsScreen
from quiz.tui.words import say
from tests.tui.bank import SCALE
from tests.tui.conftest import text
from tests.tui.test_learning import settle

Make = Callable[..., QuizApp]


def offered(app: QuizApp) -> list[str]:
    return [command.title for command in app.get_system_commands(app.screen)]


async def call(pilot: Pilot[Any], words: str) -> None:
    """Search the palette for `words`, and take what it finds first."""
    await pilot.press("ctrl+p")
    await settle(pilot)
    await pilot.press(*words)
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


async def test_a_question_is_answered_and_rated_by_the_palette_alone(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await call(pilot, "answer")
        assert "Points" in text(app)
        await call(pilot, "rate 2")
        assert app.desk.memory.history(SCALE.id)[-1].rating == Rating.HARD


async def test_every_possible_key_has_an_entry(make: Make) -> None:
    app = make("review", language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        titles = offered(app)
        for command in app.screen.possible_commands():  # type: ignore[attr-defined]
            keys = len(command.keys.split(",")) if command.takes_key else 1
            label = say(command.label, "zh")
            assert sum(title.startswith(label) for title in titles) >= keys or command.name == "palette"


async def test_it_leads_to_other_screens_and_home_again(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot)
        await call(pilot, "stats")
        assert isinstance(app.screen, StatsScreen)
        await call(pilot, "home")
        assert isinstance(app.screen, HomeScreen)
        assert len(app.screen_stack) == 1


async def test_home_is_not_offered_where_there_is_none(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Home" not in offered(app)
        assert "Stats" in offered(app)
        await call(pilot, "stats")
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_nothing_can_be_looked_up_in_the_middle_of_an_interview(make: Make, language: str) -> None:
    app = make("interview", language=language)
    ways = {say(command.label, app.language) for command in ELSEWHERE}
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert ways & set(offered(app))
        await pilot.press("space")
        await settle(pilot)
        assert isinstance(app.screen, InterviewScreen)
        assert not ways & set(offered(app))
