"""Hiding questions and showing them again, apart from a review, with every step to be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.memory.store import Memory


class Trail:
    """Steps made since it was begun; undo goes back that far, so that it never takes a rating back."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._made = 0
        self._undone = 0

    def suspend(self, question: str) -> bool:
        """Suspend a question, or show it again if it is suspended; whether it is now. Raises QuizError."""
        hidden = self._memory.card(question).suspended
        (self._memory.unsuspend if hidden else self._memory.suspend)(question)
        self._count()
        return not hidden

    def bury(self, question: str) -> None:
        """Hide a question until tomorrow. Raises QuizError."""
        self._memory.bury(question)
        self._count()

    def undo(self) -> str | None:
        """Take the last step back; its question, or nothing when no step is left. Raises QuizError."""
        question = self._memory.undo() if self._made else None
        if question is not None:
            self._made -= 1
            self._undone += 1
        return question

    def redo(self) -> str | None:
        """Do again what was taken back last; its question, if there was one. Raises QuizError."""
        question = self._memory.redo() if self._undone else None
        if question is not None:
            self._made += 1
            self._undone -= 1
        return question

    def _count(self) -> None:
        self._made += 1
        self._undone = 0
