"""A typed answer: written before the answer shows, compared with the points after it; the learner ticks."""

from collections.abc import Callable

import pytest
from textual import events

from quiz.memory.model import Rating
from quiz.tui.app import QuizApp
from quiz.tui.widgets.answer_box import AnswerBox
from quiz.tui.widgets.rating_bar import RatingBar
from tests.tui.bank import SCALE
from tests.tui.conftest import text
from tests.tui.test_hostile_text import HOSTILE
from tests.tui.test_learning import review, settle

Make = Callable[..., QuizApp]


async def test_an_answer_typed_first_proposes_ticks_and_leaves_them_to_the_learner(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press(*"grows linearly", "enter", *"in q?l1 width")
        await settle(pilot)
        assert review(app).session.phase == "ask", "every key writes"
        assert app.language == "en"
        assert app.screen.query_one(AnswerBox).text == "grows linearly\nin q?l1 width"
        await pilot.press("escape", "space")
        await settle(pilot)
        shown = text(app)
        assert "You typed" in shown
        assert "in q?l1 width" in shown
        assert "[?] The variance grows linearly with the width." in shown
        assert "likely said: grows," in shown
        assert "0 of 3 said · [?] likely: 1" in shown
        assert review(app).session.ticked == frozenset()
        assert review(app).session.suggestion() is None, "what is only likely suggests no rating"
        await pilot.press("down", "x")
        await settle(pilot)
        assert "[x] The variance grows linearly" in text(app)
        assert "[?] The" not in text(app)
        await pilot.press("2")
        await settle(pilot)
        event = app.desk.memory.history(SCALE.id)[-1]
        assert (event.rating, event.ticked) == (Rating.HARD, "1")
        await pilot.press("enter")
        await settle(pilot)
        assert "You typed" not in text(app), "the next question begins empty"


async def test_an_answer_in_chinese_is_compared_whatever_language_is_shown(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press(*"方差随宽度线性增长")
        await pilot.press("escape", "l")
        await settle(pilot)
        assert "方差随宽度线性增长" in text(app), "switching keeps what was written"
        await pilot.press("enter")
        await settle(pilot)
        assert "[?] 方差随宽度线性增长。" in text(app)
        assert "? 可能说到：" in text(app)
        await pilot.press("l")
        await settle(pilot)
        assert "[?] The variance grows linearly with the width." in text(app)


async def test_writing_can_be_taken_up_again_and_a_number_foretold_beside_it(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "5", "6", "w")
        await settle(pilot)
        await pilot.press(*"one")
        bar = app.screen.query_one(RatingBar)
        assert "Esc leaves the box" in bar.plain
        footer = text(app).splitlines()[-1]
        assert "Esc Done typing" in footer
        assert not {"Back", "Help", "Undo"} & set(footer.split()), "letters write"
        await pilot.press("escape")
        assert "Space shows the answer" in bar.plain
        await pilot.press("w", *" two", "escape", "enter")
        await settle(pilot)
        assert review(app).session.written == "one two"
        assert review(app).session.predicted == 256
        assert "✓ within 10%" in text(app)


async def test_nothing_written_compares_nothing(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press("space", "enter", "escape", "enter")
        await settle(pilot)
        assert "You typed" not in text(app)
        assert "likely" not in text(app)


async def test_undo_and_a_click_beside_the_box_give_the_keys_back(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press(*"abc")
        await pilot.click(AnswerBox)
        assert isinstance(app.focused, AnswerBox)
        await pilot.click("#ask")
        await settle(pilot)
        assert app.focused is None
        await pilot.press("enter", "3", "u")
        await settle(pilot)
        assert review(app).session.written == ""
        assert not app.screen.query(AnswerBox)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=["small", "large"])
async def test_hostile_words_pasted_into_an_answer_break_nothing(
    words: str, size: tuple[int, int], make: Make
) -> None:
    app = make("review")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        app.screen.query_one(AnswerBox).post_message(events.Paste(words))
        await settle(pilot)
        seen = [text(app)]
        for keys in (["escape"], ["l"], ["enter"], ["down"], ["j"], ["l"]):
            await pilot.press(*keys)
            await settle(pilot)
            seen.append(text(app))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")
