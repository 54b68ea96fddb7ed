"""The table of measurements: what is measured again replaces its old line, and the others stay."""

from __future__ import annotations

from tests.benchmarks.harness import Row
from tests.benchmarks.table import BEGINS, ENDS, line, merged

PAGE = f"# Title\n\n{BEGINS}\n{ENDS}\n\nThe end.\n"


def row(what: str, ours: float, rival: float = 1.0, note: str = "") -> str:
    return line(Row(what, "a rival", [ours] * 3, [rival] * 3, "≤ 1", lambda ratio: ratio <= 1, note))


def test_a_line_says_the_ratio_and_whether_the_aim_is_met():
    assert row("paint", 2.0, 4.0) == "| paint | a rival | 0.5 | 0.5–0.5 | ≤ 1 | yes |"
    assert row("paint", 3.0, 2.0, "imports") == "| paint | a rival | 1.5 | 1.5–1.5 | ≤ 1 | **no**: imports |"


def test_a_line_measured_again_takes_the_place_of_the_old_one():
    first = merged(PAGE, [row("paint", 2.0), row("due", 0.5)], "Monday.")
    second = merged(first, [row("paint", 0.5)], "Tuesday.")
    assert row("paint", 0.5) in second
    assert row("paint", 2.0) not in second
    assert second.index("paint") < second.index("due")
    assert "Tuesday." in second
    assert "Monday." not in second
    assert second.startswith("# Title\n")
    assert second.endswith("The end.\n")
