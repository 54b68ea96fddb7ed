"""A heat map: one shaded block an entry, so that it reads without colour too."""

from __future__ import annotations

from typing import ClassVar

from textual.color import Color
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from quiz.lab.evidence import Heat
from quiz.proof.shades import SHADES, levels, shade, shrink
from quiz.text import clean
from quiz.tui.text.figures import number

_MOST_ROWS = 20


class HeatView(Widget, inherit_bindings=False):
    """A matrix under its title, above its scale."""

    DEFAULT_CSS = """
    HeatView { height: auto; width: 1fr; margin-top: 1; }
    HeatView > .heat--low { color: $secondary; }
    HeatView > .heat--high { color: $measured; }
    HeatView > .heat--words { color: $muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"heat--low", "heat--high", "heat--words"}

    def __init__(self, heat: Heat) -> None:
        super().__init__(markup=False)
        self._heat = heat

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Title, rows and scale."""
        return len(shrink(self._heat, width // 2, _MOST_ROWS).rows) + 1 + bool(self._heat.title)

    def render(self) -> Content:
        """The map for the present width."""
        width = self.content_size.width
        if width < 4:
            return Content("")
        heat = shrink(self._heat, width // 2, _MOST_ROWS)
        low, high = levels(heat)
        words = self.get_visual_style("heat--words", partial=True)
        styles = self._styles()
        lines = (
            [Content.styled(clean(heat.title), "bold").truncate(width, ellipsis=True)] if heat.title else []
        )
        for row in heat.rows:
            cells = [shade(value, low, high) for value in row]
            lines.append(
                Content.assemble(*((SHADES[cell] * 2 if cell >= 0 else "? ", styles[cell]) for cell in cells))
            )
        scale = " ".join(f"{char * 2}" for char in SHADES)
        axes = clean(", ".join(part for part in (heat.y and f"↓ {heat.y}", heat.x and f"→ {heat.x}") if part))
        lines.append(
            Content.styled(f"{number(low, 3)} {scale} {number(high, 3)}  {axes}", words).truncate(
                width, ellipsis=True
            )
        )
        return Content("\n").join(lines)

    def _styles(self) -> list[Style]:
        low = self.get_visual_style("heat--low", partial=True).foreground or Color(128, 128, 128)
        high = self.get_visual_style("heat--high", partial=True).foreground or Color(255, 255, 255)
        last = len(SHADES) - 1
        return [Style(foreground=low.blend(high, step / last)) for step in range(len(SHADES))]
