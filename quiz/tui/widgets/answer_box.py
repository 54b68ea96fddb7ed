"""Where an answer is typed: as many lines as it needs, in any script."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from quiz.text import clean


class AnswerBox(TextArea):
    """A few lines that grow; safe to show, whatever was pasted into it."""

    DEFAULT_CSS = """
    AnswerBox {
        height: auto; min-height: 4; max-height: 14; max-width: 100;
        border: none; border-left: outer $accent; padding: 0 1; background: $panel;
    }
    AnswerBox:focus { border: none; border-left: outer $accent; }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder,
            id="answer",
        )
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    def edit(self, edit: Edit) -> EditResult:
        """Put in what is safe of it."""
        safe = clean(edit.text.replace("\r\n", "\n").replace("\r", "\n"))
        return super().edit(Edit(safe, edit.from_location, edit.to_location, edit.maintain_selection_offset))
