"""What Browse and the view of one question have in common: a question is hidden, shown again, edited."""

from __future__ import annotations

from collections.abc import Callable

from quiz.bank.model import Question
from quiz.errors import QuizError
from quiz.tui.commands import Command
from quiz.tui.screens.room import Room
from quiz.tui.trail import Trail

ONE = frozenset({"question"})
"""There is a question that keys act on."""

HIDING = (
    Command("hide", "s,at", "hide", ONE, footer=True),
    Command("bury", "minus", "bury", ONE, footer=True),
    Command("edit", "e", "edit", ONE, footer=True),
    Command("undo_here", "u", "undo", frozenset({"listing"}), spare=True),
    Command("redo", "U,ctrl+y", "redo", frozenset({"listing"})),
)


class Hiding(Room):
    """A room with a question that can be suspended and buried apart from a review."""

    trail: Trail

    @property
    def one(self) -> Question | None:
        """The question that keys act on."""
        return None

    def moved(self, id: str) -> None:
        """The question of that id stands elsewhere now."""

    def action_hide(self) -> None:
        """Suspend the question, or show it again."""
        one = self.one
        if one and self._try(lambda: self._hide(one.id)):
            self.moved(one.id)

    def action_bury(self) -> None:
        """Hide the question until tomorrow."""
        one = self.one
        if one and self._try(lambda: self.trail.bury(one.id)):
            self.notify(self.say("review.buried"), markup=False)
            self.moved(one.id)

    def action_undo(self) -> None:
        """Take back the last step made here."""
        self._turn(self.trail.undo, "hiding.no_step")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._turn(self.trail.redo, "hiding.no_redo")

    def _hide(self, id: str) -> None:
        hidden = self.trail.suspend(id)
        self.notify(self.say("review.suspended" if hidden else "hiding.shown"), markup=False)

    def _turn(self, step: Callable[[], str | None], none: str) -> None:
        found: list[str | None] = []
        if not self._try(lambda: found.append(step())):
            return
        if found[0]:
            self.app.clear_notifications()  # what was said of that step is true no more
            self.moved(found[0])
        else:
            self.notify(self.say(none), markup=False)

    def _try(self, step: Callable[[], None]) -> bool:
        """Whether `step` was made; if it failed the learner is told, and nothing has changed."""
        try:
            step()
        except QuizError as error:
            self.quiz.complain(error)
            return False
        return True
