"""An editor that changes what it is told to, without a terminal."""

from collections.abc import Callable

from quiz.bank.model import Deck
from quiz.errors import Fault
from quiz.tui.editing import Refusal


class Pen:
    """Stands for the learner at the editor: `writes` gives the decks and faults after each edit."""

    def __init__(
        self,
        decks: tuple[Deck, ...],
        writes: Callable[[int], tuple[tuple[Deck, ...], tuple[Fault, ...]]] | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        self.opened: list[tuple[str, int]] = []
        self._writes = writes or (lambda _: (decks, ()))
        self._refusal = refusal

    def refuses(self, file: str) -> Refusal | None:
        return self._refusal

    def open(self, file: str, line: int) -> None:
        self.opened.append((file, line))

    def faults(self, file: str) -> tuple[Fault, ...]:
        return self._writes(len(self.opened))[1]

    def decks(self) -> tuple[Deck, ...]:
        return self._writes(len(self.opened))[0]
