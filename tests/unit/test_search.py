"""Finding questions by their words."""

import unicodedata

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.model import Myth, Option, Point
from quiz.search import Index, fold
from quiz.text import Text
from tests.tui.bank import DIVISOR, HEADS, SCALE

ALL = (SCALE, DIVISOR, HEADS)


def test_a_word_is_found_wherever_a_question_says_it_in_either_language() -> None:
    places = {
        "id": msgspec.structs.replace(HEADS, id="needle-in-hay"),
        "prompt": msgspec.structs.replace(HEADS, ask=Text("", "这里有 Needle 吗？")),
        "answer": msgspec.structs.replace(HEADS, say=Text("A NEEDLE here.", "")),
        "point": msgspec.structs.replace(HEADS, points=(Point(Text("", "needle"), cite="arXiv:1706.03762"),)),
        "myth": msgspec.structs.replace(HEADS, myths=(Myth(Text("needles"), "a::b"),)),
        "truth": msgspec.structs.replace(HEADS, myths=(Myth(Text("x"), "a::b", Text("needles")),)),
        "option": msgspec.structs.replace(HEADS, options=(Option(Text("needle"), right=True),)),
    }
    assert Index((HEADS,)).find("needle") == []
    for place, question in places.items():
        assert Index((HEADS, question)).find("needle") == [1], place


def test_every_word_must_be_there_in_any_order_and_nothing_asked_finds_everything() -> None:
    index = Index(ALL)
    assert index.find("heads SCORES") == [1]
    assert index.find("scores heads") == [1]
    assert index.find("注意力 variance") == [0]
    assert index.find("  ") == [0, 1, 2]


def test_signs_that_no_keyboard_has_are_found_by_letters() -> None:
    question = msgspec.structs.replace(HEADS, say=Text("QKᵀ of x² and Ｗ₂"))
    assert Index((question,)).find("qkt x2 w2") == [0]


def test_growing_ahead_changes_nothing_but_the_time() -> None:
    index = Index(ALL)
    assert index.grow(2)
    assert not index.grow(2)
    assert not index.grow(2)
    assert index.find("heads") == Index(ALL).find("heads")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_part_of_a_text_finds_it(before: str, part: str, after: str) -> None:
    words = fold(part).split()
    text = unicodedata.normalize("NFKC", before + " ") + part + unicodedata.normalize("NFKC", " " + after)
    question = msgspec.structs.replace(HEADS, ask=Text(text))
    assert Index((question,)).find(" ".join(words)) == [0]
