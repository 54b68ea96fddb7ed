"""What comes in from other programs: the words, and nothing that could run."""

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz import places, shelf
from quiz.audit import audit
from quiz.bank.load import load
from quiz.errors import QuizError
from quiz.exchange.decks import installed, manage
from quiz.exchange.decks.clash import Taken
from quiz.exchange.intake.bank import bank
from quiz.exchange.intake.cards import Card, Gathering, Haul
from quiz.exchange.intake.install import install
from quiz.exchange.intake.markup import from_plain, to_markdown
from quiz.exchange.page.html import prose
from quiz.text import clean
from tests.unit.exchange.outside import NASTY, NOW
from tests.unit.exchange.test_page import Seen


def squeezed(text: str) -> str:
    return "".join(text.split())


WORDS = st.text(alphabet="ab *`\\#-~_1.\n√注，[]()", max_size=12) | st.text(max_size=6).map(clean)


LEADS = str.maketrans("", "", "-•1.)")
"""Leads such as `- ` or `1) ` at the start of a paragraph are a list to us too, and shown as ours are."""


@given(st.lists(st.tuples(st.sampled_from(["", "b", "code", "i", "p", "div", "span"]), WORDS), max_size=6))
@example([("", "1) "), ("", "1")])
def test_the_words_of_html_are_shown_as_they_were(pieces):
    from html import escape

    text = "".join(f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words) for tag, words in pieces)
    shown = Seen(prose(to_markdown(text, Counter()))).words
    expected = "".join(squeezed(words) for _, words in pieces)
    assert squeezed(shown).translate(LEADS) == expected.translate(LEADS)


@example("1) 1")
@given(WORDS)
def test_the_words_of_plain_text_are_shown_as_they_were(text):
    shown = Seen(prose(from_plain(text))).words
    assert squeezed(shown).translate(LEADS) == squeezed(clean(text)).translate(LEADS)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a<br>b<div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>one</li><li>two</li></ul>end", "- one\n- two\n\nend"),
        ("<b>bold</b> and <code>x*y</code> and 2*3", "**bold** and `x*y` and 2\\*3"),
        (
            "x<sup>2</sup> + h<sub>t</sub> + a<sub>12</sub> &lt; &amp;nbsp; &#8730;d",
            "x² + h_t + a₁₂ < &nbsp; √d",
        ),
        ("<pre>def f():\n\n\n    return 1</pre>", "```\ndef f():\n\n\n    return 1\n```"),
        ("<!-- gone --># no heading", "\\# no heading"),
        ("a&nbsp;b", "a b"),
    ],
)
def test_html_as_markdown(text, markdown):
    assert to_markdown(text, Counter()) == markdown


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ("a<script>alert(1)</script>b", "ab", "scripts"),
        ("a<SCRIPT SRC=x>//", "a", "scripts"),
        ("a<style>p{}</style>", "a", "styles"),
        ('a<img src="x" onerror=alert(1)>', "a", "pictures"),
        ("a[sound:x.mp3]", "a", "sounds"),
        ("a<iframe src=//x>b</iframe>", "a", "embedded pages"),
        ("a<svg onload=x><text>b</text></svg>", "a", "drawings"),
        ("<a href='javascript:x'>a</a>", "a", "links, of which the words remain"),
        (r"\(x^2\)", r"\\(x^2\\)", "fields with TeX, which stands as it was written"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b", "tables, of which the words remain"),
        ("x" * 300_000, "", "fields too long to look into"),
    ],
)
def test_what_could_run_load_or_play_is_dropped_and_counted(text, kept, left):
    counted: Counter[str] = Counter()
    assert to_markdown(text, counted) == kept
    assert +counted == {left: 1}


def test_hostile_html_becomes_text_and_steers_nothing():
    counted: Counter[str] = Counter()
    got = to_markdown(NASTY, counted)
    assert got == "\" ' & {{c1::x}} [latex]x[/latex] [31m"
    assert Seen(prose(got)).tags == {"p"}


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "<", "</", "<a b='", "<script", "&", "*", "**a ", "`", "\\(", "<b>", "<li>", "<a" * 9],
)
def test_a_field_made_to_be_slow_is_not(piece):
    began = time.process_time()
    to_markdown((piece * 100_000)[:100_000], Counter())
    assert time.process_time() - began < 5  # the standard library's parser takes a minute


texts = st.text(min_size=1, max_size=60).map(lambda text: clean(text).strip()).filter(bool)


