"""The app steps aside for the learner's editor, and reads again what was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from textual.app import SuspendNotSupported
from textual.content import Content

from quiz.bank.model import Question
from quiz.errors import Fault, QuizError
from quiz.text import clean
from quiz.tui.text.prose import plain
from quiz.tui.widgets.prose import Prose
from quiz.tui.words import say

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp
    from quiz.tui.screens.room import Room

_MOST = 6
"""Faults shown at a time: mending one often mends others."""


def edit(app: QuizApp, question: Question) -> tuple[Fault, ...] | None:
    """Open the editor at `question`; the faults of its bank afterwards, None when nothing was edited.

    Without faults the app has the decks as they are now. Why it may not be edited is told.
    """
    deck = next((one for one in app.desk.decks if question in one.questions), None)
    if deck is None:
        return None
    editor = app.desk.editor()
    refused = editor.refuses(deck.file)
    if refused:
        key = "edit.shipped" if refused == "shipped" else "edit.read_only"
        app.notify(clean(say(key, app.language, file=deck.file)), timeout=15, markup=False)
        return None
    try:
        with app.suspend():
            editor.open(deck.file, question.line)
        faults = editor.faults(deck.file)
        if not faults:
            app.desk = msgspec.structs.replace(app.desk, decks=editor.decks())
        return faults
    except SuspendNotSupported:
        app.notify(say("edit.impossible", app.language), severity="warning", markup=False)
    except QuizError as error:
        return error.faults
    return None


def show_faults(room: Room, faults: tuple[Fault, ...]) -> None:
    """Show what is wrong with an edited bank in the place for it, or close that place."""
    room.set_class(bool(faults), "-faulty")
    lines = [
        Content.assemble(("✗ ", "bold $text-error"), plain(fault.in_(room.language)))
        for fault in faults[:_MOST]
    ]
    hint = Content.styled(room.say("review.still"), "$muted")
    room.query_one("#faults", Prose).show(Content("\n").join([*lines, hint]))
