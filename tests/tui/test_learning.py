"""The path a learner takes: home, question, answer, proof, rating, next, out."""

import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot

from quiz.memory.model import Rating
from quiz.tui.app import QuizApp
from quiz.tui.screens.review import ReviewScreen
from tests.tui.bank import DECKS
from tests.tui.conftest import text
from tests.tui.desk import Replay

Make = Callable[..., QuizApp]


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every message is handled and the proof has been drawn."""
    await pilot.app.workers.wait_for_complete()
    for _ in range(5):
        await pilot.pause(0.05)


def review(app: QuizApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


async def test_first_start_says_what_to_do_in_one_key(make: Make) -> None:
    async with make().run_test() as pilot:
        await pilot.pause()
        assert "Press Space to start." in text(pilot.app)
        await pilot.press("space")
        await pilot.pause()
        assert "Why are attention scores divided by √d_k?" in text(pilot.app)


async def test_from_home_to_a_rating_that_is_remembered(make: Make, replay: Replay) -> None:
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "2", "5", "0", "enter")
        await settle(pilot)
        shown = text(app)
        assert "Dividing by √d_k brings the spread back to" in shown
        assert "3 of 3 as they must be" in shown
        assert "✓ within 10%" in shown, "the prediction is graded against the measurement"
        assert "control: refuted" in shown
        await pilot.press("x", "down", "x", "3")
        await settle(pilot)
        assert review(app).session.current.id != "scale-by-sqrt-dk"  # type: ignore[union-attr]
        event = app.desk.memory.history("scale-by-sqrt-dk")[-1]
        assert (event.rating, event.predicted, event.ticked) == (Rating.GOOD, 250.0, "0,1")
        assert event.measured is not None
        assert abs(event.measured - 256) < 10
    again = make()
    async with again.run_test() as pilot:
        await pilot.pause()
        assert "learning 1 · new 2" in text(again)
    assert not replay.open, "the warm process ends with the app"


async def test_space_is_good_and_the_end_is_summed_up(make: Make) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await pilot.press("space")
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot)
        assert app.desk.memory.history("scale-by-sqrt-dk")[-1].rating == Rating.GOOD
        await pilot.press("u", "enter", "enter")
        await settle(pilot)
        assert app.desk.memory.history("scale-by-sqrt-dk")[-1].rating == Rating.GOOD, "Enter too"
        await pilot.press("u")
        for _ in range(3):
            await pilot.press("enter")
            await settle(pilot)
            await pilot.press("4")
            await settle(pilot)
        assert "Done. Questions rated: 3" in text(app)
        await pilot.press("q")
    assert not app.is_running


async def test_undo_asks_the_question_again_and_redo_goes_on(make: Make) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("2", "u")
        await settle(pilot)
        assert review(app).session.current.id == "scale-by-sqrt-dk"  # type: ignore[union-attr]
        assert app.desk.memory.card("scale-by-sqrt-dk").state.reps == 0
        await pilot.press("U")
        await settle(pilot)
        assert app.desk.memory.card("scale-by-sqrt-dk").state.reps == 1


async def test_suspend_and_bury_go_on_to_the_next_question(make: Make) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await pilot.press("at")
        await settle(pilot)
        assert app.desk.memory.card("scale-by-sqrt-dk").suspended
        first = review(app).session.current.id  # type: ignore[union-attr]
        await pilot.press("minus")
        await settle(pilot)
        assert review(app).session.current.id != first  # type: ignore[union-attr]


async def test_undo_says_when_there_is_nothing_and_the_summary_counts_what_stands(make: Make) -> None:
    app = make("review", decks=DECKS[:1])
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert "There is nothing to take back." in text(app)
        await pilot.press("U")
        await settle(pilot)
        assert "Nothing was taken back." in text(app)
        await pilot.press("space", "4", "at")
        await settle(pilot)
        assert "Suspended. u takes it back." in text(app)
        await pilot.press("u")
        await settle(pilot)
        assert "Suspended" not in text(app), "it is true no more"
        await pilot.press("space", "4", "u", "U")
        await settle(pilot)
        assert "Questions rated: 2" in text(app)


async def test_one_key_switches_questions_and_interface(make: Make) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await pilot.press("l")
        await settle(pilot)
        shown = text(app)
        assert "注意力分数为什么要除以 √d_k？" in shown
        assert "看答案" in shown
        await pilot.press("enter", "l")
        await settle(pilot)
        assert "A score q·k is a sum of d_k products." in text(app)


async def test_a_choice_is_made_by_letter_and_explained(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("at")
        await settle(pilot)
        while review(app).session.current.id != "which-divisor":  # type: ignore[union-attr]
            await pilot.press("minus")
            await settle(pilot)
        assert "return q @ k.transpose" in text(app)
        await pilot.press("a")
        assert review(app).session.chosen == 0
        await pilot.press("3", "enter")
        await settle(pilot)
        assert review(app).session.chosen == 2
        shown = text(app)
        assert "✗ Wrong. That leaves variance 1/d_head." in shown
        assert "the choice was wrong" in shown


async def test_keys_that_are_no_part_of_a_number_keep_their_meaning_while_one_is_typed(make: Make) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("6", "4", "l")
        await settle(pilot)
        assert app.language == "zh"
        assert review(app).card.typed == "64", "switching keeps what was typed"
        await pilot.press("space")
        await settle(pilot)
        assert review(app).session.predicted == 64


async def test_clicks_tick_points_rate_and_open_help(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.click(".point")
        assert review(app).session.ticked == {0}
        await pilot.click("RatingBar", offset=(2, 0))
        await settle(pilot)
        assert app.desk.memory.history("scale-by-sqrt-dk")[-1].rating == Rating.AGAIN


async def test_a_full_disk_is_told_and_the_question_stays(make: Make) -> None:
    from quiz.errors import failure

    app = make("review")
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter")
        await settle(pilot)

        def full(*_: object) -> None:
            raise failure("The disk is full [/b].", "Free some space.")

        app.desk.memory.rate = full  # type: ignore[method-assign, assignment]
        await pilot.press("3")
        await settle(pilot)
        assert review(app).session.phase == "answer"
        assert "The disk is full [/b]." in text(app)


async def test_q_goes_back_home_and_home_counts_again(make: Make) -> None:
    app = make()
    async with app.run_test() as pilot:
        await pilot.press("down", "enter", "enter")
        await settle(pilot)
        await pilot.press("1", "q")
        await settle(pilot)
        assert "learning 1" in text(app)


async def test_resizing_keeps_everything_in_reach(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert review(app).query_one("#proof").display
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert not review(app).query_one("#proof").display
        await pilot.press("v")
        await settle(pilot)
        assert "3 of 3 as they must be" in text(app)
        assert "1 Again" in text(app)
        await pilot.press("v")
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert review(app).query_one("#proof").display


@pytest.mark.parametrize(
    ("keys", "part"), [(["l"], "number"), (["l", "l"], "number"), (["enter"], "foretold")]
)
@pytest.mark.parametrize("late", range(6))
async def test_a_key_while_the_box_for_a_number_is_on_its_way_leaves_it_in_its_place_or_none(
    make: Make, keys: list[str], part: str, late: int
) -> None:
    app = make("review")
    async with app.run_test() as pilot:
        await settle(pilot)
        app.post_message(events.Key("l", "l"))
        for _ in range(late):
            await asyncio.sleep(0)
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        ids = [part.id for part in review(app).card.children]
        assert ids[:3] == ["ask", "predict", part]
        assert ids.count("number") == (part == "number")
