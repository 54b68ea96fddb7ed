"""Everything that is said outside the screens is in the catalogues, and is found there with its values."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import quiz
from quiz.cli import COMMANDS, Commands
from quiz.errors import Fault
from quiz.told import catalogue, labelled, told

ROOT = Path(quiz.__file__).parent
NAMED_BY_LAB = set(re.findall(r"""(?:Series\(|\b[xy]=)"([a-z ]+)\"""", (ROOT / "lab/chance.py").read_text()))
"""What the rules of evidence call curves and axes, whatever verifier is run."""
ELSEWHERE = ("told", "tui/words", "interview/words", "exchange/page", "exchange/book", "lab")
"""Rooms with words of their own in both languages, and what verifiers import."""
NO_SPEECH = (
    r".*\b(SELECT|DELETE|UPDATE|WHERE)\b.*",
    r"Imported from .*|Points and proofs can be added.*",  # these stand in a new bank, for its owner
)


def sentences(path: Path) -> Iterator[str]:
    """Strings of a module that are sentences, `{}` for each value, but no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in parts | spoken:
            continue
        if isinstance(node, ast.JoinedStr):
            words = "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
            ).strip()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.strip()
        else:
            continue
        if re.fullmatch(r"[`{A-Z'\"][^\n]* [^\n]*[.?]", words) and re.search("[a-z]{2}", words):
            yield words


def modules() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).as_posix()
        if not any(room.startswith(f"{other}/") or room == f"{other}.py" for other in ELSEWHERE):
            yield path


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_of_the_program_has_its_chinese(path: Path) -> None:
    said = [words for words in sentences(path) if not any(re.fullmatch(one, words) for one in NO_SPEECH)]
    assert [words for words in said if words not in catalogue()] == []


def test_a_sentence_is_seen_where_it_is_said(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text('"""Not this one."""\nraise E(f"The {name} is gone.", "Look elsewhere." + x("a.b"))\n')
    assert sorted(sentences(program)) == ["Look elsewhere.", "The {} is gone."]


def commands(group: click.Group, context: click.Context) -> Iterator[click.Command]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield command
        if isinstance(command, click.Group):
            yield from commands(command, context)


def test_every_help_has_its_chinese() -> None:
    group = Commands("quiz")
    for command in commands(group, click.Context(group)):
        options = [param for param in command.params if isinstance(param, click.Option)]
        texts = [inspect.cleandoc(command.help or ""), *(option.help for option in options)]
        assert [words for words in texts if words and words not in catalogue()] == []
    assert [words for words in COMMANDS.values() if words not in catalogue()] == []


def test_the_chinese_names_no_value_that_is_not_there() -> None:
    for english, chinese in catalogue().items():
        places = {int(number) for number in re.findall(r"\{(\d)\}", chinese)}
        assert places <= set(range(english.count("{}"))), english
        assert re.search("[\u4e00-\u9fff]", chinese), english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("There is no deck 'x'.", "没有题组 'x'。"),
        ("There is no deck 'x'. Did you mean rnn?", "没有题组 'x'。是不是 rnn？"),
        ("The deck a is left out: This bank is empty.", "略去题组 a：这个题库是空的。"),
        ("The interview on X is over. Name a day after Y.", "X 的面试已经过去了。请写 Y 之后的日子。"),
        ("`ask`, `say` are missing under `points`.", "缺少 `ask`, `say`（在 `points` 下面）。"),
        ("This bank cannot be read: Permission denied.", "这个题库无法读取：没有权限。"),
        ("check_x raised ValueError: my own words {0} {}", "check_x 抛出 ValueError: my own words {0} {}"),
        ("Nobody ever said this.", "Nobody ever said this."),
    ],
)  # fmt: skip
def test_words_are_found_with_their_values_in_place(english: str, chinese: str) -> None:
    assert told(english, "zh") == chinese
    assert told(english, "en") == english


def test_a_fault_is_told_in_one_line_with_its_place() -> None:
    fault = Fault("This bank is empty.", "Add a question that starts with `- id: …`.", "a.yaml", 1)
    assert fault.in_("zh") == "a.yaml:1：这个题库是空的。请加一道题，以 `- id: …` 开头。"
    assert fault.in_("en") == str(fault)


def test_names_in_backticks_are_left_as_they_are() -> None:
    said = told("`level` is here twice (first on line 3).", "zh")
    assert said == "`level` 在这里出现两次（第一次在第 3 行）。"


def test_knobs_and_pictures_are_labelled() -> None:
    assert labelled("predicted slope 0.5", "zh") == "预测斜率 0.5"
    assert [name for name in NAMED_BY_LAB if labelled(name, "zh") == name] == []
    assert labelled("width of a head", "zh") == "一个 head 的宽度"
    assert labelled("width of a head", "en") == "width of a head"
    assert labelled("an axis of somebody's own", "zh") == "an axis of somebody's own"
