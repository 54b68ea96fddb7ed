"""Everything the learner reads is in the catalogue, in both languages, and nothing else is."""

import re
from pathlib import Path
from string import Formatter

import pytest

import quiz.tui
from quiz.tui.app import ELSEWHERE, EVERYWHERE
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.help import HelpScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.interview import InterviewScreen
from quiz.tui.screens.lab import LabScreen
from quiz.tui.screens.read import ReadScreen
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.stats import StatsScreen
from quiz.tui.screens.verifiers import VerifiersScreen
from quiz.tui.words import catalogue

SCREENS = (
    HomeScreen,
    ReviewScreen,
    LabScreen,
    VerifiersScreen,
    HelpScreen,
    BrowseScreen,
    ReadScreen,
    StatsScreen,
    InterviewScreen,
)
COMMANDS = [*EVERYWHERE, *ELSEWHERE, *(command for screen in SCREENS for command in screen.KEYS)]


def source() -> str:
    folder = Path(quiz.tui.__file__).parent
    return "\n".join(path.read_text() for path in folder.rglob("*.py") if path.parent.name != "words")


def places(words: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_both_languages_have_the_same_keys_and_the_same_places_for_values() -> None:
    english, chinese = catalogue("en"), catalogue("zh")
    assert english.keys() == chinese.keys()
    for key in english:
        assert places(english[key]) == places(chinese[key]), key


def test_every_key_is_used_and_every_used_key_exists() -> None:
    program = source()
    commands = {key for command in COMMANDS for key in (command.label, command.help)}
    levels = {"level.core", "level.deep", "level.trap"}
    for key in catalogue("en").keys() - commands - levels:
        assert re.search(f"[\"']{key}[\"']", program), f"{key} is used nowhere"
    rooms = "|".join({key.partition(".")[0] for key in catalogue("en")})
    for key in re.findall(rf'"((?:{rooms})\.[a-z_.]+)"', program):
        assert key in catalogue("en") or key.startswith("app.") or key.endswith(".tcss"), (
            f"{key} is not in the catalogue"
        )
    assert commands <= catalogue("en").keys()


def test_chinese_words_are_chinese() -> None:
    for key, words in catalogue("zh").items():
        said = re.sub(r"\{\w+\}|[：。\s]", "", words)
        assert not said or re.search(r"[\u4e00-\u9fff]", said) or key == "do.language", key


@pytest.mark.parametrize("screen", SCREENS)
def test_every_command_has_a_key_and_an_action(screen: type) -> None:
    from quiz.tui.app import QuizApp

    for command in screen.KEYS:  # type: ignore[attr-defined]
        assert command.keys
        assert hasattr(screen, f"action_{command.action.partition('(')[0]}"), command.name
    for command in (*EVERYWHERE, *ELSEWHERE):
        action = command.action.removeprefix("app.").partition("(")[0]
        assert hasattr(QuizApp, f"action_{action}")
