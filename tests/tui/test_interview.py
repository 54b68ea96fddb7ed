"""The mock interview with real keys: rules, chains, answers, report, ratings; leaving; time; hostile text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from quiz.bank.model import Deck, Point, Question
from quiz.interview.model import Plan
from quiz.memory.model import Rating
from quiz.proof.find import Found, Verifier
from quiz.proof.messages import Failure, Job, Message, Result
from quiz.text import Text
from quiz.tui.app import QuizApp
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.interview import InterviewScreen
from tests.tui.bank import DECKS, DIVISOR, SCALE
from tests.tui.conftest import text
from tests.tui.desk import Replay, holds
from tests.tui.editor import Pen
from tests.tui.test_asides import told
from tests.tui.test_hostile_text import HOSTILE, Shouting, hostile_deck, hostile_script
from tests.tui.test_learning import settle

Make = Callable[..., QuizApp]

WRITE = Question(
    id="write-it",
    deck="code",
    level="core",
    ask=Text("Write scores(q, k).", "写出 scores(q, k)。"),
    say=Text("Product, then divide.", "先乘，再除。"),
    points=(Point(Text("Divide by √d_k.", "除以 √d_k。"), cite="arXiv:1706.03762"),),
    exercise="attention/write",
)
CODE = Deck(id="code", title=Text("By hand", "手写"), questions=(WRITE,), file="code.yaml")
SECRETS = (
    "brings the spread back",
    "The variance grows linearly",
    "By √d_head, since",
    "leaves variance 1/h",
)


class Grading(Replay):
    """Runs a learner's program: one check holds, one raises."""

    def answer(self, job: Job, name: str) -> Message:
        if not job.answer:
            return super().answer(job, name)
        if name == "shape":
            return Failure(verifier=job.verifier, name=name, what="Your program has no function `scores`.")
        return Result(
            id=f"{job.verifier}::{name}", kind="check", evidence=holds(64), passed=True, seconds=0.1,
            seed=0, knobs={}, torch="2.13.0",
        )  # fmt: skip


@contextmanager
def grader(folder: Path) -> Iterator[Verifier]:
    script = folder / "write.py"
    script.write_text(
        'from quiz.lab.exercise import yours\n\n@yours\ndef scores(q, k):\n    """q·k/√d."""\n    return 0\n'
    )
    found = (
        Found("value", "check", "The scores are right.", (), (), (), 9, "分数是对的。"),
        Found("shape", "check", "The shape is right.", (), (), (), 12),
    )
    yield Verifier("attention/write", str(script), "About.", found, {})


