"""`python -m tests.tour`: take the pictures of the README anew."""

from __future__ import annotations

import asyncio
import os
import random
import re
import tempfile
import time
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

from rich.cells import cell_len

from quiz.commands.study import _desk
from quiz.memory import Answer, Memory, Rating, here
from quiz.memory.plan import Goal
from quiz.text import Language
from quiz.tui.app import QuizApp, Start
from quiz.tui.desk import Desk

HERE = Path(__file__).parent
SIZE = (110, 34)
PATIENCE = 60.0
"""Seconds for torch to be imported and a proof to run."""


def main() -> None:
    """Study for three weeks, then show each screen."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZ_HOME"] = home
        with _desk("en") as desk:
            _study(Path(home), [question.id for deck in desk.decks for question in deck.questions])
            questions = tuple(question for deck in desk.decks for question in deck.questions)
            desk.memory.aim(Goal((here() + timedelta(days=13)).date(), 30, ()))
            desk.memory.plan(questions)
            asyncio.run(_take(desk, "home", "home", ()))
            asyncio.run(_take(desk, "stats", "home", ("t",)))
            asyncio.run(_take(desk, "review", "review", ("space",), wait="verdict"))
            asyncio.run(_take(desk, "lab", "lab", (), wait="verdict"))
        with _desk("zh") as desk:
            asyncio.run(_take(desk, "review-zh", "review", ("space",), wait="verdict", language="zh"))


def _study(home: Path, questions: list[str]) -> None:
    """Three weeks of reviews, some days left out."""
    luck = random.Random(7)
    now = here() - timedelta(days=21)

    def clock() -> datetime:
        return now

    with Memory(home / "memory.db", clock) as memory:
        memory._db.execute("PRAGMA synchronous = OFF")
        for day in range(21):
            now = here() - timedelta(days=21 - day)
            for question in questions[: 4 * (day + 1)] if luck.random() < 0.8 else ():
                state = memory.card(question).state
                if state.due <= now.timestamp() * 1000 and luck.random() < 0.7:
                    now += timedelta(seconds=luck.uniform(15, 70))
                    rating = luck.choices(tuple(Rating), (8, 12, 65, 15))[0]
                    memory.rate(question, rating, Answer(took=luck.uniform(15, 70)))


async def _take(
    desk: Desk, name: str, start: Start, keys: tuple[str, ...], *, wait: str = "", language: Language = "en"
) -> None:
    """A picture of the screen that those keys lead to, once what it waits for has come."""
    attention = tuple(deck for deck in desk.decks if deck.id == "attention")
    app = QuizApp(desk, start, attention if start == "review" else (), "attention/scale_by_sqrt_dk")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        ends = time.monotonic() + PATIENCE
        while wait and time.monotonic() < ends and not _proved(app.export_screenshot()):
            await pilot.pause(0.2)
        await pilot.pause(0.3)
        (HERE / f"{name}.svg").write_text(_plain(app.export_screenshot(title="Proofcards")), "utf-8")
        print(HERE / f"{name}.svg")


def _proved(picture: str) -> bool:
    """Whether the proof has run to its end."""
    text = re.sub(r"<[^>]+>", "", picture).replace("&#160;", " ")
    return bool(re.search(r"as they must be|项符合要求", text))


def _plain(picture: str) -> str:
    """Without fonts from elsewhere, and with two columns for each Chinese character: Rich counts one."""
    local = re.sub(r"@font-face\s*\{[^}]*\}", "", picture)
    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)<', _widened, local)


def _widened(text: re.Match[str]) -> str:
    words = unescape(text[3])
    wide = cell_len(words)
    if wide == len(words):
        return text[0]
    length = f'textLength="{float(text[1]) / len(words) * wide:g}" lengthAdjust="spacingAndGlyphs"'
    return f"{length}{text[2]}>{text[3]}<"


main()
