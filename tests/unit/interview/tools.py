"""Questions of which little matters but where they lead, and an interview among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from quiz.bank.model import Option, Point, Predict, Question
from quiz.interview.interview import Interview
from quiz.interview.model import Plan
from quiz.memory.model import Card
from quiz.text import Text


def text(words: str) -> Text:
    return Text(words, f"中{words}")


def question(
    id_: str,
    *follow_ups: str,
    deck: str = "a",
    level: str = "core",
    exercise: str = "",
    options: bool = False,
    predict: bool = False,
    points: int = 4,
) -> Question:
    return Question(
        id=id_,
        deck=deck,
        level=level,  # type: ignore[arg-type]
        ask=text(f"ask {id_}?"),
        say=text(f"answer {id_}"),
        points=tuple(Point(text(f"point {id_} {n}"), proof="a/x::y") for n in range(points)),
        options=(Option(text(f"right {id_}"), right=True), Option(text(f"wrong {id_}"), why=text("why")))
        if options
        else (),
        predict=Predict(text(f"number {id_}"), "a/x::y", 0.1) if predict else None,
        exercise=exercise,
        follow_ups=follow_ups,
    )


class Seconds:
    """A clock that counts what a test says."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def interview(
    questions: Sequence[Question],
    clock: Seconds | None = None,
    cards: Mapping[str, Card] | None = None,
    *,
    seed: int = 1,
    minutes: float = 30,
    level: str = "core",
    **more: Any,
) -> Interview:
    plan = Plan(minutes, level, seed)  # type: ignore[arg-type]
    return Interview(questions, plan, cards or {}, clock or Seconds(), Random(seed), **more)


def asking(made: Interview) -> str | None:
    return made.current.question.id if made.current else None
