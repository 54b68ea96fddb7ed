"""The commands as other programs and newcomers meet them: a process, its output, its exit status."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from quiz.memory.days import here
from quiz.proof.remember import Remembered

FAULTY = """\
- id: first-question
  level: easy
  ask: {en: What is attention?, zh: 什么是注意力?}
  say: {en: A weighted mean., zh: 加权平均。}
  points:
    - {en: One., zh: no}
    - {en: Two., zh: 二。, proof: attention/nowhere::nothing}
  follow_ups: [no-such-question]
- id: first-question
  level: core
  ask: {en: Again?, zh: 又来?}
  ask: {en: Twice?, zh: 两次?}
  say: {en: Yes., zh: 对。}
  points:
    - {en: One., zh: 一。, cite: "arXiv:1706.03762"}
"""


def errors_of(program: str, args: Iterable[str], home: Path) -> str:
    """What a program, in a process of its own, says on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", program, *args],
        env={"QUIZ_HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.mark.parametrize("args", [("due", "--json"), ("list",), ("list", "verifiers"), ("--help",)])
def test_commands_that_list_or_count_import_neither_torch_nor_textual(args, tmp_path):
    program = (
        "import sys, json\n"
        "from quiz.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "finally:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    modules = set(json.loads(errors_of(program, args, tmp_path)))
    assert "quiz.cli" in modules
    assert not modules & {"torch", "textual", "numpy", "fsrs", "asyncio"}


def test_list_questions_has_what_other_programs_rely_on(quiz):
    questions = quiz("list", "questions", "--json").json
    by_id = {question["id"]: question for question in questions}
    question = by_id["scale-by-sqrt-dk"]
    assert question["deck"] == "attention"
    assert question["level"] == "core"
    assert "attention/scale_by_sqrt_dk::variance_is_d_k" in question["proofs"]
    assert "notes 5.1.4" in question["sources"]
    assert question["languages"] == ["en", "zh"]
    assert question["points"] == question["proved_points"] + question["cited_points"]


def test_list_verifiers_has_what_other_programs_rely_on(quiz):
    verifiers = {verifier["id"]: verifier for verifier in quiz("list", "verifiers", "--json").json}
    verifier = verifiers["attention/scale_by_sqrt_dk"]
    assert "variance_is_d_k" in verifier["checks"]
    assert verifier["controls"]
    assert verifier["knobs"]["d_k"]["default"] == 64
    assert verifier["path"].endswith("scale_by_sqrt_dk.py")


def test_due_counts_and_names_the_next(quiz):
    answer = quiz("due", "--json").json
    assert answer["due"] == 0
    assert answer["new"] > 0
    assert answer["next"] in {question["id"] for question in quiz("list", "--json").json}


def test_everything_that_ships_is_without_fault(quiz):
    ran = quiz("check", "--json")
    assert ran.json["errors"] == []
    assert ran.status == 0


def test_a_bank_with_many_faults_reports_each_with_its_line(quiz, tmp_path):
    bank = tmp_path / "faulty.yaml"
    bank.write_text(FAULTY, encoding="utf-8")
    ran = quiz("check", str(bank), "--json")
    assert ran.status == 1
    assert "Traceback" not in ran.err
    errors = ran.json["errors"]
    assert {error["file"] for error in errors} == {str(bank)}
    assert {1, 2, 6, 7, 9, 12} <= {error["line"] for error in errors}
    plain = quiz("check", str(bank))
    assert plain.status == 1
    assert f"{bank}:2: " in plain.err


def test_a_missing_bank_is_one_clear_message(quiz):
    ran = quiz("check", "nowhere.yaml")
    assert ran.status == 1
    assert "nowhere.yaml" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("verfy",), "Did you mean verify?"),
        (("verify",), "--all"),
        (("verify", "attention/scale_by_sqrt"), "Did you mean attention/scale_by_sqrt_dk?"),
        (("verify", "attention/scale_by_sqrt_dk::variance"), "variance_is_d_k"),
        (("verify", "attention/scale_by_sqrt_dk", "--set", "dk=3"), "d_k"),
        (("verify", "attention/scale_by_sqrt_dk", "--set", "d_k=x"), "whole number"),
        (("verify", "attention/scale_by_sqrt_dk", "--set", "d_k"), "KNOB=VALUE"),
        (("list", "nonsense"), "questions"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_was_meant(quiz, args, hint):
    ran = quiz(*args)
    assert ran.status == 2
    assert hint in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_deck_is_named_with_the_nearest(quiz):
    ran = quiz("due", "atention")
    assert ran.status == 1
    assert "Did you mean attention?" in ran.err


def test_a_home_that_cannot_be_made_is_one_clear_message(quiz, tmp_path):
    (tmp_path / "file").write_text("")
    ran = quiz("due", QUIZ_HOME=str(tmp_path / "file" / "home"))
    assert ran.status == 1
    assert "QUIZ_HOME" in ran.err
    assert "Traceback" not in ran.err


class TestVerify:
    def test_a_verifier_is_judged(self, quiz):
        ran = quiz("verify", "attention/scale_by_sqrt_dk", "--json")
        assert ran.status == 0
        checks = {line["id"]: line for line in ran.json["checks"]}
        line = checks["attention/scale_by_sqrt_dk::variance_is_d_k"]
        assert line["kind"] == "check"
        assert line["verdict"] == "holds"
        assert line["passed"]
        assert line["low"] <= line["measured"] <= line["high"]
        assert line["predicted"] == 64
        assert line["knobs"] == {"d_k": 64}
        controls = [line for line in checks.values() if line["kind"] == "control"]
        assert controls
        assert all(line["verdict"] == "refuted" and line["passed"] for line in controls)
        assert ran.json["summary"]["failed"] == 0
        assert ran.json["summary"]["passed"] == len(checks)

    def test_a_knob_and_a_single_check_can_be_set(self, quiz):
        ran = quiz("verify", "attention/scale_by_sqrt_dk::variance_is_d_k", "--set", "d_k=256", "--json")
        (line,) = ran.json["checks"]
        assert line["predicted"] == 256
        assert line["knobs"] == {"d_k": 256}

    def test_many_seeds_are_counted(self, quiz):
        ran = quiz("verify", "attention/scale_by_sqrt_dk::variance_is_d_k", "--seeds", "3", "--json")
        (line,) = ran.json["checks"]
        assert (line["seeds"], line["seeds_passed"]) == (3, 3)

    def test_a_broken_script_exits_1(self, quiz, tmp_path):
        script = tmp_path / "mine" / "false.py"
        script.parent.mkdir()
        script.write_text(
            '"""Wrong."""\nfrom quiz.lab import exact\n\n\n'
            'def check_wrong(rng):\n    """1 is 2."""\n    return exact(1, 2)\n'
        )
        ran = quiz("verify", str(script), "--json")
        assert ran.status == 1
        assert ran.json["checks"][0]["verdict"] == "refuted"
        assert ran.json["summary"] == {"passed": 0, "failed": 1, "seconds": ran.json["summary"]["seconds"]}

    def test_what_a_script_gave_is_remembered_also_where_one_of_its_checks_raised(self, quiz, tmp_path):
        script = tmp_path / "mine" / "half.py"
        script.parent.mkdir()
        script.write_text(
            '"""Half."""\nfrom quiz.lab import exact\n\n\n'
            'def check_good(rng):\n    """1 is 1."""\n    return exact(1, 1)\n\n\n'
            'def check_bad(rng):\n    """It raises."""\n    raise ValueError\n'
        )
        ran = quiz("verify", str(script), "attention/scale_by_sqrt_dk::variance_is_d_k", "--json")
        assert ran.status == 1
        assert ran.json["summary"]["passed"] == 2
        with Remembered(tmp_path / "home" / "proofs.db", here) as remembered:
            kept = {"mine/half::good", "attention/scale_by_sqrt_dk::variance_is_d_k"}
            assert remembered.all().keys() == kept


def test_fitting_says_how_many_reviews_it_takes(quiz):
    done = quiz("memory", "fit")
    assert done.status == 1
    assert "There are 0 reviews" in done.err
    assert "640 are needed" in done.err
    assert "Traceback" not in done.err
    assert quiz("memory", "fit", "--forget").status == 0


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--help",), 0, "计时模拟面试，最后给出报告。"),
        (("deck", "add", "--help"), 0, "不再询问。|从文件夹、.zip、.tar.gz 或 git 仓库安装一份题组。"),
        (("revew",), 2, "错误：没有命令 'revew'。是不是 review？"),
        (
            ("interview", "--level", "x"),
            2,
            "错误：'--level' 的值不对：'x' 不是 'core', 'deep', 'trap' 之一。",
        ),
        (("due", "atention"), 1, "没有题组 'atention'。是不是 attention？"),
        (("due",), 0, "新题 20。下一道："),
        (("stats",), 0, "还没有学过。"),
    ],
)
def test_commands_speak_the_language_of_the_screens(quiz, tmp_path, args, status, said):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.json").write_text('{"language": "zh"}')
    done = quiz(*args)
    assert done.status == status
    assert any(words in done.out + done.err for words in said.split("|"))
    assert "Usage" not in done.out + done.err


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("interview", "--plain", "--decks", "rnm", "--lang", "zh"), 1, "没有题组 'rnm'。是不是 rnn？"),
        (("interview", "--minutes", "0", "--lang", "zh"), 2, "错误：'--minutes' 的值不对"),
        (("lab", "nosuch", "--lang", "zh"), 1, "没有验证脚本 'nosuch'。"),
        (("browse", "--lang", "zh", "--help"), 0, "用法：quiz browse"),
    ],
)
def test_what_is_wrong_is_told_in_the_language_that_the_command_names(quiz, args, status, said):
    done = quiz(*args)
    assert done.status == status
    assert said in done.out + done.err