@given(st.lists(st.builds(Card, texts, texts), min_size=1, max_size=5))
def test_a_bank_loads_back_with_the_same_words(tmp_path_factory, cards):
    path = tmp_path_factory.mktemp("bank") / "mine.yaml"
    path.write_text(bank("mine", cards, "A comment."), "utf-8")
    loaded = load([path])
    assert loaded.faults == ()
    (deck,) = loaded.decks
    assert not deck.proved
    assert [(q.ask.in_("en"), q.say.in_("en")) for q in deck.questions] == [(c.ask, c.say) for c in cards]


def test_numbers_dates_and_yaml_words_stay_text(tmp_path):
    asks = [
        "12:30",
        "1e-5",
        "no",
        "0o7",
        "2024-01-01",
        "- a: b",
        "# x",
        "'",
        '"',
        "{a",
        "a\n\n    b\n\nc ",
        "~",
        "😀",
    ]
    path = tmp_path / "mine.yaml"
    path.write_text(bank("mine", [Card(ask, ask) for ask in asks], ""), "utf-8")
    loaded = load([path])
    assert loaded.faults == ()
    assert [question.ask.en for question in loaded.decks[0].questions] == [ask.strip() for ask in asks]


HAUL = Haul((Card("What is a token?", "A piece of text."), Card("什么是 token？", "一段文字。")), {})


def test_an_imported_deck_is_on_the_shelf_and_has_no_faults(home):
    path = install(home, "mine", HAUL, Path("notes.md"), shelf.taken(), NOW)
    assert path.read_text("utf-8").startswith("# Imported from notes.md on 2026-03-01. It is yours: edit it.")
    (deck,) = (deck for deck in shelf.decks() if deck.id == "mine")
    assert not deck.proved
    assert [question.languages for question in deck.questions] == [("en",), ("zh",)]
    assert audit([home / "decks" / "mine"]).faults == ()
    assert shelf.left_out() == ()
    with pytest.raises(QuizError, match="came from no place"):
        manage.update(home, "mine", shelf.taken(), NOW)  # which would undo the learner's edits


def test_an_import_never_replaces_a_deck(home):
    path = install(home, "mine", HAUL, Path("notes.md"), Taken(), NOW)
    path.write_text("edited")
    with pytest.raises(QuizError, match=r"may have your edits in it.*--as NAME"):
        install(home, "mine", HAUL, Path("notes.md"), Taken(), NOW)
    with pytest.raises(QuizError, match=r"ships with the program.*--as NAME"):
        install(home, "attention", HAUL, Path("notes.md"), shelf.taken(), NOW)
    assert path.read_text() == "edited"


@pytest.mark.parametrize("name", ["", "../x", "A b", "\x1b[31m"])
def test_a_name_that_is_no_slug_makes_no_deck(home, name):
    with pytest.raises(QuizError, match="no name for a deck"):
        install(home, name, HAUL, Path("notes.md"), Taken(), NOW)
    assert installed.names(home) == ()


def test_a_file_without_cards_makes_no_deck(home):
    with pytest.raises(QuizError, match="Nothing in this file"):
        install(home, "mine", Haul((), {"pictures": 3}), Path("notes.md"), Taken(), NOW)
    assert installed.names(home) == ()


def test_empty_and_endless_cards_are_left_out_and_too_many_refused():
    gathering = Gathering("notes.md")
    gathering.add(" ", "x")
    gathering.add("x", "\x1b")
    gathering.add("x", "y" * 20_001)
    gathering.add("\x1b[31mred", "yes")
    assert gathering.haul == Haul(
        (Card("[31mred", "yes"),),
        {"cards without a question or without an answer": 2, "cards longer than 20,000 characters": 1},
    )
    for number in range(4_999):
        gathering.add(str(number), "x")
    with pytest.raises(QuizError, match="more than 5,000 cards"):
        gathering.add("one more", "x")


def test_a_deck_that_ships_may_not_be_without_proofs(tmp_path, monkeypatch):
    from quiz.bank.check import shipped

    (tmp_path / "questions").mkdir()
    path = tmp_path / "questions" / "mine.yaml"
    path.write_text(bank("mine", HAUL.cards, ""), "utf-8")
    assert shipped(load([path]).decks) == ()
    monkeypatch.setattr(places, "shipped", lambda: tmp_path.resolve())
    (fault,) = shipped(load([path]).decks)
    assert "says that it is not proved" in fault.what
