"""`quiz plan` as a learner meets it."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest


def day(ahead: int) -> str:
    """A day so far from today, in the middle of the day wherever this runs."""
    return (date.today() + timedelta(days=ahead)).isoformat()


def test_a_plan_is_made_shown_changed_and_forgotten(quiz):
    assert "No plan is in force" in quiz("plan").out
    assert quiz("plan", "--json").json == {"plan": None, "met": None, "needs": None}
    made = quiz("plan", "--interview", day(20), "--minutes-a-day", "45", "--decks", "cnn, rnn")
    assert made.status == 0, made.err
    assert "45 minutes a day, cnn, rnn" in made.out
    assert "if you follow the plan" in made.out
    shown = quiz("plan", "--json").json
    assert shown["plan"]["goal"] == {"interview": day(20), "minutes": 45.0, "decks": ["cnn", "rnn"]}
    assert set(shown["plan"]["then"]["decks"]) == {"cnn", "rnn"}
    assert len(shown["plan"]["days"]) in (20, 21)  # between midnight and four it is still yesterday
    assert shown["met"] == (shown["needs"] is None)
    changed = quiz("plan", "--minutes-a-day", "5", "--decks", "all", "--json").json
    assert changed["plan"]["goal"] == {"interview": day(20), "minutes": 5.0, "decks": []}
    assert "No plan is in force" in quiz("plan", "--clear").out
    assert quiz("plan", "--json").json["plan"] is None


def test_a_goal_out_of_reach_is_said_plainly(quiz):
    out = quiz("plan", "--interview", day(10), "--minutes-a-day", "5").out
    assert "cannot be met. It would take" in out
    assert "No time for" in out
    assert "minutes a day or no more than the" in out


def test_due_follows_the_plan(quiz):
    before = quiz("due", "--json").json
    quiz("plan", "--interview", day(30), "--minutes-a-day", "15")
    after = quiz("due", "--json").json
    assert before["new"] == 20
    assert after["new"] == 10


def test_with_a_plan_in_force_due_imports_no_scheduler_and_no_numpy(quiz, tmp_path):
    quiz("plan", "--interview", day(30))
    program = (
        "import sys\nfrom quiz.cli import main\n"
        "try:\n    main(['due'])\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "assert 'quiz.memory.plan.course' in sys.modules\n"
        "assert not sys.modules.keys() & {'fsrs', 'numpy', 'torch', 'textual'}\n"
    )
    env = {**os.environ, "QUIZ_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("--interview", "soon"), "'soon' is no day"),
        (("--interview", "2026-13-40"), "is no day"),
        (("--interview", day(-40)), "is over"),
        (("--interview", day(800)), "more than two years"),
        (("--interview", day(9), "--minutes-a-day", "0"), "5<=x<=960"),
        (("--minutes-a-day", "20"), "say --interview DATE"),
        (("--clear", "--interview", day(9)), "--clear stands alone"),
    ],
)
def test_wrong_usage_is_one_clear_message(quiz, args, hint):
    ran = quiz("plan", *args)
    assert ran.status == 2
    assert hint in ran.err
    assert "Traceback" not in ran.err
    assert quiz("plan", "--json").json["plan"] is None


def test_an_unknown_deck_is_named_with_the_nearest(quiz):
    ran = quiz("plan", "--interview", day(9), "--decks", "atention")
    assert ran.status == 1
    assert "Did you mean attention?" in ran.err
