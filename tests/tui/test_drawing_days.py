"""Bars and calendars: they fit their place, and say what was done without a colour."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quiz.tui.drawing.bars import bars
from quiz.tui.drawing.canvas import Row
from quiz.tui.drawing.weeks import ROWS, Names, scale, strip, weeks

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
EN = Names(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], MONTHS)
ZH = Names(["一", "二", "三", "四", "五", "六", "日"], [f"{month}月" for month in range(1, 13)])
SATURDAY = date(2026, 11, 21)
COUNTS = st.floats(0, 1e6, allow_nan=False)


def plain(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


@given(
    st.lists(COUNTS, max_size=40),
    st.integers(1, 140),
    st.integers(3, 12),
    st.sampled_from(["today", "7 天前"]),
)
def test_bars_fit_their_place_whatever_they_count(
    values: list[float], columns: int, rows: int, name: str
) -> None:
    ticks = [(index, name) for index in range(0, 40, 7)]
    drawn = plain(bars(values, columns, rows, ticks, "measured"))
    assert len(drawn) == rows
    gutter = drawn[0].index("┤") + 1
    assert all(cell_len(line) <= max(columns, gutter + 1) for line in drawn)


@given(st.lists(COUNTS, min_size=1, max_size=30))
def test_a_bar_is_seen_unless_it_counts_nothing_and_the_largest_reaches_the_top(values: list[float]) -> None:
    drawn = plain(bars(values, 200, 6, (), "measured"))
    gutter = drawn[0].index("┤") + 1
    for index, value in enumerate(values):
        foot = drawn[3][gutter + 4 * index]
        assert (foot != " ") == (value > 0)
    if max(values) > 0:
        top = values.index(max(values))
        assert drawn[0][gutter + 4 * top] == "█"


def test_a_bar_of_half_the_height_is_half_as_high() -> None:
    drawn = plain(bars([8, 4, 1, 0], 30, 6, [(0, "today"), (3, "+3")], "predicted"))
    assert drawn == [
        "8┤███             ",
        " │███             ",
        " │███ ███         ",
        " │███ ███ ▄▄▄     ",
        "0└┴───────────┴───",
        "  today       +3",
    ]


def test_names_that_would_touch_are_left_out() -> None:
    drawn = plain(bars([1.0] * 6, 14, 4, [(0, "today"), (1, "tomorrow"), (3, "+3")], "predicted"))
    assert drawn[-1].split() == ["today", "+3"]


def test_the_calendar_ends_today_with_each_day_in_its_row() -> None:
    counts = {SATURDAY: 8, SATURDAY - timedelta(days=1): 2, SATURDAY - timedelta(days=8): 4}
    drawn = plain(weeks(counts, SATURDAY, 11, EN))
    assert drawn == [
        "     Nov",
        "Mo · · · · ",
        "Tu · · · · ",
        "We · · · · ",
        "Th · · · · ",
        "Fr · · ▒▒░░",
        "Sa · · · ██",
        "Su · · ·   ",
        "   · 0   ░ 1–2   ▒ 3–4   ▓ 5–6   █ 7–8",
    ]


@given(
    st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 5000), max_size=60),
    st.dates(date(2024, 6, 1), date(2026, 12, 31)),
    st.integers(1, 130),
    st.sampled_from([EN, ZH]),
)
def test_a_calendar_fits_its_place(counts: dict[date, int], today: date, columns: int, names: Names) -> None:
    drawn = plain(weeks(counts, today, columns, names))
    assert len(drawn) == ROWS
    assert all(cell_len(line) <= max(columns, 5) for line in drawn[:-1])


@given(st.integers(1, 5000))
def test_the_scale_names_every_count_once_from_little_to_much(top: int) -> None:
    said = "".join(text for text, _ in scale(top)).split("   ")[1:]
    ends = [part.split(" ")[1].split("–") for part in said]
    assert int(ends[0][0]) == 1
    assert int(ends[-1][-1]) == top
    for (*_, before), (after, *_) in pairwise(ends):
        assert int(after) == int(before) + 1


def test_the_strip_has_a_sign_a_day_and_today_last() -> None:
    counts = {SATURDAY: 1, SATURDAY - timedelta(days=2): 4, SATURDAY - timedelta(days=30): 9}
    assert "".join(text for text, _ in strip(counts, SATURDAY, 7)) == "····█·░"
