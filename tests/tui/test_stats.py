"""Stats: what was done, how much of it stays, what comes; all of it in figures and signs."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from quiz.errors import failure
from quiz.memory.model import Answer, Rating
from quiz.tui.app import QuizApp
from quiz.tui.screens.read import ReadScreen
from quiz.tui.screens.stats import StatsScreen
from tests.tui.bank import DECKS, SCALE
from tests.tui.conftest import text
from tests.tui.desk import NOON
from tests.tui.test_learning import settle

Make = Callable[..., QuizApp]


def studied(app: QuizApp) -> None:
    """Half a year of study that ends today, with one question that is forgotten again and again."""
    memory = app.desk.memory
    days = [*range(160, 20, -7), 12, 5, 2, 1, 0]
    for back in days:
        clock: datetime = NOON - timedelta(days=back)
        memory._now = lambda clock=clock: clock  # type: ignore[misc]
        for question in (one for deck in DECKS for one in deck.questions):
            forgotten = question == SCALE and back % 2
            memory.rate(question.id, Rating.AGAIN if forgotten else Rating.GOOD, Answer(took=90))
            memory.unsuspend(question.id)
    memory._now = lambda: NOON


async def page(app: QuizApp, pilot: object) -> str:
    """All of the page, from its beginning to its end."""
    seen = [text(app)]
    for _ in range(4):
        await pilot.press("pagedown")  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]
        seen.append(text(app))
    return "\n".join(seen)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_page_tells_everything_at_every_size(make: Make, size: tuple[int, int]) -> None:
    app = make()
    studied(app)
    stats = app.desk.memory.stats()
    async with app.run_test(size=size) as pilot:
        await pilot.press("t")
        await settle(pilot)
        seen = await page(app, pilot)
    assert f"{stats.reviews} on {stats.days} days" in seen
    assert "Days in a row   3" in seen
    assert f"{stats.retention:.0%} of {stats.retention_of} reviews recalled" in seen
    assert "1 h 52 min, 4 min on each day of study" in seen, "75 answers of 90 seconds"
    for title in (
        "Past days",
        "Readiness: % of all you would have",
        "Minutes a day",
        "Falling due",
        "Recall: what was foretold",
        "Hardest",
    ):
        assert title in seen
    assert "█ 3" in seen, "the scale of the calendar is in numbers"
    assert "+14" in seen
    assert any(sign in seen for sign in ("✓ fits", "↓ worse", "↑ better"))
    assert "Why are attention scores" in seen


async def test_nothing_studied_is_told_without_an_empty_plot(make: Make) -> None:
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("t")
        await settle(pilot)
        shown = text(app)
        assert "nothing reviewed yet" in shown
        assert "nothing learnt has been reviewed yet" in shown
        assert "none so far" in shown
        await pilot.press("1", "0")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)


async def test_a_hard_question_is_one_key_or_click_away(make: Make) -> None:
    app = make()
    studied(app)
    assert app.desk.memory.stats().hardest[0].question == SCALE.id
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)
        assert app.screen.one == SCALE
        await pilot.press("q", "9", "l")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)
        assert "最难的题" in text(app)
        await pilot.click("HardLine")
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)
        reps = app.desk.memory.card(SCALE.id).state.reps
        await pilot.press("3", "space", "q", "q")
        assert app.desk.memory.card(SCALE.id).state.reps == reps, "reading rates nothing"


async def test_a_question_that_is_no_longer_there_keeps_its_id(make: Make) -> None:
    app = make(decks=DECKS[1:])
    studied(app)
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("t")
        await settle(pilot)
        assert SCALE.id in text(app)
        await pilot.press("1")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)


async def test_a_memory_that_cannot_be_read_is_told(make: Make) -> None:
    app = make()

    def broken() -> None:
        raise failure("The file is damaged [/b].", "Restore a backup.")

    app.desk.memory.stats = broken  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("t")
        await settle(pilot)
        assert "The file is damaged [/b]." in text(app)
        await pilot.press("q")
        assert not isinstance(app.screen, StatsScreen)


async def test_before_the_first_review_no_time_is_divided_by_days(make: Make) -> None:
    app = make()
    async with app.run_test() as pilot:
        await pilot.press("t")
        await settle(pilot)
        assert "on 0 days" not in text(app)
        assert "on each day of study" not in text(app)
        assert "nothing reviewed yet" in text(app)
