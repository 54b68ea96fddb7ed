"""The knobs on one line, each turned by a key or by a click on its arrows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from quiz.text import Language, clean
from quiz.told import labelled
from quiz.tui.dial import Dial
from quiz.tui.text.figures import number
from quiz.tui.widgets.clickable import CLICKED, Clickable
from quiz.tui.widgets.prose import Prose


class DialLine(Prose, Clickable, inherit_bindings=False):  # in this order: styles come from the first
    """Each knob with its value between arrows; `|` stands where it goes no further."""

    def tell(self, dials: Sequence[Dial], hand: int, language: Language) -> None:
        """Show `dials`; `hand` is the one that keys turn."""
        parts = [_dial(dial, index, here=index == hand) for index, dial in enumerate(dials)]
        line = Content("  ").join(parts)
        if hand < len(dials) and (said := dials[hand].info.says):
            line = Content.assemble(
                line, "   ", (" ".join(clean(labelled(said, language)).split()), "$muted")
            )
        self.show(line)


def _dial(dial: Dial, index: int, *, here: bool) -> Content:
    value = dial.value if isinstance(dial.value, str) else number(dial.value, 6)
    down = "‹" if dial.turned(-1) != dial else "|"
    up = "›" if dial.turned(1) != dial else "|"
    parts = (
        (f"{'▸' if here else ' '}{dial.name} ", 0),
        (down, -1),
        (" ".join(clean(value).split())[:24], 0),
        (up, 1),
    )
    style = "bold" if here else "$muted"
    return Content("").join(
        Content.styled(clean(text), style).stylize(Style.from_meta({CLICKED: f"turn_dial({index}, {step})"}))
        for text, step in parts
    )
