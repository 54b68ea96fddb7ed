"""The keys of Browse."""

from __future__ import annotations

from quiz.tui.commands import Command
from quiz.tui.screens.hiding import HIDING, ONE

LISTING, PICKING = frozenset({"listing"}), frozenset({"picking"})

COMMANDS = (
    Command("pick", "enter", "pick", PICKING, footer=True),
    Command("choose_value", "j,k,up,down", "choose_value('{key}')", PICKING, written="j k ↑ ↓"),
    Command("close", "escape,q", "close", PICKING, footer=True, written="Esc"),
    Command("read", "enter", "read", ONE, footer=True),
    Command("find", "slash", "find", LISTING, footer=True),
    Command("filter", "1,2,3,4", "filter('{key}')", LISTING, footer=True, written="1–4"),
    Command("clear", "0", "clear", LISTING),
    *HIDING,
    Command("list", "escape,down", "list", frozenset({"searching"}), footer=True, written="Esc"),
    Command(
        "choose_question",
        "j,k,up,down,pagedown,pageup,space,home,end",
        "move('{key}')",
        LISTING,
        written="j k PgUp PgDn",
    ),
    Command("back", "q,escape", "back", LISTING, footer=True, written="q"),
)
"""In order: of two commands on one key the first that is possible is taken."""
