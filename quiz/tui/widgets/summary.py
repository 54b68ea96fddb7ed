"""What a session came to, in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.content import Content

from quiz.memory.model import Counts, Rating
from quiz.text import Language
from quiz.tui.text.table import Column, row
from quiz.tui.widgets.rating_bar import NAMES
from quiz.tui.words import say

_BAR = 24


def summary(ratings: Sequence[Rating], left: Counts, language: Language) -> Content:
    """How many questions were rated, how, and what is left today."""
    if not ratings:
        lines = [Content.styled(say("summary.nothing", language), "bold")]
    else:
        lines = [Content.styled(say("summary.done", language, count=len(ratings)), "bold"), Content("")]
        counts = Counter(ratings)
        most = max(counts.values())
        for rating, name in NAMES.items():
            bar = "█" * round(_BAR * counts[rating] / most)
            cells = [say(name, language), str(counts[rating]) if counts[rating] else "·", "", bar]
            lines.append(
                row(cells, (Column(8), Column(5, right=True), Column(2), Column(_BAR)), 8 + 5 + 2 + _BAR)
            )
    lines.append(Content(""))
    if left.learning:
        lines.append(Content(say("summary.later", language, learning=left.learning)))
    lines.append(Content.styled(say("summary.back", language), "$muted"))
    return Content("\n").join(lines)
