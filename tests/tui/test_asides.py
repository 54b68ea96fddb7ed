"""Steps aside from a review: a follow-up, the editor; and what is remembered for the next time."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from quiz.bank.model import Deck
from quiz.errors import Fault, QuizError
from quiz.memory.model import Rating
from quiz.text import Text
from quiz.tui import settings
from quiz.tui.app import QuizApp
from quiz.tui.editing import Editor
from quiz.tui.settings import Settings
from tests.tui.bank import DECKS, SCALE
from tests.tui.conftest import text
from tests.tui.editor import Pen
from tests.tui.test_learning import review, settle

Make = Callable[..., QuizApp]


def told(app: QuizApp) -> str:
    return "\n".join(str(note.message) for note in app._notifications)


async def test_a_follow_up_is_one_key_and_a_number_away_and_comes_back(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("x", "f", "1")
        await settle(pilot)
        assert "By which number are the scores" in text(app)
        await pilot.press("b", "enter")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert review(app).session.current.id == SCALE.id  # type: ignore[union-attr]
        assert review(app).session.ticked == {0}, "the answer is where it was left"
        assert app.desk.memory.history("which-divisor")[-1].rating == Rating.GOOD
        assert not app.desk.memory.history(SCALE.id)
        await pilot.press("2")
        await settle(pilot)
        assert app.desk.memory.history(SCALE.id)[-1].rating == Rating.HARD


async def test_escape_keeps_the_answer_when_no_follow_up_is_wanted(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert "Which one? Type its number." in text(app)
        await pilot.press("7", "escape", "1")
        await settle(pilot)
        assert app.desk.memory.history(SCALE.id)[-1].rating == Rating.AGAIN


async def test_leaving_a_follow_up_rates_nothing(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("f", "1")
        await settle(pilot)
        await pilot.press("u", "q")
        await settle(pilot)
        assert review(app).session.current.id == SCALE.id  # type: ignore[union-attr]
        assert not app.desk.memory.history("which-divisor")


def mended(ask: str) -> tuple[Deck, ...]:
    question = msgspec.structs.replace(SCALE, ask=Text(ask, ask))
    return (msgspec.structs.replace(DECKS[0], questions=(question, *DECKS[0].questions[1:])), *DECKS[1:])


async def test_an_edited_question_shows_at_once_and_keeps_what_was_done(make: Make) -> None:
    pen = Pen(DECKS, lambda _: (mended("Edited?"), ()))
    app = make("review", pen=pen)
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("x", "e")
        await settle(pilot)
        assert pen.opened == [("attention.yaml", SCALE.line)]
        assert "Edited?" in text(app)
        assert review(app).session.ticked == {0}
        assert review(app).session.phase == "answer"


async def test_faults_of_an_edit_show_in_place_until_they_are_mended(make: Make) -> None:
    fault = Fault("There is no [/b] `ask`.", "Write one.", "attention.yaml", 3)
    pen = Pen(DECKS, lambda time: (DECKS, (fault,)) if time == 1 else (mended("Mended?"), ()))
    app = make("review", pen=pen)
    app.suspend = nullcontext  # type: ignore[method-assign, assignment]
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        shown = text(app)
        assert "attention.yaml:3: There is no [/b] `ask`. Write one." in shown
        assert "Why are attention scores divided by √d_k?" in shown
        await pilot.press("e")
        await settle(pilot)
        assert "attention.yaml:3" not in text(app)
        assert "Mended?" in text(app)


@pytest.mark.parametrize("refusal", ["shipped", "read-only"])
async def test_a_bank_that_may_not_be_edited_says_what_to_do(make: Make, refusal: str) -> None:
    pen = Pen(DECKS, refusal=refusal)  # type: ignore[arg-type]
    app = make("review", pen=pen)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        assert not pen.opened
        assert "quiz deck" in told(app)


async def test_where_the_app_cannot_step_aside_it_says_so(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        assert "No editor can be opened from here." in text(app)


def test_each_editor_is_told_the_line_in_its_own_way(tmp_path: Path) -> None:
    def command(editor: str) -> list[str]:
        return Editor(tmp_path, lambda: (), {"EDITOR": editor}).command("a b.yaml", 7)

    assert command("vim") == ["vim", "+7", "a b.yaml"]
    assert command("emacs -nw") == ["emacs", "-nw", "+7", "a b.yaml"]
    assert command("code") == ["code", "--wait", "--goto", "a b.yaml:7"]
    assert command("code -w") == ["code", "-w", "--goto", "a b.yaml:7"]
    assert command("/usr/bin/hx") == ["/usr/bin/hx", "a b.yaml:7"]
    assert Editor(tmp_path, lambda: (), {"VISUAL": "nano", "EDITOR": "vi"}).command("a", 1)[0] == "nano"
    with pytest.raises(QuizError, match="EDITOR cannot be understood"):
        command("vim '")
    with pytest.raises(QuizError, match="did not start"):
        Editor(tmp_path, lambda: (), {"EDITOR": "no-such-editor-here"}).open("a", 1)


def test_a_bank_inside_the_program_or_read_only_is_not_edited(tmp_path: Path) -> None:
    package, own = tmp_path / "quiz", tmp_path / "own.yaml"
    package.mkdir()
    (package / "shipped.yaml").write_text("")
    own.write_text("")
    editor = Editor(package, lambda: (), {})
    assert editor.refuses(str(package / "shipped.yaml")) == "shipped"
    assert editor.refuses(str(own)) is None
    assert editor.refuses(str(tmp_path / "gone.yaml")) == "read-only"


async def test_notes_are_shown_once_on_opening(make: Make) -> None:
    app = make("review", notes=("The clock is [/b] 3 days behind.",))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        assert "The clock is [/b] 3 days behind." in text(app)
        app.clear_notifications()
        await pilot.press("enter")
        await settle(pilot)
        assert "3 days behind" not in text(app)


async def test_language_and_theme_are_remembered_when_they_change(make: Make) -> None:
    kept: list[Settings] = []
    app = make("home", kept=kept)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert kept == []
        await pilot.press("l", "T")
        await settle(pilot)
    assert kept == [Settings("zh", "proofcards-dark"), Settings("zh", "proofcards-light")]


async def test_settings_that_cannot_be_written_stop_nothing(make: Make) -> None:
    def full(_: Settings) -> None:
        raise OSError(28, "No space left on device")

    app = make("home")
    app.desk = msgspec.structs.replace(app.desk, keep=full)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await settle(pilot)
        assert "could not be remembered: No space left on device" in told(app)


def test_settings_come_back_and_leave_what_else_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"other": 1, "theme": "proofcards-light"}')
    assert settings.load(file) == (Settings(None, "proofcards-light"), None)
    settings.save(file, Settings("zh", "proofcards-dark"))
    assert settings.load(file) == (Settings("zh", "proofcards-dark"), None)
    assert msgspec.json.decode(file.read_bytes())["other"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", b'{"language": "fr"}', b"[" * 100_000, b"[]"])
def test_damaged_settings_are_ignored_with_a_notice(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "settings.json"
    assert settings.load(file) == (Settings(), None)
    file.write_bytes(damage)
    found, fault = settings.load(file)
    assert found == Settings()
    assert fault is not None
    assert fault.file == str(file)
    settings.save(file, Settings("en"))
    assert settings.load(file) == (Settings("en"), None)


async def test_choosing_a_follow_up_shows_the_choice_and_leaves_the_other_keys_alone(make: Make) -> None:
    app = make("review")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "By which number are the scores" not in text(app), "it is below what is in sight"
        await pilot.press("f")
        await settle(pilot)
        shown = text(app)
        assert "→ 1 By which number are the scores" in shown
        footer = shown.splitlines()[-1]
        assert "Ask that one" in footer
        assert "Esc Stay here" in footer
        assert "Rate" not in footer
        await pilot.press("4", "x", "e")
        await settle(pilot)
        assert not app.desk.memory.history(SCALE.id)
        await pilot.press("f", "x")
        await settle(pilot)
        assert review(app).session.ticked == {0}
