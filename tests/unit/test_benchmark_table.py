"""The tables of measurements: a room that is run again replaces its own lines, and the others stay."""

from __future__ import annotations

import pytest

from tests.benchmarks.harness import beside, fitted, growth, interleaved, within
from tests.benchmarks.plan_found import Lead, summary
from tests.benchmarks.table import line, merged, part, replaced

ROOMS = ("screens", "memory", "plan")
PAGE = """# Title

<!-- measurements begin -->
| room | what |
| --- | --- |
| screens | paint |
| gone | a room that is no more |
| plan | readiness |
<!-- measurements end -->

The end.
"""


def lines(page: str) -> list[str]:
    return part(page, "measurements").strip().split("\n")[2:]


def test_a_line_says_the_ratio_and_whether_the_aim_is_met():
    fast, slow = (
        beside("paint", "a rival", ours, [4.0, 4.0, 4.0], 1, "imports") for ours in ([2.0] * 3, [6.0] * 3)
    )
    assert line("screens", fast) == "| screens | paint | a rival | 0.5 | 0.5–0.5 | ≤ 1 | yes |"
    assert line("screens", slow) == "| screens | paint | a rival | 1.5 | 1.5–1.5 | ≤ 1 | **no**: imports |"


def test_the_ratio_is_the_middle_one_of_the_rounds_and_the_spread_their_middle_half():
    row = beside("paint", "a rival", [1.0, 90.0, 2.0, 40.0, 3.0], [1.0, 30.0, 1.0, 10.0, 1.0], 3)
    assert line("screens", row) == "| screens | paint | a rival | 3 | 2–3 | ≤ 3 | yes |"


def test_one_run_has_no_spread():
    assert "| one run |" in line("screens", beside("paint", "a rival", [1.0], [2.0], 1))


def test_a_limit_in_milliseconds_is_compared_with_seconds():
    assert within("a key", 50, [0.02, 0.04, 0.06]).ratio == pytest.approx(0.8)
    assert within("a key", 50, [0.06]).met is False


def test_a_room_that_is_run_again_replaces_all_of_its_lines_and_no_other():
    page = merged(
        PAGE, "measurements", "screens", ["| screens | a key |", "| screens | paint, again |"], ROOMS
    )
    assert lines(page) == ["| screens | a key |", "| screens | paint, again |", "| plan | readiness |"]
    assert page.startswith("# Title\n")
    assert page.endswith("\nThe end.\n")


def test_a_room_that_is_run_for_the_first_time_stands_in_its_order():
    page = merged(PAGE, "measurements", "memory", ["| memory | undo |"], ROOMS)
    assert lines(page) == ["| screens | paint |", "| memory | undo |", "| plan | readiness |"]


def test_running_a_room_twice_changes_nothing_more():
    once = merged(PAGE, "measurements", "memory", ["| memory | undo |"], ROOMS)
    assert merged(once, "measurements", "memory", ["| memory | undo |"], ROOMS) == once


def test_a_page_without_the_marks_is_left_alone():
    with pytest.raises(ValueError, match="plan begin"):
        replaced(PAGE, "plan", "a table")


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(exponent: float):
    sizes = [300, 3_000, 50_000]
    assert fitted(sizes, [0.02 * size**exponent for size in sizes]) == pytest.approx(exponent)


def test_growth_is_fitted_round_by_round_as_far_as_every_size_was_run():
    row = growth("replaying", "reviews", {100: [1.0, 2.0], 10: [0.1, 2.0], 1000: [10.0]}, 1.1, "linear")
    assert row.ratios == [pytest.approx(1.0)]
    assert row.against == "10 to 1,000 reviews"
    assert growth("rating", "reviews", {10: [1.0] * 3, 1000: [9.0, 1.0, 1.0]}, 0.1, "constant").met


def test_rounds_are_interleaved_and_the_first_does_not_count():
    said: list[str] = []
    found = interleaved(
        lambda: said.append("a") or len(said), lambda: said.append("b") or len(said), rounds=2
    )
    assert "".join(said) == "ababab"
    assert found == [[3, 5], [4, 6]]


def test_a_lead_is_clear_by_the_standard_error_of_what_each_learner_gained():
    clear = Lead([0.6, 0.5, 0.4], [0.5, 0.41, 0.3])
    unclear = Lead([0.6, 0.2, 0.4], [0.5, 0.41, 0.2])
    assert clear.ratio == pytest.approx(1.5 / 1.21)
    assert clear.margin == pytest.approx((0.29 / 3) / (0.005773503 / 3**0.5), rel=1e-4)
    assert (str(clear), str(unclear)) == ("1.24", "1.08 (not clear)")
    row = summary("recalled", "random order", {"a": clear, "b": unclear})
    assert (row.met, row.why) == (False, "b")
    assert "1 of 2 clear" in row.what
    assert summary("recalled", "random order", {"a": clear}).met


def test_a_lead_may_be_asked_to_be_no_worse_than_a_share():
    ours, theirs = [0.50, 0.41, 0.30], [0.50, 0.41, 0.31]
    assert Lead(ours, theirs).margin < 0 < Lead(ours, theirs, least=0.97).margin