@pytest.mark.parametrize(
    "args", [("code",), ("list", "decks"), ("--help",), ("due", "atention"), ("nosuch",)]
)
def test_the_settings_are_read_once_for_a_command(args, tmp_path):
    program = (
        "import sys\n"
        "from quiz.cli import main\n"
        "from quiz.tui import settings\n"
        "load, read = settings.load, []\n"
        "settings.load = lambda path: (read.append(path), load(path))[1]\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "print(len(read), file=sys.stderr)\n"
    )
    assert errors_of(program, args, tmp_path).splitlines()[-1] == "1"


@pytest.mark.parametrize("asked", [(), ("--help",)], ids=["alone", "help"])
@pytest.mark.parametrize("group", ["deck", "export", "memory"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_of_a_group_says_in_full_what_each_of_its_commands_does(quiz, tmp_path, language, group, asked):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.json").write_text(f'{{"language": "{language}"}}')
    done = quiz(group, *asked, COLUMNS="80")
    assert done.status == (0 if asked else 2)
    rows = (done.out + done.err).split("Commands:" if language == "en" else "命令:")[1]
    assert ".." not in rows, "something is cut off"
    if language == "zh":
        said = [row.split(maxsplit=1)[1] for row in rows.strip().splitlines()]
        assert all("\u4e00" <= words[0] <= "\u9fff" for words in said), said
