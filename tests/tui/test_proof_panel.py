"""The proof beside the answer: live, turnable, ended at once, honest about what went wrong."""

import asyncio
from collections.abc import Callable

from quiz.tui.app import QuizApp
from quiz.tui.widgets.proof_panel import ProofPanel, TrialRow
from tests.tui.conftest import text
from tests.tui.desk import Replay
from tests.tui.test_learning import review, settle

Make = Callable[..., QuizApp]


async def test_samples_are_drawn_before_the_verdict(make: Make, replay: Replay) -> None:
    replay.gate.clear()
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        for _ in range(6):
            await pilot.pause(0.05)
        shown = text(app)
        assert "measuring" in shown
        assert "replicates 64" in shown
        assert "running mean" in shown
        replay.gate.set()
        await settle(pilot)
        assert "3 of 3 as they must be" in text(app)


async def test_keys_are_answered_while_a_proof_runs(make: Make, replay: Replay) -> None:
    replay.gate.clear()
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("x")
        assert review(app).session.ticked == {0}
        await pilot.press("3")
        await pilot.pause()
        assert review(app).session.phase == "ask"


async def test_leaving_the_question_ends_its_run(make: Make, replay: Replay) -> None:
    replay.gate.clear()
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert (len(replay.jobs), replay.ended) == (1, 0)
        await pilot.press("1")
        await pilot.pause(0.05)
        assert replay.ended == 1


async def test_a_turned_knob_runs_again_with_its_value(make: Make, replay: Replay) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert replay.jobs[-1].knobs == {"d_k": 256}
        assert "predicted 256" in text(app)
        await pilot.press("r")
        await settle(pilot)
        assert replay.jobs[-1].seeds == (1,)


async def test_turning_a_knob_twice_at_once_still_shows_the_last_run(make: Make, replay: Replay) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "right_square_bracket", "right_square_bracket")
        await settle(pilot)
        assert "predicted 1,024" in text(app)
        assert "3 of 3 as they must be" in text(app)


async def test_enter_runs_again_when_the_proof_has_the_keys(make: Make, replay: Replay) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("v", "enter")
        await settle(pilot)
        assert len(replay.jobs) == 2
        assert review(app).session.phase == "answer"


async def test_only_runs_at_the_knobs_of_the_script_are_remembered(make: Make, replay: Replay) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        last = app.desk.proofs.last("attention/scale::variance_is_d_k")
        assert last is not None
        assert last.knobs == {}


async def test_a_failing_script_is_told_beside_the_question(make: Make, replay: Replay) -> None:
    replay.failure = "The script ended with IndexError: a[0] [/b]."
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        shown = text(app)
        assert "! Var(q·k)" in shown
        assert "The script ended with IndexError: a[0] [/b]." in shown
        assert "0 of 3" in shown


async def test_a_process_that_does_not_start_is_told(make: Make, replay: Replay) -> None:
    async def broken() -> Replay:
        raise OSError("no more processes")

    replay.__class__ = type("Broken", (Replay,), {"__aenter__": lambda self: broken()})  # type: ignore[assignment]
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "no more processes" in text(app)
        await pilot.press("3")
        await pilot.pause()
        assert review(app).session.phase == "ask"


async def test_the_point_at_the_cursor_shows_its_own_proof(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("down")
        await pilot.pause()
        rows = [row.has_class("-here") for row in app.screen.query(TrialRow)]
        assert rows == [False, False, True]
        await pilot.press("left")
        await pilot.pause()
        assert "Dividing by d_k does not bring the variance" in text(app)


async def test_waiting_for_torch_is_said(make: Make, replay: Replay) -> None:
    replay.gate.clear()
    replay.__class__ = type("Silent", (Replay,), {"run": _silent})  # type: ignore[assignment]
    clock = iter([0.0] + [2.0] * 1000)
    import msgspec

    app = make("review")
    app.desk = msgspec.structs.replace(app.desk, clock=lambda: next(clock))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        for _ in range(4):
            await pilot.pause(0.05)
        assert "PyTorch is starting… 2.0 s" in text(app)


async def _silent(self: Replay, job: object):  # type: ignore[no-untyped-def]
    await asyncio.Event().wait()
    yield


async def test_a_question_without_proofs_has_no_panel(make: Make) -> None:
    from tests.tui.bank import DECKS

    app = make("review", decks=DECKS[1:])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "v")
        await settle(pilot)
        assert not app.screen.query(ProofPanel)
        assert "§ arXiv:1706.03762" in text(app)
