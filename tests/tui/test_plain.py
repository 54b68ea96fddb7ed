"""Plain mode: lines in, lines out, and the same session as on the screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from quiz.bank.model import Deck
from quiz.memory import Rating
from quiz.session import Session
from quiz.text import Text
from quiz.tui.plain.review import Review
from tests.tui.bank import DECKS, SCALE
from tests.tui.desk import NOON, Replay, desk, typing


def review(folder: Path, lines: Iterable[str], *, replay: Replay | None = None, **options: object):
    """What is written when those lines are typed and then there are no more, and the desk."""
    written: list[str] = []
    at = desk(folder, replay or Replay(), **options)  # type: ignore[arg-type]
    questions = [question for deck in at.decks for question in deck.questions]
    Review(at, Session(questions, at.memory, lambda: NOON), typing(lines), written.append).run()
    return "\n".join(written), at


def ratings(at) -> list[tuple[str, int | None]]:
    return [
        (event.question, event.rating)
        for question in (SCALE.id, "which-divisor", "why-multi-head")
        for event in at.memory.history(question)
        if event.kind == "rate"
    ]


def test_a_question_is_asked_answered_and_rated(tmp_path):
    text, at = review(tmp_path, ["", "1 3", "4"])
    before, _, after = text.partition("Foretell the number first")
    assert SCALE.ask.en in before
    assert "A score q·k is a sum of d_k products." in after  # read out: no backticks, no stars
    assert "  1. For independent zero-mean" in after
    assert "People say: Without it the gradient explodes." in after
    assert "In truth: It vanishes: the softmax saturates." in after
    assert "notes 5.1.4: right. Right, but independence is not stated." in after
    assert ratings(at) == [(SCALE.id, Rating.EASY)]
    assert at.memory.history(SCALE.id)[0].ticked == "0,2"
    assert "Questions rated: 1" in text


def test_enter_gives_the_rating_that_the_ticks_speak_for(tmp_path):
    _, at = review(tmp_path, ["", "1 2 3", ""])
    assert ratings(at) == [(SCALE.id, Rating.GOOD)]


def test_enter_rates_good_when_nothing_speaks_for_a_rating(tmp_path):
    _, at = review(tmp_path, ["", "", ""])
    assert ratings(at) == [(SCALE.id, Rating.GOOD)]


def test_a_number_is_foretold_and_graded_against_the_measurement(tmp_path):
    replay = Replay()
    text, at = review(tmp_path, ["256", "", "3"], replay=replay)
    assert "You said 256." in text
    assert "within 10%" in text
    assert [job.knobs for job in replay.jobs] == [{"d_k": 256}]
    event = at.memory.history(SCALE.id)[0]
    assert event.predicted == 256
    assert event.measured is not None


def test_the_proof_is_told_in_words_with_its_controls(tmp_path):
    replay = Replay()
    text, at = review(tmp_path, ["", "v", "v"], replay=replay)
    assert "[as it must be] check: Var(q·k) = d_k for independent entries" in text
    assert "[as it must be] control: Dividing by d_k does not bring the variance back to 1." in text
    assert text.count("the claim holds.") == 4
    assert not replay.open  # the process is gone when the review is over
    assert at.proofs.last("attention/scale::variance_is_d_k")


def test_a_proof_that_fails_says_so(tmp_path):
    replay = Replay()
    replay.failure = "check_x took too long."
    text, _ = review(tmp_path, ["", "v"], replay=replay)
    assert "failed: variance_is_d_k. check_x took too long." in text


def test_a_choice_is_made_with_a_letter_and_explained(tmp_path):
    text, _ = review(tmp_path, ["a"], decks=(only("which-divisor"),))
    assert "  b) √d_head" in text
    assert "def scores(q, k):" in text
    assert "a) (your choice) ✗ Wrong. That leaves variance 1/h." in text
    assert "b) ✓ Right." in text


def test_undo_bury_suspend_language_help_and_nonsense(tmp_path):
    text, at = review(tmp_path, ["", "", "3", "u", "nonsense", "?", "l", "-", "@", "q", "never read"])
    assert ratings(at) == [(SCALE.id, Rating.GOOD)]
    names = (SCALE.id, "which-divisor", "why-multi-head")
    kinds = [event.kind for name in names for event in at.memory.history(name)]
    assert sorted(kinds) == ["bury", "rate", "suspend", "undo"]
    assert "nonsense means nothing here." in text
    assert "v runs the proof" in text
    assert SCALE.ask.zh in text


def test_nothing_due_says_so_and_ends(tmp_path):
    text, _ = review(tmp_path, [], decks=())
    assert "Nothing is due now." in text


def test_no_text_of_a_deck_reaches_the_terminal_as_a_command(tmp_path):
    bad = "\x1b]0;owned\x07 [/b] \u202egnp\u202c \x9b31m" + "x" * 10_000
    texts = Text(bad, bad)
    hostile = msgspec.structs.replace(
        SCALE,
        ask=texts,
        say=texts,
        points=tuple(msgspec.structs.replace(point, text=texts) for point in SCALE.points),
        sources=tuple(msgspec.structs.replace(source, at=bad, note=texts) for source in SCALE.sources),
    )
    deck = msgspec.structs.replace(DECKS[0], title=texts, questions=(hostile,))
    text, _ = review(tmp_path, ["\x1b[2J", "", "v", "", "3"], decks=(deck,))
    assert "[/b]" in text
    assert not set(text) & set("\x1b\x07\x9b\u202e\u202c")


def only(name: str) -> Deck:
    question = next(one for deck in DECKS for one in deck.questions if one.id == name)
    return msgspec.structs.replace(DECKS[0], questions=(question,))


def test_it_works_in_a_pipe_and_imports_no_textual(tmp_path):
    program = (
        "import sys, json\n"
        "from quiz.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "finally:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "review", "--plain", "attention", "--lang", "zh"],
        env={**os.environ, "QUIZ_HOME": str(tmp_path)},
        input="\n1 2\n3\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "面试官接着会问：" in done.stdout
    modules = set(json.loads(done.stderr.splitlines()[-1]))
    assert not modules & {"textual", "torch", "numpy"}


def test_undo_says_when_there_is_nothing_to_take_back(tmp_path):
    text, _ = review(tmp_path, ["u", "@", "u"])
    assert text.count("There is nothing to take back.") == 1
    assert text.endswith("No question was rated."), "a suspension that was taken back is no rating"
