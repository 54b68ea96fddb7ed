"""Text from a bank or a script is shown as it is written: it breaks nothing and steers nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from textual.widgets import Input

from quiz.bank.model import Deck, Myth, Option, Point, Predict, Question, Source
from quiz.errors import Fault
from quiz.lab.evidence import Evidence, Heat, Plot, Series
from quiz.memory.model import Answer, Rating
from quiz.proof.find import Found, KnobInfo, Verifier
from quiz.proof.messages import Failure, Job, Message, Result
from quiz.text import Text
from quiz.tui.app import QuizApp
from tests.tui.conftest import text
from tests.tui.desk import NOON, Replay
from tests.tui.editor import Pen
from tests.tui.test_learning import settle

Make = Callable[..., QuizApp]

HOSTILE = {
    "closing tag": "a [/foo] b [/] c [b",
    "style": "[red]x[/red] [type=x, v={'a[0]'}] [@click=app.quit]y[/]",
    "escape": "a\x1b[2J\x1b]0;title\x07b",
    "c1": "a\x9b31mb\x90c\x85d",
    "reordering": "abc\u202edef\u2066ghi\u200b",
    "long line": "x" * 10_000,
    "long chinese line": "注意力" * 3_000,
    "stars": "*" * 3_000 + "`" * 3_000 + "**a ** b" * 500,
    "newlines": "\n" * 300 + "- \n" * 100 + "```\n[/b]",
    "combining": "e" + "\u0301" * 500,
    "nothing": " ",
}


class Shouting(Replay):
    """Every word a script may send is hostile."""

    words = ""

    def answer(self, job: Job, name: str) -> Message:
        if name == "b":
            return Failure(verifier=job.verifier, name=name, what=self.words, details=self.words)
        nan = float("nan")
        series = Series(self.words, (0.0, nan, 1e308), (nan, -1e308, 0.0))
        evidence = Evidence(
            rule="exact", verdict="holds", measured=1.0, predicted=float("inf"), low=-1e308, high=1e308,
            says=self.words, plots=(Plot((series,), self.words, self.words, True, True),),
            heats=(Heat(((nan, 1.0), (float("inf"),)), self.words, self.words), Heat((), self.words)),
        )  # fmt: skip
        return Result(
            id=f"{job.verifier}::{name}", kind="check", evidence=evidence, passed=True, seconds=0.1,
            seed=0, knobs={}, torch=self.words,
        )  # fmt: skip


def hostile_deck(words: str) -> Deck:
    both = Text(words, words)
    question = Question(
        id="q", deck="d", level="trap", ask=both, say=both, code=words,
        points=(Point(both, proof="d/v::a"), Point(both, cite=words)),
        myths=(Myth(both, "d/v::b", both),), predict=Predict(both, "d/v::a", 0.1),
        options=(Option(both, right=True), Option(both, why=both, proof=f"d/w::{words}")),
        follow_ups=("q", words), sources=(Source(words, "wrong", both),),
    )  # fmt: skip
    return Deck(id="d", title=both, questions=(question,), file="d.yaml")


def hostile_script(words: str) -> Verifier:
    found = tuple(Found(name, "check", words, ("k",), (), (), 1) for name in ("a", "b"))
    return Verifier("d/v", "/nowhere.py", words, found, {"k": KnobInfo(words, (words, "other"), words)})


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=["small", "large"])
async def test_hostile_words_break_no_screen(words: str, size: tuple[int, int], make: Make) -> None:
    replay = Shouting()
    replay.words = words
    app = make("home", decks=(hostile_deck(words),))
    app.desk = msgspec.structs.replace(
        app.desk, warm=lambda: replay, verifier=lambda name: hostile_script(words) if name == "d/v" else None
    )
    app.warmth._start = lambda: replay
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        seen = [text(app)]
        for keys in (
            ["space"],
            ["a"],
            ["enter"],
            ["x"],
            ["v"],
            ["right"],
            ["right_square_bracket"],
            ["j"] * 5,
            ["l"],
        ):
            await pilot.press(*keys)
            await settle(pilot)
            seen.append(text(app))
        await pilot.press("question_mark", "escape", "3")
        await settle(pilot)
        seen.append(text(app))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=["small", "large"])
async def test_hostile_scripts_break_nothing_in_the_lab(
    words: str, size: tuple[int, int], make: Make
) -> None:
    replay = Shouting()
    replay.words = words
    app = make("verifiers", decks=(hostile_deck(words),))
    scripts = {"d/v": hostile_script(words), f"d/{words}": hostile_script(words)}
    app.desk = msgspec.structs.replace(
        app.desk,
        warm=lambda: replay,
        verifier=scripts.get,
        verifiers=lambda: scripts,
        read=lambda _: words * 3,
    )
    app.warmth._start = lambda: replay
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        app.screen.query_one(Input).value = words
        await settle(pilot)
        seen = [text(app)]
        app.push_screen(app.lab("d/v::a"))
        for keys in (["s"], ["right_square_bracket"], ["R"], ["down"], ["c"], ["j", "end"], ["l"], ["q"]):
            await settle(pilot)
            seen.append(text(app))
            await pilot.press(*keys)
        await settle(pilot)
        seen.append(text(app))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=["small", "large"])
async def test_hostile_words_break_nothing_in_browse(words: str, size: tuple[int, int], make: Make) -> None:
    replay = Shouting()
    replay.words = words
    deck = hostile_deck(words)
    fault = Fault(words, words, words, 3)
    app = make("browse", decks=(deck,), pen=Pen((deck,), lambda _: ((deck,), (fault,))))
    app.desk = msgspec.structs.replace(
        app.desk, warm=lambda: replay, verifier=lambda name: hostile_script(words) if name == "d/v" else None
    )
    app.warmth._start = lambda: replay
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        seen = [text(app)]
        for keys in (
            ["1"],
            ["j", "enter"],
            ["s"],
            ["e"],
            ["enter"],
            ["v"],
            ["v", "down", "j", "1"],
            ["e"],
            ["l"],
            ["q"],
            ["q"],
        ):
            await pilot.press(*keys)
            await settle(pilot)
            seen.append(text(app))
        app.screen.query_one(Input).value = words
        await settle(pilot)
        seen.append(text(app))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [(60, 20), (120, 60)], ids=["small", "large"])
async def test_hostile_words_break_nothing_in_the_statistics(
    words: str, size: tuple[int, int], make: Make
) -> None:
    app = make(decks=(hostile_deck(words),))
    memory, start = app.desk.memory, NOON - timedelta(days=90)
    for at in (start, start + timedelta(days=40)):
        memory._now = lambda at=at: at  # type: ignore[misc]
        for id in ("q", "no longer [/b] there" + words):
            memory.rate(id, Rating.EASY if at == start else Rating.AGAIN, Answer(took=1e9))
    memory._now = lambda: NOON
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        seen = [text(app)]
        for keys in (["t"], ["end"], ["1"], ["2"], ["q"], ["l"], ["q"]):
            await pilot.press(*keys)
            await settle(pilot)
            seen.append(text(app))
        assert app.is_running
    for shown in seen:
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


async def test_markup_is_shown_as_it_is_written(make: Make) -> None:
    app = make("review", decks=(hostile_deck("a [/foo] [type=x, v={'a[0]'}] b"),))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert text(app).count("a [/foo] [type=x, v={'a[0]'}] b") >= 4


async def test_markup_in_a_path_of_an_error_is_shown(make: Make, tmp_path: Path) -> None:
    from quiz.errors import failure

    app = make()
    async with app.run_test(notifications=True) as pilot:
        app.complain(failure("[/b] wrong \x1b[1m", "[red]", file="a[0].yaml", line=3))
        await pilot.pause()
        assert "a[0].yaml:3: [/b] wrong" in text(app)
