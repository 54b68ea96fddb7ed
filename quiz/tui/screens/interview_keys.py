"""The keys of an interview."""

from __future__ import annotations

from quiz.tui.commands import Command

READY, ASK, WENT, ANSWER, OVER = (frozenset({phase}) for phase in ("ready", "ask", "went", "answer", "over"))
LEAVING = frozenset({"leaving"})

COMMANDS = (
    Command("leave_now", "y", "leave_now", LEAVING, footer=True),
    Command("stay", "n,escape,q", "stay", LEAVING, footer=True, written="n"),
    Command("typed", "escape", "typed", frozenset({"typing"}), footer=True),
    Command("begin", "space,enter", "begin", READY, footer=True),
    Command("longer", "plus,equals_sign", "lengthen(5)", READY, footer=True, written="+"),
    Command("shorter", "minus", "lengthen(-5)", READY, footer=True),
    Command("finish", "space,enter", "finish", ASK, footer=True),
    Command("type_answer", "w", "type_answer", ASK, footer=True),
    Command("choose", "a,b,1,2", "choose('{key}')", frozenset({"choice 2"}), written="a b"),
    Command("choose", "c,3", "choose('{key}')", frozenset({"choice 3"}), written="c"),
    Command("choose", "d,4", "choose('{key}')", frozenset({"choice 4"}), written="d"),
    Command("choose", "e,5", "choose('{key}')", frozenset({"choice 5"}), written="e"),
    Command("choose", "f,6", "choose('{key}')", frozenset({"choice 6"}), written="f"),
    Command("program", "p", "program", frozenset({"whiteboard"}), footer=True),
    Command("well", "1", "judge('well')", WENT, footer=True),
    Command("partly", "2", "judge('partly')", WENT, footer=True),
    Command("stuck", "3", "judge('stuck')", WENT, footer=True),
    Command("as_proposed", "space,enter", "as_proposed", frozenset({"proposed"}), footer=True),
    Command("go_on", "space,enter", "go_on", ANSWER, footer=True),
    Command("tick", "x", "tick", frozenset({"points"}), footer=True),
    Command("tick_next", "t", "tick_next", frozenset({"points"}), footer=True),
    Command("to_point", "up,down", "point('{key}')", frozenset({"points"}), written="↑ ↓"),
    Command("feed", "y", "feed", frozenset({"waiting"}), footer=True),
    Command("no_feed", "n", "no_feed", frozenset({"waiting"}), footer=True),
    Command("undo", "u", "undo", frozenset({"fed"}), footer=True),
    Command("resume", "u", "step_back", WENT, footer=True),
    Command("step_back", "u", "step_back", frozenset({"steps"}), footer=True),
    Command("step_forth", "U,ctrl+y", "step_forth", frozenset({"taken back"})),
    Command("scroll", "j,k,up,down,pagedown,pageup,home,end", "scroll('{key}')", written="j k PgUp PgDn"),
    Command("back", "escape,q", "back", frozenset({"free"}), footer=True, written="q"),
)
"""In order: of two commands on one key the first that is possible is taken."""
