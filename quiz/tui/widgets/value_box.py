"""Where the value of a knob is typed: one line, there only while it is needed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from quiz.tui.widgets.number_box import NumberBox
from quiz.tui.widgets.prose import Prose


class ValueBox(Horizontal):
    """Asks for a number; the screen decides what becomes of it."""

    DEFAULT_CSS = """
    ValueBox { dock: bottom; height: 1; margin-bottom: 1; padding: 0 1; background: $panel; display: none; }
    ValueBox.-open { display: block; }
    ValueBox Prose { width: auto; margin-right: 1; }
    ValueBox.-refused Prose { color: $text-error; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        """The question and the place for the answer."""
        yield Prose(id="asked")
        box = NumberBox(id="typed", select_on_focus=False)
        box.cursor_blink = False
        box.can_focus = False
        yield box

    def ask(self, asked: str, begun: str) -> None:
        """Open with the question `asked` and what has been typed already."""
        self.query_one(Prose).show(asked)
        self.remove_class("-refused").add_class("-open")
        box = self.query_one(NumberBox)
        box.can_focus = True
        box.value = begun
        box.cursor_position = len(begun)
        self.screen.set_focus(box)

    def add(self, key: str) -> None:
        """Go on with a digit that came elsewhere."""
        if key.isdigit():
            self.query_one(NumberBox).insert_text_at_cursor(key)

    def refuse(self) -> None:
        """What was typed is no value of the knob."""
        self.add_class("-refused")

    def close(self) -> None:
        """Close, and give the keys back to the screen."""
        self.remove_class("-open")
        self.screen.set_focus(None)
        self.query_one(NumberBox).can_focus = False
