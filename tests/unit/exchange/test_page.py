"""Questions as HTML and evidence as SVG: only our own tags, only numbers that can be drawn."""

import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.exchange.page import question as page
from quiz.exchange.page.heat import heat
from quiz.exchange.page.html import escape, prose
from quiz.exchange.page.svg import interval, plot
from quiz.lab.evidence import Evidence, Heat, Plot, Series
from quiz.text import clean
from tests.unit.exchange.outside import NASTY, proved

OURS = {"p", "ul", "ol", "li", "pre", "code", "strong", "em"}
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
SERIES = st.builds(
    Series,
    st.just("a <b> & c"),
    st.lists(NUMBERS, max_size=6).map(tuple),
    st.lists(NUMBERS, max_size=6).map(tuple),
    st.booleans(),
)
EVIDENCE = st.builds(
    Evidence,
    rule=st.sampled_from(["exact", "estimate", "slope", "order", "bound", "trained"]),
    verdict=st.sampled_from(["holds", "refuted", "inconclusive"]),
    **{name: st.none() | NUMBERS for name in ("measured", "predicted", "low", "high", "least", "most")},
)


class Seen(HTMLParser):
    """The tags and the words of HTML; complains of a tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.words = ""
        self.attributes: set[str] = set()
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data


def drawn(svg: str) -> ElementTree.Element:
    """The drawing as XML, after a look at its numbers and colours."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name != "aria-label":
                assert "nan" not in value
                assert "inf" not in value.replace("sans", "")
            if name in ("fill", "stroke"):
                assert value in ("none", "currentColor")
    return root


@given(st.text() | st.text(alphabet="*`\\#-1. \n<>&[]ab"))
def test_nothing_in_a_text_becomes_a_tag_but_what_markdown_says(text):
    assert Seen(prose(text)).tags <= OURS
    assert Seen(prose(text)).attributes <= {"start", "tabindex"}


@given(st.text())
def test_escaped_text_reads_as_it_was(text):
    assert Seen(f'<p title="{escape(text)}">{escape(text)}</p>').words == clean(text)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("**a** *b* `c<d`", "<p><strong>a</strong> <em>b</em> <code>c&lt;d</code></p>"),
        ("x_i * y_i", "<p>x_i * y_i</p>"),
        ("- a\n- b\n\n1. c", '<ul><li>a</li><li>b</li></ul><ol start="1"><li>c</li></ol>'),
        ("```\nif a < b:\n    c\n```", '<pre tabindex="0"><code>if a &lt; b:\n    c</code></pre>'),
        ("注意\n力", "<p>注意力</p>"),
        ("QKᵀ/√d_k, ∂", "<p>QKᵀ/√d_k, ∂</p>"),
    ],
)
def test_markdown_as_html(text, inner):
    assert prose(text) == inner


@given(st.lists(SERIES, max_size=3), EVIDENCE, st.booleans(), st.booleans())
def test_any_plot_is_a_drawing(series, evidence, log_x, log_y):
    given = Plot(tuple(series), NASTY, NASTY, log_x, log_y)
    drawn(plot(given, msgspec.structs.replace(evidence, plots=(given,)), NASTY))


@given(EVIDENCE)
def test_any_interval_is_a_drawing_or_nothing(evidence):
    svg = interval(evidence, NASTY)
    if svg:
        drawn(svg)


@given(st.lists(st.lists(NUMBERS, max_size=50), max_size=50))
def test_any_heat_map_is_a_drawing_or_nothing(rows):
    svg = heat(Heat(tuple(map(tuple, rows)), NASTY, NASTY, NASTY), NASTY)
    if svg:
        drawn(svg)


def test_a_plot_shows_each_measurement_the_prediction_the_interval_and_the_claim():
    result = proved("a/b::c")
    (given,) = result.drawn.plots
    evidence = msgspec.structs.replace(result.result.evidence, plots=(given,))
    root = drawn(plot(given, evidence, "says"))
    name = "{http://www.w3.org/2000/svg}"
    circles = list(root.findall(f"{name}circle"))
    assert len(circles) == 3
    heights = [float(circle.get("cy", "")) for circle in circles]
    assert heights[1] < heights[2] < heights[0]  # 259, 255.5, 251: up is smaller
    (line,) = root.findall(f"{name}polyline")
    assert len({point.split(",")[1] for point in line.get("points", "").split()}) == 1
    (band,) = root.findall(f"{name}rect")
    top, high = float(band.get("y", "")), float(band.get("height", ""))
    assert all(top < height < top + high for height in heights)
    legend = [text.text for text in root.findall(f"{name}g/{name}text")]
    assert legend == ["measured", "predicted", "interval", "claim"]


def test_an_interval_lies_in_its_band_when_the_claim_holds_and_outside_when_it_is_refuted():
    def ends(evidence):
        root = drawn(interval(evidence, "says"))
        name = "{http://www.w3.org/2000/svg}"
        (band,) = root.findall(f"{name}rect")
        (disc,) = root.findall(f"{name}circle")
        left = float(band.get("x", ""))
        return left, float(disc.get("cx", "")), left + float(band.get("width", ""))

    held = proved("a/b::c").result.evidence
    left, at, right = ends(held)
    assert left < at < right
    left, at, right = ends(msgspec.structs.replace(held, measured=300.0, low=298.0, high=302.0))
    assert left < right < at


def test_more_ink_stands_for_a_larger_entry():
    root = drawn(heat(Heat(((0.0, 0.5), (1.0, 0.5))), "says"))
    paths = {
        path.get("fill-opacity"): path.get("d", "").count("M")
        for path in root.iter()
        if path.get("fill-opacity") and path.tag.endswith("path")
    }
    assert paths == {"0.50": 2, "1.00": 1}  # the least has none


def test_the_drawings_of_a_question_are_those_of_its_proofs():
    from tests.unit.exchange.outside import choice

    assert page.drawings(choice(), proved).count("<figcaption>") == 1  # point and option share a check
    assert page.drawings(choice(), lambda _: None) == ""


def test_the_order_of_options_is_fixed_and_does_not_give_the_right_one_away():
    from quiz import shelf

    choices = [question for deck in shelf.decks() for question in deck.questions if question.options]
    places = [[option.right for option in page.shuffled(question)].index(True) for question in choices]
    assert len(set(places)) > 1
    assert all(page.shuffled(question) == page.shuffled(question) for question in choices)
