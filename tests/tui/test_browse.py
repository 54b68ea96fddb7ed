"""Browse: list, search, filters, one question read, hidden, shown and edited; the schedule stays as it is."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest
from textual.widgets import Input

from quiz.bank.model import Deck
from quiz.errors import Fault, failure
from quiz.memory.model import Answer, Rating
from quiz.proof.messages import Job
from quiz.tui.app import QuizApp
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.read import ReadScreen
from quiz.tui.widgets.lines import Lines
from tests.tui.bank import DECKS, DIVISOR, HEADS, SCALE
from tests.tui.conftest import text
from tests.tui.desk import Replay
from tests.tui.editor import Pen
from tests.tui.test_asides import mended, told
from tests.tui.test_learning import settle

Make = Callable[..., QuizApp]

ASKS = {
    SCALE.id: "Why are attention scores divided",
    DIVISOR.id: "By which number are the scores",
    HEADS.id: "Why several heads?",
}


def browse(app: QuizApp) -> BrowseScreen:
    assert isinstance(app.screen, BrowseScreen)
    return app.screen


def shown(app: QuizApp) -> list[str]:
    """The ids of the questions that are listed, as the screen has them."""
    seen = text(app)
    return [id for id, ask in ASKS.items() if ask in seen]


async def test_from_home_to_a_question_and_back_without_a_trace(make: Make) -> None:
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert shown(app) == list(ASKS)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)
        seen = text(app)
        assert "A score q·k is a sum of d_k products." in seen
        assert "3 of 3 as they must be" in seen, "the proof runs while one reads"
        assert "Measured 25" in seen, "the number to foretell is told"
        assert "[ ]" not in seen.split("Points")[1].split("What people say")[0], "nothing to tick"
        await pilot.press("3", "space", "enter")
        await settle(pilot)
        assert browse(app)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
    assert not app.desk.memory.history(SCALE.id)


@pytest.mark.parametrize("words", ["HEADS", "多个头", "why-multi", "one head makes", "论文", "several multi"])
async def test_a_search_follows_every_key_in_both_languages(make: Make, words: str) -> None:
    app = make("browse")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        footer = text(app).splitlines()[-1].split()
        assert footer[:4] == ["Esc", "To", "the", "list"], "letters write"
        for char in words:
            await pilot.press(char)
        await pilot.pause()
        assert HEADS.id in shown(app) or words == "论文"
        assert DIVISOR.id not in shown(app) or words == "HEADS"
        await pilot.press("escape", "0")
        await pilot.pause()
        assert shown(app) == list(ASKS)
        assert not app.screen.query_one(Input).value


async def test_letters_of_a_search_do_nothing_else_and_enter_reads_what_was_found(make: Make) -> None:
    app = make("browse")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"sequ-l@", *["backspace"] * 7, *"several", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)
        assert app.screen.one == HEADS
        assert app.language == "en"
        assert not app.desk.memory.cards()


async def test_words_given_at_the_start_are_searched(make: Make, tmp_path: Path) -> None:
    app = QuizApp(make().desk, "browse", words="several")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert shown(app) == [HEADS.id]


async def test_filters_by_deck_level_and_state_narrow_together(make: Make) -> None:
    app = make("browse")
    app.desk.memory.suspend(DIVISOR.id)
    app.desk.memory.rate(HEADS.id, Rating.EASY, Answer())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        assert "Multi-head attention" in text(app)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert shown(app) == [SCALE.id, DIVISOR.id]
        await pilot.press("4", *["down"] * 5, "enter")
        await pilot.pause()
        assert shown(app) == [DIVISOR.id]
        assert browse(app).wanted.place == "suspended"
        await pilot.press("2", "j", "enter")
        await pilot.pause()
        assert shown(app) == []
        assert "No question fits." in text(app)
        await pilot.press("s", "e", "minus", "enter", "0")
        await pilot.pause()
        assert shown(app) == list(ASKS)
        await pilot.press("4", "down", "escape")
        await pilot.pause()
        assert shown(app) == list(ASKS), "leaving a filter changes nothing"


async def test_the_filter_says_how_many_each_value_would_leave(make: Make) -> None:
    app = make("browse")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        rows = [line.split() for line in text(app).splitlines()]
        assert {("core", "1"), ("deep", "1"), ("trap", "1")} <= {tuple(row) for row in rows}


async def test_what_proofs_showed_is_told_and_filtered_and_grows_stale(
    make: Make, replay: Replay, tmp_path: Path
) -> None:
    (tmp_path / "attention").mkdir()
    script = tmp_path / "attention" / "scale"
    script.write_text("as it is")
    app = make("browse")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert text(app).count("○ not run") == 2
        assert "§ cited" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        assert "✓ 2/2" in text(app), "coming back shows what has been proved meanwhile"
        await pilot.press("3", "j", "enter")
        await pilot.pause()
        assert SCALE.id in shown(app)
        assert HEADS.id not in shown(app)
        script.write_text("changed")
        replay.gate.clear()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("q")
        await settle(pilot)
        assert shown(app) == []
        await pilot.press("0")
        await pilot.pause()
        assert "⟳ stale" in text(app)


async def test_a_proof_that_is_not_as_it_must_be_fails_the_question(make: Make, replay: Replay) -> None:
    app = make("browse")
    failed = msgspec.structs.replace(
        replay.answer(Job(verifier="attention/scale", path=""), "variance_is_d_k"),  # type: ignore[type-var]
        passed=False,
    )
    app.desk.proofs.keep(failed)  # type: ignore[arg-type]
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "✗ 0/2" in text(app)
        await pilot.press("3", "j", "j", "enter")
        await pilot.pause()
        assert shown(app) == [SCALE.id, DIVISOR.id]


async def test_suspending_is_one_key_and_the_same_key_takes_it_back(make: Make) -> None:
    app = make("browse")
    memory = app.desk.memory
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "s")
        await pilot.pause()
        assert memory.card(DIVISOR.id).suspended
        assert "suspended" in text(app)
        await pilot.press("at")
        assert not memory.card(DIVISOR.id).suspended
        await pilot.press("u")
        assert memory.card(DIVISOR.id).suspended
        await pilot.press("u")
        assert not memory.card(DIVISOR.id).suspended
        await pilot.press("U", "U")
        await pilot.pause()
        assert not memory.card(DIVISOR.id).suspended
        assert [event.kind for event in memory.history(DIVISOR.id)].count("redo") == 2


async def test_undo_stops_where_browsing_began_and_takes_no_rating_back(make: Make) -> None:
    app = make("browse")
    memory = app.desk.memory
    memory.rate(HEADS.id, Rating.GOOD, Answer())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("minus", "u", "u", "u")
        await settle(pilot)
        assert "Nothing was hidden or shown here." in told(app)
        assert memory.card(HEADS.id).state.reps == 1
        assert not memory.card(SCALE.id).buried
        await pilot.press("U", "U")
        await settle(pilot)
        assert memory.card(SCALE.id).buried
        assert "Nothing was taken back here." in told(app)


async def test_a_question_that_is_read_can_be_hidden_and_its_follow_up_read(make: Make) -> None:
    app = make("browse")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("1", "7")
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)
        assert app.screen.one == DIVISOR
        assert "✓ Right." in text(app)
        await pilot.press("s")
        await settle(pilot)
        assert app.desk.memory.card(DIVISOR.id).suspended
        assert "suspended" in text(app).splitlines()[0]
        await pilot.press("q")
        await settle(pilot)
        assert app.screen.one == SCALE
        await pilot.press("v")
        await settle(pilot)
        assert "3 of 3 as they must be" in text(app)
        await pilot.press("v", "down", "down", "j", "l", "u", "q")
        await settle(pilot)
        assert not app.desk.memory.card(DIVISOR.id).suspended, "undo goes on over the screens"
        assert "3/3 题" in text(app)


async def test_an_edited_question_is_listed_and_found_as_it_is_now(make: Make) -> None:
    pen = Pen(DECKS, lambda _: (mended("Entirely new?"), ()))
    app = make("browse", pen=pen)
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("e")
        await settle(pilot)
        assert pen.opened == [("attention.yaml", SCALE.line)]
        await pilot.press("slash", *"entirely")
        await settle(pilot)
        assert "1/3" in text(app)
        assert "Entirely new?" in text(app)
        await pilot.press("escape", "enter")
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        assert len(pen.opened) == 2
        assert "Entirely new?" in text(app)


@pytest.mark.parametrize("open_first", [False, True], ids=["in the list", "in the question"])
async def test_faults_of_an_edit_show_in_place_until_they_are_mended(make: Make, open_first: bool) -> None:
    fault = Fault("There is no [/b] `ask`.", "Write one.", "attention.yaml", 3)
    pen = Pen(DECKS, lambda time: (DECKS, (fault,)) if time == 1 else (mended("Mended?"), ()))
    app = make("browse", pen=pen)
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(80, 24)) as pilot:
        if open_first:
            await pilot.press("enter")
            await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        assert "attention.yaml:3: There is no [/b] `ask`. Write one." in text(app)
        assert "Why are attention scores" in text(app)
        await pilot.press("e")
        await settle(pilot)
        assert "attention.yaml:3" not in text(app)
        assert "Mended?" in text(app)


async def test_clicks_choose_read_and_filter(make: Make) -> None:
    app = make("browse")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click("#questions", offset=(5, 2))
        await pilot.pause()
        assert browse(app).one == HEADS
        await pilot.click("#questions", offset=(5, 30))
        assert browse(app).one == HEADS, "a click below the list"
        await pilot.click("#filters", offset=(3, 0))
        await pilot.pause()
        await pilot.click("#picker", offset=(8, 2))
        await pilot.pause()
        assert shown(app) == [HEADS.id]
        await pilot.click("#questions", offset=(5, 0))
        await settle(pilot)
        assert isinstance(app.screen, ReadScreen)


async def test_a_full_disk_is_told_and_nothing_changes(make: Make) -> None:
    app = make("browse")

    def full(_: str) -> None:
        raise failure("The disk is full [/b].", "Free some space.")

    app.desk.memory.suspend = full  # type: ignore[method-assign]
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("s", "u")
        await settle(pilot)
        assert "The disk is full [/b]." in text(app)
        assert not app.desk.memory.card(SCALE.id).suspended


def many(count: int) -> tuple[Deck, ...]:
    questions = tuple(msgspec.structs.replace(HEADS, id=f"q-{n}") for n in range(count))
    return (msgspec.structs.replace(DECKS[1], questions=questions),)


async def test_a_long_list_is_moved_through_and_only_what_is_in_sight_is_drawn(make: Make) -> None:
    app = make("browse", decks=many(3000))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen, drawn = browse(app), []
        lines = screen.query_one("#questions", Lines)
        draw = lines._draw
        lines._draw = lambda index, room: drawn.append(index) or draw(index, room)  # type: ignore[func-returns-value]
        for keys, at in ((["end"], 2999), (["down"], 2999), (["pageup"], 2981), (["k"], 2980), (["home"], 0)):
            await pilot.press(*keys)
            await pilot.pause()
            assert lines.at == at
            assert screen.one is not None
            assert screen.one.id == f"q-{at}"
            assert "›" in text(app)
        assert len(set(drawn)) < 100
        await pilot.press("slash", *"q-2999")
        await settle(pilot)
        assert "1/3000" in text(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_width_keeps_the_columns_in_line(make: Make, size: tuple[int, int]) -> None:
    app = make("browse", language="zh")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(*size)
        await settle(pilot)
        rows = [line for line in text(app).splitlines() if "新题" in line]
        from rich.cells import cell_len

        assert len(rows) == 3
        assert len({cell_len(row[: row.index("新题")]) for row in rows}) == 1
        head = next(
            line for line in text(app).splitlines() if "题目" in line and "状态" in line and "搜" not in line
        )
        assert cell_len(head[: head.index("状态")]) == cell_len(rows[0][: rows[0].index("新题")])


async def test_an_empty_bank_says_so(make: Make) -> None:
    app = make("browse", decks=())
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "There are no decks." in text(app)
        await pilot.press("enter", "s", "j", "1", "escape", "u")
        assert app.is_running
