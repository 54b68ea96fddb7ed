"""Whole screens as pictures, at two sizes. After a change that is meant: --snapshot-update, and look."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from quiz.bank.model import Deck
from quiz.errors import Fault
from quiz.memory.plan import Goal
from quiz.tui.app import QuizApp
from tests.tui.bank import DECKS, DIVISOR
from tests.tui.desk import Replay
from tests.tui.editor import Pen
from tests.tui.test_learning import settle
from tests.tui.test_stats import studied

Make = Callable[..., QuizApp]
Compare = Callable[..., bool]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def pressing(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press `keys`, each once everything has come to rest."""

    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return run


@SIZES
def test_home(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make(), terminal_size=size, run_before=pressing())


@SIZES
def test_home_after_months(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make()
    studied(app)
    app.desk.memory.aim(Goal(date(2026, 12, 12)))
    assert snap_compare(app, terminal_size=size, run_before=pressing("down"))


@SIZES
def test_question(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("review"), terminal_size=size, run_before=pressing("2", "5", "0"))


@SIZES
def test_answer(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", theme="proofcards-light")
    assert snap_compare(app, terminal_size=size, run_before=pressing("2", "5", "0", "enter", "t", "t"))


@SIZES
def test_writing_an_answer(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", theme="proofcards-contrast")
    assert snap_compare(app, terminal_size=size, run_before=pressing("w", *"linear"))


@SIZES
def test_a_written_answer(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    keys = ("w", *"grows linear, width", "escape", "enter", "down", "down", "x")
    assert snap_compare(make("review"), terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_lab(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("lab"), terminal_size=size, run_before=pressing("s", "c", "c"))


@SIZES
def test_lab_script_in_light(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("lab", theme="proofcards-light", language="zh")
    assert snap_compare(app, terminal_size=size, run_before=pressing("c"))


@SIZES
def test_verifiers(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("verifiers"), terminal_size=size, run_before=pressing())


@SIZES
def test_proof_in_chinese(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", language="zh")
    assert snap_compare(app, terminal_size=size, run_before=pressing("enter", "v"))


@SIZES
def test_help_in_high_contrast(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", theme="proofcards-contrast")
    assert snap_compare(app, terminal_size=size, run_before=pressing("question_mark"))


@SIZES
def test_browse(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("browse"), terminal_size=size, run_before=pressing("j", "s"))


@SIZES
def test_browse_filters_in_light(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("browse", theme="proofcards-light", language="zh")
    assert snap_compare(app, terminal_size=size, run_before=pressing("1", "j", "enter", "3", "j"))


@SIZES
def test_reading_a_question(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("browse"), terminal_size=size, run_before=pressing("enter"))


@SIZES
@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_stats(make: Make, snap_compare: Compare, size: tuple[int, int], theme: str) -> None:
    app = make(theme=f"proofcards-{theme}", language="zh" if theme == "light" else "en")
    studied(app)
    assert snap_compare(app, terminal_size=size, run_before=pressing("t"))


@SIZES
def test_interview_rules_in_chinese(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("interview", language="zh")
    assert snap_compare(app, terminal_size=size, run_before=pressing())


@SIZES
def test_interview_question(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("interview", decks=DECKS[:1])
    keys = "space", "2", "5", "0", "w", "b", "y", "escape"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_interview_answer_in_light(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("interview", decks=DECKS[:1], theme="proofcards-light")
    keys = "space", "2", "5", "0", "space", "1", "a", "space", "3", "t", "x"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_interview_report(
    make: Make, snap_compare: Compare, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of the report is shown
    app = make("interview", decks=DECKS[:1], interviews=Path("interviews"))
    keys = "space", "2", "5", "0", "space", "1", "a", "space", "3", "t", "x", "space", "x", "space"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_interview_report_in_chinese_and_high_contrast(
    make: Make, snap_compare: Compare, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make("interview", decks=DECKS[:1], interviews=Path("interviews"), language="zh")
    keys = "T", "T", "space", "space", "3", "x", "space", "space", "3", "space", "y"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_palette_in_chinese(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", language="zh", theme="proofcards-contrast")
    assert snap_compare(app, terminal_size=size, run_before=pressing("ctrl+p", "down"))


@SIZES
def test_choosing_a_follow_up(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make("review"), terminal_size=size, run_before=pressing("enter", "f"))


@SIZES
def test_a_choice_with_a_program(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", decks=(only_divisor(),), language="zh", theme="proofcards-light")
    assert snap_compare(app, terminal_size=size, run_before=pressing("a", "enter", "end"))


@SIZES
def test_a_finished_sitting(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("review", language="zh")
    keys = "enter", "4", "b", "enter", "4", "enter", "4"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_a_proof_that_failed(
    make: Make, replay: Replay, snap_compare: Compare, size: tuple[int, int]
) -> None:
    replay.failure = "check_x did not finish within 5 s and was stopped."
    app = make("review", language="zh", theme="proofcards-contrast")
    assert snap_compare(app, terminal_size=size, run_before=pressing("enter", "v", "end"))


@SIZES
def test_faults_of_an_edit(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    fault = Fault("`level` is 'hard', which is not known.", "Write one of core, deep, trap.", "a.yaml", 3)
    app = make("browse", language="zh", pen=Pen(DECKS, lambda _: (DECKS, (fault,))))
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    assert snap_compare(app, terminal_size=size, run_before=pressing("e"))


@SIZES
def test_leaving_an_interview(make: Make, snap_compare: Compare, size: tuple[int, int]) -> None:
    app = make("interview", decks=DECKS[:1], theme="proofcards-contrast")
    assert snap_compare(app, terminal_size=size, run_before=pressing("space", "space", "q"))


def only_divisor() -> Deck:
    """The deck of the choice alone."""
    return msgspec.structs.replace(DECKS[0], questions=(DIVISOR,))
