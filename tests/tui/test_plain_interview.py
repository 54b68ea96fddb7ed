"""The interview in plain mode: lines in, lines out, in a pipe too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from quiz.interview.model import Plan
from quiz.memory import Rating
from quiz.tui.plain.interview import Interview
from quiz.tui.sitting import Sitting
from tests.tui.bank import DECKS, DIVISOR, SCALE
from tests.tui.desk import Replay, desk, typing
from tests.tui.test_hostile_text import HOSTILE, hostile_deck
from tests.tui.test_interview import CODE, SECRETS, Grading, grader

EN, ZH = SCALE.ask.en, SCALE.ask.zh


def interview(folder: Path, lines: Iterable[str], *, replay: Replay | None = None, **options: object):
    """What is written when those lines are typed and then there are no more, and the desk."""
    written: list[str] = []
    more = {name: options.pop(name) for name in ("verifier", "likely", "clock") if name in options}
    at = desk(folder, replay or Replay(), **options)  # type: ignore[arg-type]
    at = msgspec.structs.replace(at, **more)
    Interview(at, Sitting(at, Plan(30, "core", 7), at.decks), typing(lines), written.append).run()
    return "\n".join(written), at


def test_a_chain_its_answers_the_report_and_the_ratings(tmp_path):
    replay = Replay()
    lines = ["", "my words", "250", "", "1", "a", "", "3", "1 2", "1", "y"]
    text, at = interview(tmp_path, lines, decks=DECKS[:1], replay=replay)
    asked, _, shown = text.partition("Answer 1 of 2 in this chain")
    assert EN in asked
    assert DIVISOR.ask.en in asked
    assert "You said 250." in asked
    assert "a) your choice" in asked
    assert not [secret for secret in SECRETS if secret in asked], "no answer before the chain has ended"
    assert [job.knobs for job in replay.jobs] == [{"d_k": 256}]
    assert not replay.open
    assert "within 10%" in shown
    assert "a) (your choice) ✗ Wrong. That leaves variance 1/h." in shown
    assert "Points said: 3 of 4 (75%)." in shown
    assert "  - You typed: my words" in shown
    assert "Ratings suggested: 2." in shown
    assert "Rated: 2." in shown
    assert at.memory.history(SCALE.id)[-1].rating == Rating.HARD
    assert at.memory.history(DIVISOR.id)[-1].rating == Rating.AGAIN
    saved = next(at.interviews.glob("*.md"))
    assert f"Saved: {saved}" in text
    assert "- You typed: my words" in saved.read_text()


@pytest.mark.parametrize("end", [["n"], [""], ["whatever"], []])
def test_only_a_yes_changes_the_schedule(tmp_path, end):
    text, at = interview(tmp_path, ["", "", "3", "1", *end], decks=DECKS[1:])
    assert "Ratings suggested: 1." in text
    assert "The schedule is as it was." in text
    assert not at.memory.cards()


def test_without_more_lines_there_is_the_report_of_what_was_done(tmp_path):
    text, at = interview(tmp_path, ["", "", "1"], decks=DECKS[:1])
    assert "No answer was gone through." in text
    assert next(at.interviews.glob("*.md")).exists()
    assert not at.memory.cards()


def test_without_any_line_nothing_is_kept(tmp_path):
    text, at = interview(tmp_path, [])
    assert "No question was answered." in text
    assert not at.interviews.exists()


def test_leaving_asks_once(tmp_path):
    text, _ = interview(tmp_path, ["", "q", "", "", "3", "1", "q", "y"])
    assert text.count("Leave?") == 2
    assert "questions: 1 · topics: 1" in text


def test_language_keys_and_nonsense(tmp_path):
    text, _ = interview(tmp_path, ["?", "", "l", "", "9", "2"], decks=DECKS[:1])
    assert "An empty line ends the answer." in text
    assert EN in text
    assert ZH in text
    assert "9 在这里没有意义" in text


def test_what_was_typed_proposes_how_it_went(tmp_path):
    lines = ["", "all of it", "", ""]
    text, _ = interview(tmp_path, lines, decks=DECKS[:1], likely=lambda question, said: {0, 1, 2})
    assert "From what you typed: Well." in text
    assert DIVISOR.ask.en in text, "Enter agreed"


def test_a_whiteboard_question_names_a_file_and_is_graded_after_the_chain(tmp_path):
    with grader(tmp_path) as script:
        replay = Grading()
        text, at = interview(
            tmp_path, ["", "", "1", "1", "y"], decks=(CODE,), replay=replay, verifier=lambda name: script
        )
    path = at.interviews / "2026-11-21-1200-write-it.py"
    assert f"Whiteboard: write the function in {path}, then press Enter." in text
    assert "def scores(q, k):" in path.read_text()
    assert [job.answer for job in replay.jobs] == [str(path)]
    assert "[as it must be] The scores are right." in text
    assert "[NOT as it must be] The shape is right.\n    Your program has no function `scores`." in text
    assert at.memory.history("write-it")[-1].rating == Rating.HARD


def test_time_is_shown_and_when_it_is_out_no_other_question_comes(tmp_path):
    now = [0.0]

    def lines():
        yield ""
        now[0] = 1900.0
        yield "still talking"
        yield from ["", "1", "", "n"]

    text, _ = interview(tmp_path, lines(), clock=lambda: now[0])
    assert "[30:00 left · Enter: answered" in text
    assert "[1:40 over time · Enter: answered" in text
    assert "31:40 of 30 min · questions: 1 · topics: 1" in text


def test_nothing_to_ask_says_so(tmp_path):
    text, _ = interview(tmp_path, [], decks=())
    assert "There is nothing to ask" in text


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_of_a_deck_reaches_the_terminal_as_a_command(tmp_path, words):
    lines = ["", words, "\x1b[2J", "b", "7", "", "2", "1", "y"]
    text, at = interview(tmp_path, lines, decks=(hostile_deck(words),), verifier=lambda name: None)
    written = next(at.interviews.glob("*.md")).read_text()
    for shown in (text, written):
        assert not set(shown) & set("\x1b\x07\x9b\x90\x85\u202e\u2066\u200b")


def test_it_works_in_a_pipe_by_the_command_and_imports_no_textual(tmp_path):
    program = (
        "import sys, json\n"
        "from quiz.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "finally:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    arguments = [
        "--plain",
        "--decks",
        "rnn,cnn",
        "--level",
        "deep",
        "--minutes",
        "10",
        "--seed",
        "4",
        "--lang",
        "zh",
    ]
    done = [
        subprocess.run(
            [sys.executable, "-c", program, "interview", *arguments],
            env={**os.environ, "QUIZ_HOME": str(tmp_path / str(run))},
            input="\n\n3\n1\nq\ny\n",
            capture_output=True,
            text=True,
            check=True,
        )
        for run in range(2)
    ]
    assert "种子 4" in done[0].stdout
    assert "核心" not in done[0].stdout
    asked = [one.stdout.partition("答得怎样")[0] for one in done]
    assert asked[0].split("剩余")[0] == asked[1].split("剩余")[0], "the same seed, the same question"
    modules = set(json.loads(done[0].stderr.splitlines()[-1]))
    assert not modules & {"textual", "torch", "numpy"}


def test_a_deck_that_is_not_there_is_named(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "quiz", "interview", "--plain", "--decks", "rnm"],
        env={**os.environ, "QUIZ_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        input="",
        check=False,
    )
    assert done.returncode == 1
    assert "Did you mean rnn?" in done.stderr


def test_u_takes_judgements_back_one_by_one(tmp_path):
    lines = [
        "",
        "my words",
        "250",
        "",
        "1",
        "u",
        "u",
        "u",
        "",
        "2",
        "u",
        "1",
        "",
        "3",
        "1",
        "u",
        "1 2",
        "",
        "n",
    ]
    text, at = interview(tmp_path, lines, decks=DECKS[:1])
    assert text.count("There is nothing to take back.") == 1, "before the first question there is none"
    assert text.count("my words") == 5, "each of four times that it was come back to, and in the report"
    before, _, end = text.partition("Mock interview, 2026")
    assert not [secret for secret in SECRETS if secret in before.partition("Answer 1 of 2")[0]]
    assert "said: The variance grows" in end, "the ticks typed last"
    assert "well, you said" in end
    assert "partly, you said" not in end
    assert not at.memory.cards()
    (saved,) = at.interviews.iterdir()
    assert "partly, you said" not in saved.read_text()


def test_ticks_are_those_typed_last_and_the_report_can_be_come_back_from(tmp_path):
    lines = ["", "", "1", "", "3", "1", "1", "u", "u", "2 3", "", "u", "0", "y"]
    text, at = interview(tmp_path, lines, decks=DECKS[:1])
    assert "Enter: as before, 1]" in text
    assert [part.split(" ")[0] for part in text.split("Points said: ")[1:]] == ["2", "3", "2"]
    assert "Rated: 2." in text
    ticked = [at.memory.history(one.id)[-1].ticked for one in (SCALE, DIVISOR)]
    assert ticked == ["1,2", None]


def test_what_was_answered_is_on_the_disk_when_the_program_is_killed(tmp_path):
    place = {**os.environ, "QUIZ_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-m",
        "quiz",
        "interview",
        "--plain",
        "--decks",
        "rnn",
        "--seed",
        "4",
        "--lang",
        "en",
    ]
    with subprocess.Popen(command, env=place, stdin=-1, stdout=-1, text=True) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write("\nmy words\n\n1\n\n2\nu\n3\n")
        running.stdin.flush()
        for line in running.stdout:
            if line.startswith("Answer 1 of 2"):
                break
        running.kill()
    (saved,) = (tmp_path / "interviews").iterdir()
    kept = saved.read_text()
    assert "You typed: my words" in kept
    assert "well, you said" in kept
    assert "stuck" in kept
    assert "partly" not in kept, "it was taken back"


def test_u_goes_on_with_an_answer_that_was_ended_too_early(tmp_path):
    text, _ = interview(tmp_path, ["", "first", "", "u", "second", "", "3"], decks=DECKS[:1])
    assert text.count("How did it go?") == 2
    assert "first second" in text or "first\nsecond" in text
