"""The Lab: knobs by key, by value and by mouse; series, seeds, script; and what is stale."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import msgspec
import pytest

from quiz.proof.find import KnobInfo
from quiz.proof.messages import Failure, Job, Message
from quiz.tui.app import QuizApp
from quiz.tui.dial import Dial
from quiz.tui.screens.lab import LabScreen
from quiz.tui.screens.verifiers import VerifiersScreen
from quiz.tui.sweeping import Sweep, figure
from quiz.tui.widgets.inked import PlotView
from quiz.tui.widgets.lab_column import LabColumn
from quiz.tui.widgets.script_view import extent
from quiz.tui.widgets.trial_row import TrialRow
from tests.tui.bank import SCRIPT
from tests.tui.conftest import text
from tests.tui.desk import Replay
from tests.tui.test_learning import review, settle

Make = Callable[..., QuizApp]
SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=["60x20", "80x24", "120x40"])
VARIANCE = "attention/scale::variance_is_d_k"


def lab(app: QuizApp) -> LabScreen:
    assert isinstance(app.screen, LabScreen)
    return app.screen


@SIZES
async def test_it_runs_everything_at_once_and_shows_the_controls_failing(
    make: Make, size: tuple[int, int]
) -> None:
    app = make("lab")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = text(app)
        assert "3 of 3 as they must be" in shown
        assert "control: refuted" in shown
        assert "d_k ‹64›" in shown


async def test_a_knob_is_turned_typed_and_clicked(make: Make, replay: Replay) -> None:
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert replay.jobs[-1].knobs == {"d_k": 256}
        await pilot.press("1", "0", "0", "enter")
        await settle(pilot)
        assert replay.jobs[-1].knobs == {"d_k": 100}
        assert "d_k ‹100›" in text(app)
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert "d_k" not in replay.jobs[-1].knobs, "from between the choices to the next one, the default"
        line = text(app).splitlines()[2]
        await pilot.click("#dials", offset=(line.index("‹") - 1, 0))
        await settle(pilot)
        assert replay.jobs[-1].knobs == {"d_k": 16}


@pytest.mark.parametrize("typed", [["3"], ["2", "0", "4", "8"], ["6", "full_stop", "5"], []])
async def test_a_value_out_of_range_is_refused_where_it_is_typed(
    make: Make, replay: Replay, typed: list[str]
) -> None:
    app = make("lab")
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("equals_sign", *typed, "enter")
        await settle(pilot)
        assert len(replay.jobs) == 1
        assert "d_k from 4 to 1,024, then Enter:" in text(app)
        assert app.screen.query_one("#value").has_class("-refused")
        await pilot.press("escape")
        await settle(pilot)
        assert "d_k from 4 to 1,024, then Enter:" not in text(app)
        assert app.is_running


@SIZES
async def test_a_series_measures_the_check_at_every_choice_and_plots_it(
    make: Make, replay: Replay, size: tuple[int, int]
) -> None:
    app = make("lab")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        jobs = replay.jobs[1:]
        assert sorted(job.knobs["d_k"] for job in jobs) == [4, 16, 64, 256, 1024]
        assert {job.names for job in jobs} == {("variance_is_d_k",)}
        drawn = app.screen.query_one("#series", PlotView).figure
        assert (drawn.log_x, drawn.log_y) == (True, True)
        assert [x for x, _ in drawn.curves[0].points] == [4, 16, 64, 256, 1024]
        assert len(drawn.bars) == 5
        assert "1,024" in text(app)
        assert "series over d_k: 5 of 5" in lab(app).column._status()


async def test_escape_stops_a_series_and_only_then_leaves(make: Make, replay: Replay) -> None:
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        replay.gate.clear()
        await pilot.press("s")
        for _ in range(4):
            await pilot.pause(0.05)
        assert "Series over d_k: 0 of 5" in text(app)
        begun = len(replay.jobs)
        await pilot.press("escape")
        await settle(pilot)
        assert replay.ended == begun, "every run that had begun has ended"
        assert lab(app).column.many is False
        await pilot.press("escape")
        await pilot.pause()
    assert not app.is_running


async def test_a_check_is_not_swept_over_a_knob_that_it_does_not_take(make: Make, replay: Replay) -> None:
    app = make("lab")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("down", "down", "s")
        await settle(pilot)
        assert len(replay.jobs) == 1
        assert "This check does not depend on d_k." in text(app)


async def test_many_seeds_are_counted(make: Make, replay: Replay) -> None:
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert sorted(seed for job in replay.jobs[1:] for seed in job.seeds) == list(range(20))
        assert text(app).count("20/20") == 3
        await pilot.press("r")
        await settle(pilot)
        assert replay.jobs[-1].seeds == (1,)
        assert "20/20" not in text(app), "a count speaks of the knobs and seeds it was made with"


async def test_a_seed_that_comes_out_otherwise_is_counted_and_marked(make: Make, replay: Replay) -> None:
    good = Replay.answer

    def unlucky(self: Replay, job: object, name: str) -> object:
        made = good(self, job, name)  # type: ignore[arg-type]
        bad = job.seeds == (7,) and name == "variance_is_d_k"  # type: ignore[attr-defined]
        return msgspec.structs.replace(made, passed=False) if bad else made

    replay.__class__ = type("Unlucky", (Replay,), {"answer": unlucky})  # type: ignore[assignment]
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        shown = text(app)
        assert "19/20" in shown
        assert shown.count("20/20") == 2
        assert "✗ Var(q·k)" in shown


async def test_a_run_that_comes_to_nothing_fails_all_its_seeds(make: Make, replay: Replay) -> None:
    class Broken(Replay):
        async def run(self, job: Job) -> AsyncGenerator[Message]:
            yield Failure(verifier=job.verifier, name="", what="It cannot be read.")

    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        replay.__class__ = Broken
        await pilot.press("R")
        await settle(pilot)
        assert text(app).count("0/20") == 3


async def test_before_anything_has_run_nothing_is_said_to_have_failed(make: Make, replay: Replay) -> None:
    class Mute(Replay):
        async def run(self, job: Job) -> AsyncGenerator[Message]:
            await asyncio.Event().wait()
            yield Failure(verifier=job.verifier, name="", what="never")

    replay.__class__ = Mute
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        lab(app).column.end()
        await pilot.pause(0.2)
        assert "as they must be" not in text(app)


async def test_covered_by_another_screen_a_proof_is_not_drawn_until_it_is_seen_again(
    make: Make, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        replay.gate.clear()
        await pilot.press("r", "question_mark")
        await pilot.pause()
        column, drawn = app.screen_stack[-2].query_one(LabColumn), []
        monkeypatch.setattr(column, "show", lambda *board: drawn.append(board))
        replay.gate.set()
        await settle(pilot)
        assert column.trial
        assert column.trial.result, "it has been measured meanwhile"
        assert not drawn
        monkeypatch.undo()
        await pilot.press("q")
        await settle(pilot)
        assert "3 of 3 as they must be · seed 1" in text(app)


async def test_the_script_takes_turns_with_the_plot_when_narrow_and_stands_beside_it_when_wide(
    make: Make,
) -> None:
    app = make("lab")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "def check_variance_is_d_k" not in text(app)
        await pilot.press("c")
        await settle(pilot)
        shown = text(app)
        assert "▌ 20 def check_variance_is_d_k(rng, d_k=D_K):" in shown
        assert "as they must be" not in shown
        await pilot.press("home")
        await settle(pilot)
        assert '1 """Why attention scores are divided by √d_k."""' in text(app)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "as they must be" in text(app)
        assert "import torch" in text(app)


async def test_from_the_proof_panel_into_the_lab_and_back(make: Make, replay: Replay) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("down", "x", "o")
        await settle(pilot)
        assert lab(app).column.trial.id == "attention/scale::variance_grows_linearly"  # type: ignore[union-attr]
        await pilot.press("q")
        await settle(pilot)
        assert review(app).session.phase == "answer"
        assert review(app).session.ticked == {1}
        assert "3 of 3 as they must be" in text(app)


async def test_leaving_the_lab_ends_its_runs(make: Make, replay: Replay) -> None:
    app = make("home")
    async with app.run_test() as pilot:
        await pilot.press("o")
        await settle(pilot)
        replay.gate.clear()
        await pilot.press("enter")
        for _ in range(4):
            await pilot.pause(0.05)
        assert (len(replay.jobs), replay.ended) == (1, 0)
        await pilot.press("q")
        await settle(pilot)
        assert replay.ended == 1


async def test_a_verifier_is_found_by_words_and_opened(make: Make) -> None:
    app = make("verifiers")
    async with app.run_test() as pilot:
        await settle(pilot)
        shown = text(app)
        assert "Attention" in shown
        assert "› scale" in shown
        assert "○ not run yet" in shown
        await pilot.press("slash", *"nonsense")
        await settle(pilot)
        assert "No verifier contains all of these words." in text(app)
        await pilot.press(*["backspace"] * 8, *"slope", "enter")
        await settle(pilot)
        assert lab(app)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, VerifiersScreen)
        assert "✓ 3/3" in text(app)


async def test_home_leads_to_the_list(make: Make) -> None:
    app = make("home")
    async with app.run_test() as pilot:
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(app.screen, VerifiersScreen)
        await pilot.press("l")
        await settle(pilot)
        assert "尚未运行" in text(app)


async def test_a_result_from_before_the_script_changed_is_marked_in_words(make: Make, tmp_path: Path) -> None:
    script = tmp_path / "attention" / "scale"
    script.parent.mkdir()
    script.write_text("as it was")
    first = make("lab")
    async with first.run_test() as pilot:
        await settle(pilot)
    script.write_text("as it is now")
    app = make("verifiers")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "⟳ script changed" in text(app)
        past = app.desk.proofs.past(VARIANCE)
        assert past is not None
        assert past.age == "script"
        assert app.desk.proofs.last(VARIANCE) is None


async def test_points_say_what_an_older_script_showed(
    make: Make, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "attention" / "scale"
    script.parent.mkdir()
    script.write_text("as it was")
    first = make("lab")
    async with first.run_test() as pilot:
        await settle(pilot)
    script.write_text("as it is now")
    replay.failure = "The script ended with IndexError."
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        monkeypatch.setattr("quiz.tui.widgets.proof_column.ProofColumn.run", lambda self, seed: None)
        await pilot.press("enter")
        await settle(pilot)
        shown = text(app)
        assert "⟳ holds, before the script" in shown
        assert "Last run 2026-11-21 12:00" in shown


async def test_another_torch_is_said_too(make: Make) -> None:
    first = make("lab")
    async with first.run_test() as pilot:
        await settle(pilot)
    app = make("lab")
    app.desk.proofs._installed = lambda: "2.14.0+cpu"
    past = app.desk.proofs.past(VARIANCE)
    assert past is not None
    assert past.age == "torch"


def test_the_extent_of_a_function_takes_in_its_decorators_and_not_what_follows() -> None:
    program = "x = 1\n@a\n@b(\ndef f():\n    '''\n\n    '''\n    return 1\n\n\ny = 2\n"
    assert extent(program, 4) == (2, 8)
    assert extent(program, 99) == (12, 12)
    assert extent("", 3) == (1, 1)


def dial(*choices: int | float | str) -> Dial:
    return Dial("v", "k", KnobInfo(choices[0], choices), choices[0])


def test_axes_are_logarithmic_only_where_choices_grow_by_factors() -> None:
    assert dial(4, 16, 64, 256, 1024).geometric
    assert dial(2, 4, 8, 16).geometric
    assert not dial(10, 20, 30, 40).geometric
    assert not dial(0.5, 0.6, 0.75, 0.9, 0.99).geometric
    assert not dial(0, 1, 10).geometric
    assert not dial("mean", "sum", "max").geometric
    assert not figure(Sweep("t", dial("mean", "sum")), "m", "p").log_x


def test_a_dial_between_choices_goes_to_the_next_one() -> None:
    between = dial(4, 16, 64).at(20)
    assert between.turned(1).value == 64
    assert between.turned(-1).value == 16
    assert dial(4, 16).turned(-1).value == 4


async def test_a_process_that_does_not_start_is_told_in_the_lab(make: Make, replay: Replay) -> None:
    async def broken() -> Replay:
        raise OSError("no more processes")

    replay.__class__ = type("Broken", (Replay,), {"__aenter__": lambda self: broken()})  # type: ignore[assignment]
    app = make("lab")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("s", "R")
        await settle(pilot)
        assert "no more processes" in text(app)
        assert "0/20" in text(app)
        assert [row.index for row in app.screen.query(TrialRow)] == [0, 1, 2]


async def test_claims_and_title_are_shown_in_chinese_where_there_are_chinese_words(make: Make) -> None:
    app = make("lab")
    first, *rest = SCRIPT.found
    replace = msgspec.structs.replace
    told = replace(SCRIPT, zh="为什么要除", found=(replace(first, zh="方差就是 d_k。"), *rest))
    app.desk = replace(app.desk, verifier=lambda _: told)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Why attention scores" in text(app)
        assert "方差就是" not in text(app)
        await pilot.press("l")
        await settle(pilot)
        shown = text(app)
        assert "为什么要除" in shown
        assert shown.count("方差就是 d_k。") == 2, "on its line, and in full below"
        assert "Dividing by d_k does not" in shown, "nobody has written this one"