def screen(app: QuizApp) -> InterviewScreen:
    assert isinstance(app.screen, InterviewScreen)
    return app.screen


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press `keys`; what is shown once everything has come to rest."""
    await pilot.press(*keys)
    await settle(pilot)
    return text(pilot.app)


def asking(app: QuizApp) -> str:
    current = screen(app).sitting.interview.current
    return current.question.id if current else ""


async def test_the_whole_path_from_home_to_ratings_that_are_remembered(make: Make, replay: Replay) -> None:
    app = make(decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        shown = await press(pilot, "i")
        assert "30 minutes · questions: 2 · decks: 1" in shown
        assert "30:00 left" in shown
        shown = await press(pilot, "space")
        assert SCALE.ask.en in shown
        assert "30:00 left" in shown
        assert "paused" not in shown
        shown += await press(pilot, "2", "5", "0", "space")
        assert "1 well   2 partly   3 stuck" in shown
        shown += await press(pilot, "1")
        assert asking(app) == DIVISOR.id, "a good answer leads to the trap"
        shown += await press(pilot, "a", "space")
        assert not [secret for secret in SECRETS if secret in shown], "no answer before the chain has ended"
        assert not replay.jobs, "nothing is measured while the chain runs"
        shown = await press(pilot, "1")
        assert "Answer 1 of 2 in this chain" in shown
        assert "brings the spread back" in shown
        assert "✓ within 10%" in shown
        assert [job.knobs for job in replay.jobs] == [{"d_k": 256}]
        await press(pilot, "x", "down", "x")
        shown = await press(pilot, "space")
        assert "✗ Wrong. That leaves variance 1/h." in shown
        shown = await press(pilot, "x", "space")
        assert "Points said: 3 of 4 (75%)." in shown
        assert "You foretold 250; measured" in await press(pilot, "end")
        assert not app.desk.memory.cards(), "nothing is rated unasked"
        saved = next(app.desk.interviews.glob("*.md"))
        assert "# Mock interview, 2026-11-21 12:00" in saved.read_text()
        assert f"{saved.name}" in shown
        assert "Ratings suggested: 2." in shown
        shown = await press(pilot, "y")
        assert "Rated: 2. u takes the last one back." in shown
        first, second = (app.desk.memory.history(id)[-1] for id in (SCALE.id, DIVISOR.id))
        assert (first.rating, first.ticked, first.predicted) == (Rating.HARD, "0,1", 250.0)
        assert first.measured is not None
        assert second.rating == Rating.AGAIN, "the choice was wrong"
        await press(pilot, "u")
        assert app.desk.memory.card(DIVISOR.id).state.reps == 0
        await press(pilot, "y", "q")
        assert isinstance(app.screen, HomeScreen)
        assert app.desk.memory.card(DIVISOR.id).state.reps == 1
        assert len(list(app.desk.interviews.iterdir())) == 1


async def test_saying_no_leaves_the_schedule_as_it_was(make: Make) -> None:
    app = make("interview", decks=DECKS[1:])
    async with app.run_test() as pilot:
        await press(pilot, "space", "space", "3", "x", "space")
        shown = await press(pilot, "n")
        assert "The schedule is as it was." in shown
        await press(pilot, "y")
        assert not app.desk.memory.cards()
        await press(pilot, "q")
    assert not app.is_running


async def test_being_stuck_ends_the_chain_and_another_deck_comes(make: Make) -> None:
    app = make("interview")
    async with app.run_test() as pilot:
        await press(pilot, "space")
        first = asking(app)
        await press(pilot, "space", "3")
        assert screen(app).sitting.interview.phase == "answer"
        await press(pilot, "space")
        assert asking(app) not in ("", first)
        assert "topic 2 · question 1" in text(app)
        decks = [one.question.deck for one in screen(app).sitting.interview.asked]
        assert decks[0] != decks[1]


async def test_leaving_asks_once_and_gives_the_report_of_what_was_done(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test() as pilot:
        await press(pilot, "space")
        first = asking(app)
        await press(pilot, "space", "1")
        shown = await press(pilot, "q")
        assert "Leave the interview?" in shown
        assert "q Back" not in shown
        shown = await press(pilot, "n")
        assert asking(app) != first, "still there"
        shown = await press(pilot, "escape", "y")
        assert "questions: 1 · topics: 1" in shown
        assert "No answer was gone through." in shown
        assert list(app.desk.interviews.glob("*.md"))


async def test_quitting_the_program_in_the_middle_keeps_the_report(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test() as pilot:
        await press(pilot, "space", "space", "3", "x", "ctrl+q")
    saved = list(app.desk.interviews.glob("*.md"))
    assert len(saved) == 1
    assert "said:" in saved[0].read_text()


async def test_nothing_is_kept_of_an_interview_that_was_not_begun(make: Make) -> None:
    app = make()
    async with app.run_test() as pilot:
        await press(pilot, "i", "q")
        assert isinstance(app.screen, HomeScreen)
    assert not app.desk.interviews.exists()


async def test_before_the_start_the_time_can_be_changed(make: Make) -> None:
    app = make("interview")
    async with app.run_test() as pilot:
        assert "45:00 left" in await press(pilot, "plus", "plus", "equals_sign")
        assert "40 minutes" in await press(pilot, "minus")


async def test_a_typed_answer_is_kept_and_its_keys_do_nothing_else(make: Make) -> None:
    app = make("interview", decks=DECKS[1:])
    async with app.run_test() as pilot:
        shown = await press(pilot, "space", "w", *"quick 1 l")
        assert app.language == "en"
        assert "Esc leaves the box" in shown
        assert "q Back" not in shown
        await press(pilot, "escape", "l")
        assert app.language == "zh"
        shown = await press(pilot, "l", "space", "2")
        assert "You typed" in shown
        assert "quick 1 l" in shown
        assert "You typed: quick 1 l" in await press(pilot, "space", "end")


async def test_what_was_typed_proposes_how_it_went_and_which_points_were_said(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    app.desk = msgspec.structs.replace(
        app.desk, likely=lambda question, said: {0, 1, 2} if "all" in said else ()
    )
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        app.push_screen(app.interview(app.desk.decks))
        await settle(pilot)
        shown = await press(pilot, "space", "w", *"all", "escape", "space")
        assert "Space: Well, from what you typed" in shown
        await press(pilot, "space")
        assert asking(app) == DIVISOR.id
        shown = await press(pilot, "space", "3")
        assert shown.count("◂") == 3
        shown = await press(pilot, "x")
        assert shown.count("◂") == 2


async def test_when_time_is_out_the_question_may_be_finished_and_the_report_follows(make: Make) -> None:
    now = [0.0]
    app = make("interview", decks=DECKS)
    app.desk = msgspec.structs.replace(app.desk, clock=lambda: now[0])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.push_screen(app.interview(app.desk.decks))
        await settle(pilot)
        await press(pilot, "space")
        now[0] = 1801.0
        screen(app)._tell_time()
        await pilot.pause()
        assert "0:01 over time" in text(app)
        assert "finish this answer, it is the last" in text(app)
        await press(pilot, "space", "1")
        assert screen(app).sitting.interview.phase == "answer"
        assert "30:01 used" in await press(pilot, "space")


async def test_a_whiteboard_question_is_written_in_the_editor_and_graded_after_the_chain(
    make: Make, tmp_path: Path
) -> None:
    replay = Grading()
    pen = Pen((CODE,))
    app = make("interview", decks=(CODE,), pen=pen)
    with grader(tmp_path) as script:
        app.desk = msgspec.structs.replace(app.desk, verifier=lambda name: script, warm=lambda: replay)
        app.warmth._start = lambda: replay
        suspended: list[bool] = []

        @contextmanager
        def suspend() -> Iterator[None]:
            suspended.append(True)
            yield

        app.suspend = suspend  # type: ignore[method-assign, assignment]
        async with app.run_test(size=(160, 40)) as pilot:
            await pilot.pause()
            app.push_screen(app.interview(app.desk.decks))
            await settle(pilot)
            shown = await press(pilot, "space")
            assert "Whiteboard: p opens your editor." in shown
            shown = await press(pilot, "p", "p")
            ((path, line), again) = pen.opened
            assert again == (path, line), "the same program, as far as it was written"
            assert suspended == [True, True]
            assert Path(path).name == "2026-11-21-1200-write-it.py"
            assert "def scores(q, k):" in Path(path).read_text()
            assert Path(path).name in shown
            shown = await press(pilot, "space", "1")
            assert [job.answer for job in replay.jobs] == [path]
            assert "✓ The scores are right." in shown
            assert "✗ The shape is right." in shown
            assert "Your program has no function `scores`." in shown
            shown = await press(pilot, "x", "space")
            assert "fails: The shape is right." in shown
            assert "whiteboard" in shown
            await press(pilot, "y")
            assert app.desk.memory.history(WRITE.id)[-1].rating == Rating.HARD, "a failing program lowers it"


async def test_an_editor_cannot_be_opened_from_a_browser(make: Make, tmp_path: Path) -> None:
    app = make("interview", decks=(CODE,))
    with grader(tmp_path) as script:
        app.desk = msgspec.structs.replace(app.desk, verifier=lambda name: script)
        async with app.run_test() as pilot:
            await pilot.pause()
            app.push_screen(app.interview(app.desk.decks))
            await settle(pilot)
            await press(pilot, "space", "p")
            assert "No editor can be opened from here." in told(app)


async def test_a_process_that_does_not_start_leaves_the_prediction_unmeasured(
    make: Make, replay: Replay
) -> None:
    async def broken() -> Replay:
        raise OSError("no more processes [/b]")

    replay.__class__ = type("Broken", (Replay,), {"__aenter__": lambda self: broken()})  # type: ignore[assignment]
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space", "5", "space", "3")
        assert "no more processes [/b]" in told(app)
        shown = await press(pilot, "q", "y", "end")
        assert "You foretold 5; it was not measured." in shown


async def test_a_report_that_cannot_be_saved_is_told(make: Make) -> None:
    app = make("interview", decks=DECKS[1:])
    app.desk.interviews.write_text("in the way")
    async with app.run_test(size=(120, 40)) as pilot:
        shown = await press(pilot, "space", "space", "3", "space")
        assert "could not be saved" in told(app)
        assert "Points said: 0 of 1" in shown


async def test_with_nothing_to_ask_it_says_so(make: Make) -> None:
    app = make("interview", decks=())
    async with app.run_test() as pilot:
        assert "There is nothing to ask" in await press(pilot)
        assert "No question was answered." in await press(pilot, "space")
        await press(pilot, "q")
    assert not app.desk.interviews.exists()


async def test_clicks_choose_options_and_tick_points(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space", "space", "1")
        await pilot.click(".option")
        await settle(pilot)
        assert screen(app).sitting.interview.asked[1].chosen == 0
        await press(pilot, "space", "3")
        await pilot.click(".point")
        await settle(pilot)
        assert screen(app).sitting.interview.asked[0].ticked == {0}


async def test_a_plan_with_a_level_asks_nothing_easier(make: Make) -> None:
    app = make("interview")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.push_screen(app.interview(app.desk.decks, Plan(10, "trap", 3)))
        await settle(pilot)
        await press(pilot, "space")
        assert asking(app) == DIVISOR.id


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=["small", "large"])
async def test_hostile_words_break_no_interview(words: str, size: tuple[int, int], make: Make) -> None:
    replay = Shouting()
    replay.words = words
    app = make("interview", decks=(hostile_deck(words),))
    app.desk = msgspec.structs.replace(
        app.desk, warm=lambda: replay, verifier=lambda name: hostile_script(words) if name == "d/v" else None
    )
    app.warmth._start = lambda: replay
    async with app.run_test(size=size, notifications=True) as pilot:
        seen = [await press(pilot, "space", "b", "7")]
        await pilot.press("w")
        await settle(pilot)
        from quiz.tui.widgets.answer_box import AnswerBox

        app.screen.query_one(AnswerBox).text = words
        seen.append(await press(pilot, "escape", "l", "space"))
        seen.append(await press(pilot, "2"))
        seen.append(await press(pilot, "x", "j", "j", "l"))
        seen.append(await press(pilot, "space"))
        seen.append(await press(pilot, "end", "l", "y", "u"))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")
    written = next(app.desk.interviews.glob("*.md")).read_text()
    assert not set(written) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


async def test_an_answer_that_was_ended_too_early_goes_on_with_all_that_was_said(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("space", "w", *"by", "escape", "space")
        await settle(pilot)
        assert "How did it go?" in text(app)
        await pilot.press("u")
        await settle(pilot)
        assert "I have answered" in text(app)
        assert "by" in text(app)
        await pilot.press("space", "3")
        await settle(pilot)
        assert app.screen.sitting.interview.asked[0].written == "by"  # type: ignore[attr-defined]


async def test_u_takes_judgements_back_one_by_one_to_the_first_question_and_shift_u_gives_them_again(
    make: Make, replay: Replay
) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        shown = await press(pilot, "space")
        assert "u Undo" not in shown, "nothing precedes the first question"
        await press(pilot, "2", "5", "0", "w", *"words", "escape", "space", "1")
        shown = await press(pilot, "a")
        assert "u Undo" in shown
        shown = await press(pilot, "u")
        assert SCALE.ask.en in shown
        assert "How did it go?" in shown
        assert "You said 250." in shown
        assert "words" in shown
        assert not [secret for secret in SECRETS if secret in shown]
        shown = await press(pilot, "U")
        assert asking(app) == DIVISOR.id
        assert "› a)" in shown, "with the choice that was made"
        await press(pilot, "space", "3", "x", "space", "x")
        shown = await press(pilot, "space")
        assert "Points said: 2 of 4 (50%)." in shown
        first, second = screen(app).sitting.interview.asked
        for phase in ("answer", "answer", "went", "ask", "went", "ask"):
            await press(pilot, "u")
            assert screen(app).sitting.interview.phase == phase
        assert [one.question.id for one in screen(app).sitting.interview.asked] == [SCALE.id]
        assert "u Undo" not in await press(pilot, "u"), "this is the first"
        assert not list(app.desk.interviews.iterdir()), "no answer stands"
        await press(pilot, *"UUUUUU")
        assert screen(app).sitting.interview.phase == "over"
        assert screen(app).sitting.interview.asked == (first, second)


async def test_after_undo_report_and_ratings_are_as_if_the_judgement_had_not_been_given(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space", "space", "1", "space", "3", "x", "space", "x", "space")
        await press(pilot, "y", "u", "u")
        assert not app.desk.memory.card(SCALE.id).state.reps, "first the ratings are taken back, one by one"
        shown = await press(pilot, "u")
        assert "Answer 2 of 2 in this chain" in shown
        shown = await press(pilot, *"uuuuu")
        assert SCALE.ask.en in shown
        assert "I have answered" in shown
        await press(pilot, "space", "3", "space", "n")
        saved = list(app.desk.interviews.iterdir())
        assert len(saved) == 1, "the report takes its own place"
        report = saved[0].read_text()
        assert "Topic 1 · core · took 0:00 · stuck" in report
        assert "well, you said" not in report
        assert "✓ said" not in report, "and no tick is left"
        assert not app.desk.memory.cards()


async def test_the_report_on_the_disk_is_what_stands_after_every_step(make: Make) -> None:
    app = make("interview", decks=DECKS[:1])
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space")
        assert not app.desk.interviews.exists()
        await press(pilot, "space", "1")
        (saved,) = app.desk.interviews.iterdir()
        assert "well, you said" in saved.read_text()
        await press(pilot, "u", "3")
        assert list(app.desk.interviews.iterdir()) == [saved]
        assert "stuck" in saved.read_text()
        assert "well, you said" not in saved.read_text()


async def test_a_program_is_still_there_when_its_question_comes_again(make: Make, tmp_path: Path) -> None:
    pen = Pen((CODE,))
    app = make("interview", decks=(CODE,), pen=pen)
    with grader(tmp_path) as script:
        app.desk = msgspec.structs.replace(app.desk, verifier=lambda name: script)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            app.push_screen(app.interview(app.desk.decks))
            await settle(pilot)
            await press(pilot, "space")
            sitting = screen(app).sitting
            path = sitting.program()
            path.write_text("mine")
            sitting.interview.finish()
            assert sitting.undo()
            assert sitting.program() == path
            assert path.read_text() == "mine"


async def test_undo_while_a_program_is_graded_drops_what_comes_late(make: Make, replay: Replay) -> None:
    app = make("interview", decks=DECKS[:1])
    replay.gate.clear()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space", "2", "5", "0", "space")
        await pilot.press("3", "u")
        await pilot.pause()
        replay.gate.set()
        await settle(pilot)
        assert screen(app).sitting.interview.asked[0].measured is None
        assert "✓ within 10%" in await press(pilot, "3"), "and it is measured again"


async def test_points_said_are_counted_and_verdicts_stand_close_in_chinese(make: Make) -> None:
    app = make("interview", decks=DECKS[:1], language="zh")
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "space", "space", "1", "a", "space", "3")
        assert "要点  3 条说到 1 条" in await press(pilot, "x")
        assert "✗ 错误。那样方差只剩 1/h。" in await press(pilot, "space")
