"""Home: what waits, the past days, and one key to everything else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from quiz.errors import failure
from quiz.memory.model import Answer, Rating
from quiz.memory.plan import Goal
from quiz.tui.app import QuizApp
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.interview import InterviewScreen
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.stats import StatsScreen
from quiz.tui.screens.verifiers import VerifiersScreen
from quiz.tui.widgets.days import Days
from tests.tui.bank import DECKS, HEADS
from tests.tui.conftest import text
from tests.tui.desk import NOON
from tests.tui.test_learning import settle
from tests.tui.test_stats import studied

Make = Callable[..., QuizApp]


@pytest.mark.parametrize(
    ("key", "screen"),
    [("i", InterviewScreen), ("b", BrowseScreen), ("t", StatsScreen), ("o", VerifiersScreen)],
)
async def test_every_screen_is_one_key_away_and_q_comes_back(make: Make, key: str, screen: type) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        footer = text(app).splitlines()[-1]
        assert all(f" {shown} " in footer for shown in ("Enter", "i", "o", "b", "t", "q", "l", "?"))
        assert "Press Space to start." in text(app), "the footer has no room for it"
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, screen)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_the_palette_has_the_screens(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"browse")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)


async def test_on_the_first_day_there_are_three_sentences_and_no_empty_calendar(make: Make) -> None:
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = text(app)
        greeting = shown[shown.index("Say each answer") : shown.index("Press Space")]
        assert greeting.count(".") == 3
        assert not app.screen.query_one(Days).display
        assert "today 0" not in shown


async def test_the_past_weeks_stand_over_the_decks_and_count_again_after_a_review(make: Make) -> None:
    app = make()
    app.desk.memory._now = lambda: NOON - timedelta(days=1)
    app.desk.memory.rate(HEADS.id, Rating.EASY, Answer())
    app.desk.memory._now = lambda: NOON
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "··█·  today 0 · days in a row: 1" in text(app)
        await pilot.press("space", "enter")
        await settle(pilot)
        await pilot.press("3", "q")
        await settle(pilot)
        assert "··██  today 1 · days in a row: 2" in text(app)
        await pilot.press("l")
        await settle(pilot)
        assert "··██  今天 1 题 · 连续 2 天" in text(app)


async def test_a_tall_window_has_room_for_a_calendar(make: Make) -> None:
    app = make()
    studied(app)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Sa · ·" in text(app)
        assert "█ 3   today 3 · days in a row: 3" in text(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Sa · ·" not in text(app)
        assert "Past 4 weeks" in text(app)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        rows = [line for line in text(app).splitlines() if "/" in line]
        assert len(rows) == 3, "each deck on one line, with what is proved"


async def test_a_memory_that_cannot_be_read_is_told(make: Make) -> None:
    app = make()

    def broken() -> None:
        raise failure("The file is damaged [/b].", "Restore a backup.")

    app.desk.memory.calendar = broken  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "The file is damaged [/b]." in text(app)


def aiming(app: QuizApp, days: int, minutes: float = 30.0) -> None:
    app.desk.memory.aim(Goal(NOON.date() + timedelta(days=days), minutes))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_plan_in_force_tells_the_days_left_and_how_ready_one_will_be(
    make: Make, size: tuple[int, int]
) -> None:
    app = make()
    studied(app)
    aiming(app, 21)
    plan = app.desk.memory.plan([question for deck in DECKS for question in deck.questions])
    assert plan is not None
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = text(app)
        assert "Interview on 2026-12-12, in 21 days." in shown
        assert f"{plan.now.all.share:.0%} ({plan.now.all.low * 100:.0f}–" in shown
        assert f"{plan.then.all.share:.0%} ({plan.then.all.low * 100:.0f}–" in shown
        row = next(line for line in shown.splitlines() if "Multi-head" in line)
        assert row.split()[-1] == f"{plan.now.decks['multihead'].share:.0%}"
        await pilot.press("l")
        await settle(pilot)
        assert "2026-12-12 面试，还有 21 天。" in text(app)


@pytest.mark.parametrize(("passed", "said"), [(20, "Interview tomorrow"), (21, "Interview today.")])
async def test_the_last_days_are_named(make: Make, passed: int, said: str) -> None:
    app = make()
    studied(app)
    aiming(app, 21)
    app.desk.memory._now = lambda: NOON + timedelta(days=passed)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert said in text(app)


async def test_a_goal_out_of_reach_is_said(make: Make) -> None:
    app = make()
    aiming(app, 1, minutes=0.5)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "`quiz plan` says what it would take" in text(app)


async def test_without_a_plan_each_deck_tells_what_is_recalled_today(make: Make) -> None:
    app = make()
    app.desk.memory.rate(HEADS.id, Rating.EASY, Answer())
    ready = app.desk.memory.readiness([question for deck in DECKS for question in deck.questions])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = {line.split()[0]: line.split()[-1] for line in text(app).splitlines() if "/" in line}
        assert "Interview on" not in text(app)
        assert rows["Multi-head"] == f"{ready.decks['multihead'].share:.0%}"
        assert rows["Attention"] == "·", "nothing learnt yet"


@pytest.mark.parametrize(
    ("keys", "deck"),
    [
        (["enter"], None),
        (["down", "enter"], "attention"),
        (["j", "down", "enter"], "multihead"),
        (["end", "k", "up", "up", "enter"], None),
        (["end", "enter"], "multihead"),
        (["down", "home", "enter"], None),
    ],
)
async def test_keys_choose_a_deck_and_enter_reviews_it(make: Make, keys: list[str], deck: str | None) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert reviewed(app) == ({deck} if deck else {"attention", "multihead"})


async def test_a_click_on_a_deck_reviews_it(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("#decks", offset=(10, 2))
        await settle(pilot)
        assert reviewed(app) == {"multihead"}


def reviewed(app: QuizApp) -> set[str]:
    """The decks whose questions are reviewed."""
    assert isinstance(app.screen, ReviewScreen)
    return {question.deck for id in app.screen.session.questions if (question := app.question(id))}


async def test_a_click_on_the_languages_switches_between_them(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("#name", offset=(74, 0))
        await settle(pilot)
        assert "English · [中文]" in text(app)
        await pilot.click("#name", offset=(10, 0))
        await settle(pilot)
        assert "English · [中文]" in text(app), "only the languages themselves"


async def test_a_wide_footer_has_room_for_more_keys_and_a_narrow_one_for_the_first(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        wide = text(app).splitlines()[-1]
        assert all(f"{key} {name}" in wide for key, name in [("e", "Edit"), ("@", "Suspend"), ("-", "Bury")])
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        narrow = text(app).splitlines()[-1]
        assert "Edit" not in narrow
        assert all(name in narrow for name in ("Rate", "Tick", "Proof", "Undo", "Back", "Help"))
        await pilot.press("e")  # what is not shown is possible all the same
        await settle(pilot)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_nothing_of_the_past_is_cut_in_a_small_window(make: Make, language: str) -> None:
    app = make(language=language)
    studied(app)
    async with app.run_test(size=(60, 22)) as pilot:
        await settle(pilot)
        assert ("days in a row: 3" if language == "en" else "连续 3 天") in text(app)
