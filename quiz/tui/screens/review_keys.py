"""The keys of a review, as in Anki where Anki has them."""

from __future__ import annotations

from quiz.tui.commands import Command

ASK, ANSWER = frozenset({"ask"}), frozenset({"answer"})
PROOFS = frozenset({"proofs"})

COMMANDS = (
    Command("reveal", "space,enter", "reveal", ASK, footer=True),
    Command("write", "w", "write", ASK, footer=True),
    Command("written", "escape", "written", frozenset({"writing"}), footer=True),
    Command("choose", "a,b,1,2", "choose('{key}')", frozenset({"choice 2"}), written="a b"),
    Command("choose", "c,3", "choose('{key}')", frozenset({"choice 3"}), written="c"),
    Command("choose", "d,4", "choose('{key}')", frozenset({"choice 4"}), written="d"),
    Command("choose", "e,5", "choose('{key}')", frozenset({"choice 5"}), written="e"),
    Command("choose", "f,6", "choose('{key}')", frozenset({"choice 6"}), written="f"),
    Command(
        "follow_to",
        "1,2,3,4,5,6,7,8,9",
        "follow_to('{key}')",
        frozenset({"following"}),
        footer=True,
        written="1–9",
    ),
    Command("unfollow", "escape,f", "follow", frozenset({"following"}), footer=True, written="Esc"),
    Command("again", "r", "again", PROOFS),
    Command("again", "enter", "again_here", frozenset({"proofs", "at proof"})),
    Command("good", "space,enter", "good", ANSWER),
    Command("rate", "1,2,3,4", "rate('{key}')", ANSWER, footer=True, written="1–4"),
    Command("tick", "x", "tick", frozenset({"points"}), footer=True),
    Command("tick_next", "t", "tick_next", frozenset({"points"})),
    Command("trial", "up,down", "trial('{key}')", frozenset({"proofs", "at proof"}), written="↑ ↓"),
    Command("point", "up,down", "point('{key}')", frozenset({"points"}), written="↑ ↓"),
    Command("proof", "v,tab", "proof", PROOFS, footer=True),
    Command("trial", "left,right", "trial('{key}')", PROOFS, written="← →"),
    Command(
        "turn",
        "left_square_bracket,right_square_bracket",
        "turn('{key}')",
        frozenset({"dials"}),
        footer=True,
        written="[ ]",
    ),
    Command("dial", "n", "dial", frozenset({"dials"})),
    Command("follow", "f", "follow", frozenset({"follow-ups"}), footer=True),
    Command("lab", "o", "lab", PROOFS, spare=True),
    Command("undo", "u", "undo", frozenset({"first"}), footer=True),
    Command("redo", "U,ctrl+y", "redo", frozenset({"first"})),
    Command("edit", "e", "edit", frozenset({"question"}), spare=True),
    Command("suspend", "at", "suspend", frozenset({"question"}), spare=True),
    Command("bury", "minus", "bury", frozenset({"question"}), spare=True),
    Command("scroll", "j,k,up,down,pagedown,pageup,home,end", "scroll('{key}')", written="j k PgUp PgDn"),
    Command("back", "escape,q", "back", footer=True, written="q"),
)
"""In order: of two commands on one key the first that is possible is taken."""
