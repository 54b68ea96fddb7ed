"""Rows of an answer that are more than words: points to tick, options to choose."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message

from quiz.tui.widgets.prose import Prose


class PointRow(Prose):
    """A key point: whether the learner said it, what it says, what proves it."""

    class Clicked(Message):
        """The learner clicked on the point."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, index: int, text: Content) -> None:
        super().__init__(classes="point")
        self.index = index
        self._text = text

    def tell(self, *, ticked: bool | None, here: bool, proof: Content, likely: Content | None = None) -> None:
        """Bring it up to date.

        `here` when it is the one that keys act on; there is no box when `ticked` is None; `likely` says why a
        tick is proposed, where one is.
        """
        self.set_class(here, "-here")
        box: tuple[str, str] = ("[ ] ", "")
        if ticked is None:
            box = ("• ", "")
        elif ticked:
            box = ("[x] ", "bold $success")
        elif likely:
            box = ("[?] ", "bold $accent")
        lead = Content.assemble("› " if here else "  ", box)
        self.show(self._text, lead, (proof, likely))

    def on_click(self, event: events.Click) -> None:
        """Tick it."""
        event.stop()
        self.post_message(self.Clicked(self.index))


class OptionRow(Prose):
    """One answer of a choice question."""

    class Clicked(Message):
        """The learner clicked on the option."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, index: int, text: Content) -> None:
        super().__init__(classes="option")
        self.index = index
        self._text = text

    @property
    def letter(self) -> str:
        """The key that chooses it."""
        return "abcdef"[self.index] if self.index < 6 else "·"

    def tell(self, *, chosen: bool, verdict: Content | None = None, proof: Content | None = None) -> None:
        """Bring it up to date; `verdict` says, once the answer shows, whether it is right and why.

        `proof` is what is known of the check behind that.
        """
        self.set_class(chosen, "-here")
        lead = Content.assemble("› " if chosen else "  ", (f"{self.letter}) ", "bold $accent"))
        self.show(self._text + "\n" + verdict if verdict else self._text, lead, (proof,))

    def on_click(self, event: events.Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Clicked(self.index))


class FollowRow(Prose):
    """Where the interviewer goes next; a click goes there."""

    class Clicked(Message):
        """The learner clicked on it."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, index: int, text: Content) -> None:
        super().__init__(text, Content.assemble("→ ", (f"{index + 1} ", "bold $accent")))
        self.index = index

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        self.post_message(self.Clicked(self.index))


class ProvedRow(Prose):
    """Words with the mark of the check behind them."""

    def __init__(self, text: Content, proof: str, lead: Content) -> None:
        super().__init__(text, lead)
        self.proof = proof
        self._text = text

    def tell(self, mark: Content) -> None:
        """Bring the mark up to date."""
        self.show(self._text, tails=(mark,))
