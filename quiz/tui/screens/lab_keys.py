"""The keys of the Lab."""

from __future__ import annotations

from quiz.tui.commands import Command

IDLE = frozenset({"idle"})
"""No value is being typed."""

COMMANDS = (
    Command("cancel", "escape", "cancel", frozenset({"typing"}), footer=True),
    Command("stop", "escape", "stop", frozenset({"many"}), footer=True),
    Command("trial", "up,down", "trial('{key}')", frozenset({"idle", "at plot"}), written="↑ ↓"),
    Command("trial", "left,right", "trial('{key}')", IDLE, written="← →"),
    Command(
        "turn",
        "left_square_bracket,right_square_bracket",
        "turn('{key}')",
        frozenset({"idle", "dials"}),
        footer=True,
        written="[ ]",
    ),
    Command("dial", "n", "dial", frozenset({"idle", "dials"})),
    Command(
        "set",
        "equals_sign,0,1,2,3,4,5,6,7,8,9",
        "set('{key}')",
        frozenset({"number"}),
        written="= 0–9",
    ),
    Command("series", "s", "series", frozenset({"idle", "dials"}), footer=True),
    Command("again", "r,enter", "again", IDLE, footer=True),
    Command("seeds", "R", "seeds", IDLE, footer=True),
    Command("code", "c,tab", "code", IDLE, footer=True),
    Command(
        "scroll",
        "j,k,up,down,pagedown,pageup,space,home,end",
        "scroll('{key}')",
        IDLE,
        written="j k PgUp PgDn",
    ),
    Command("back", "q,escape", "back", footer=True, written="q"),
)
"""In order: of two commands on one key the first that is possible is taken."""
