"""Lines of which parts can be clicked, in their own colours: Textual's links would override them."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

CLICKED = "command"
"""The entry of a style's meta data that holds the action of a click."""


class Clickable(Widget, inherit_bindings=False):
    """Runs on its screen the action of whatever was clicked."""

    async def on_click(self, event: events.Click) -> None:
        """Run the action under the mouse, if there is one."""
        action = event.style.meta.get(CLICKED)
        if isinstance(action, str):
            event.stop()
            await self.screen.run_action(action)
