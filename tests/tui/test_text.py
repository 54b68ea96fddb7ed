"""Wrapping, the Markdown of banks, numbers and spans."""

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from quiz.lab.evidence import Heat
from quiz.proof import shades as heats
from quiz.proof.axis import axis
from quiz.tui.drawing.figure import Curve, Figure, draw
from quiz.tui.text.prose import prose
from quiz.tui.text.table import Column, row
from quiz.tui.text.wrap import wrap
from quiz.tui.widgets.prose import Prose

LINES = st.text(alphabet="ab √，。（）注意力 -", max_size=80)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@example(" a。", 2)
@given(LINES, st.integers(2, 40))
def test_no_wrapped_line_is_too_wide_and_no_word_is_lost(line: str, width: int) -> None:
    pieces = wrap(Content(line), width)
    assert all(piece.cell_length <= width for piece in pieces)
    assert "".join(piece.plain for piece in pieces).replace(" ", "") == line.replace(" ", "")


def test_chinese_breaks_anywhere_but_before_a_comma() -> None:
    assert [piece.plain for piece in wrap(Content("注意力，分数"), 6)] == ["注意", "力，分", "数"]


def test_words_stay_whole() -> None:
    assert [piece.plain for piece in wrap(Content("the score is d_k"), 9)] == ["the score", "is d_k"]


def test_names_with_underscores_and_products_are_no_emphasis() -> None:
    assert prose("d_k and x_i * y_i * 2, a*b*c").plain == "d_k and x_i * y_i * 2, a*b*c"
    assert not prose("d_k and x_i * y_i * 2, a*b*c").spans


def test_strong_emphasised_and_code_lose_their_marks() -> None:
    shown = prose("**one** *two* `three` 这是*重点*。")
    assert shown.plain == "one two three 这是重点。"
    assert [span.style for span in shown.spans] == ["bold", "italic", "$text-accent", "italic"]


def test_lines_of_a_paragraph_join_with_a_space_unless_chinese() -> None:
    assert prose("one\ntwo\n\n- three\n- four").plain == "one two\n\n• three\n• four"
    assert prose("注意力\n分数").plain == "注意力分数"


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8), st.booleans(), st.integers(13, 60), st.integers(5, 20)
)
def test_any_figure_fits_its_place(
    points: list[tuple[float, float]], log: bool, columns: int, rows: int
) -> None:
    figure = Figure((Curve("c", tuple(points), True), Curve("p", tuple(points), False)), log_x=log, log_y=log)
    lines = draw(figure, columns, rows)
    assert len(lines) <= rows
    assert all(cell_len("".join(text for text, _ in line)) <= columns + 12 for line in lines)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.booleans())
def test_ticks_lie_within_the_axis(values: list[float], log: bool) -> None:
    shown = axis(values, log=log)
    assert shown.low < shown.high
    for value, _ in shown.ticks(5):
        place = shown.at(value)
        assert place is not None
        assert -1e-6 <= place <= 1 + 1e-6


@given(st.lists(st.lists(NUMBERS, max_size=9), max_size=9), st.integers(1, 5))
def test_a_heat_map_is_shrunk_to_its_place(rows: list[list[float]], most: int) -> None:
    small = heats.shrink(Heat(tuple(map(tuple, rows))), most, most)
    assert len(small.rows) <= most
    low, high = heats.levels(small)
    values = [value for line in small.rows for value in line]
    assert all(-1 <= heats.shade(value, low, high) < len(heats.SHADES) for value in values)


def test_columns_line_up_under_chinese() -> None:
    columns = (Column(0), Column(4, right=True))
    names = "Attention", "注意力", "多头注意力" * 9
    assert {row([name, "7"], columns, 20).cell_length for name in names} == {20}


@given(st.text("ab 注意力。", min_size=1, max_size=60), st.integers(24, 60))
def test_the_mark_of_a_proof_stays_whole(words: str, width: int) -> None:
    mark = Content("✓ 对照：被推翻")
    line = Prose("", "› [ ] ")
    line.show(words, tails=(None, mark))
    lines = line._lines(width).plain.split("\n")
    assert sum(mark.plain in line for line in lines) == 1
    assert all(cell_len(line) <= width for line in lines)
    assert line.get_content_height(Size(0, 0), Size(0, 0), width) == len(lines)
