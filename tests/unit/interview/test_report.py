from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quiz.errors import QuizError, failure
from quiz.interview.feed import Feed
from quiz.interview.keep import drop, keep
from quiz.interview.markdown import code, escape, to_markdown
from quiz.interview.model import Check
from quiz.interview.report import rating, report
from quiz.interview.words import CATALOGUE
from quiz.memory import Memory, Rating
from quiz.memory.model import Card
from quiz.text import Text, clean
from tests.unit.interview.tools import Seconds, interview, question, text

BEGAN = datetime(2026, 11, 29, 15, 4, tzinfo=UTC)
TITLES = {"a": Text("Deck A", "甲"), "b": Text("Deck B", "乙")}
BANK = (
    question("one", "two", options=True, predict=True),
    question("two", "one", level="deep"),
    question("three", deck="b", exercise="b/x", points=2),
)
BY_ID = {one.id: one for one in BANK}


def held(*, stop: bool = False):
    """Deck A: choice wrong, 3 of 4 points, then stuck; deck B: a program that fails one check."""
    clock = Seconds()
    known = {"two": Card(), "three": Card()}
    made = next(
        one
        for seed in range(50)
        if (one := interview(BANK, clock, known, seed=seed))
        and (one.begin(), one.asked[0].question.id)[1] == "one"
    )
    clock.at += 65
    made.choose(1)
    made.predict(10)
    made.write("my *typed* words")
    made.finish()
    made.judge("well")
    clock.at += 5
    made.finish()
    made.judge("stuck")
    if stop:
        made.leave()
        return made
    made.measure("one", 10.5)
    for index in range(3):
        made.tick(index)
    made.go_on()
    made.go_on()
    assert made.current.whiteboard
    made.keep_program("/home/x.py")
    clock.at += 30
    made.finish()
    made.judge("well")
    made.grade("three", Check(text("claim good"), passed=True))
    made.grade("three", Check(text("claim bad"), passed=False, why=text("measured 3")))
    made.tick(0)
    made.tick(1)
    made.go_on()
    return made


def told(**more):
    return report(held(**more), BEGAN, TITLES, BY_ID.get)


def test_every_question_is_told_point_by_point():
    made = told()
    one, two, three = made.questions
    assert (one.took, two.took, three.took) == (65, 5, 30)
    assert [words.en for words in one.said] == ["point one 0", "point one 1", "point one 2"]
    assert [words.en for words in one.missed] == ["point one 3"]
    assert (one.right, one.foretold, one.predicted, one.measured) == (False, True, 10, 10.5)
    assert (one.written, one.went) == ("my *typed* words", "well")
    assert (len(two.said), len(two.missed)) == (0, 4)
    assert [check.passed for check in three.checks] == [True, False]
    assert made.used == 100
    assert (made.whole.said, made.whole.of) == (5, 10)


def test_shares_weakest_topics_and_what_to_study():
    made = told()
    assert [(one.name.en, one.said, one.of) for one in made.decks] == [("Deck A", 3, 8), ("Deck B", 2, 2)]
    assert [(one.name.en, one.said, one.of) for one in made.weakest] == [("ask one?", 3, 8)]
    assert [one.id for one in made.tonight] == ["two", "one", "three"], (
        "worst first; a failing program counts"
    )
    assert [words.en for words in made.tonight[1].follow_ups] == [], "what was asked is not named again"


def test_ratings_are_suggested_from_ticks_choice_prediction_and_program():
    ratings = {one.id: found for one, found in told().rated}
    assert ratings == {
        "one": Rating.AGAIN,  # the choice was wrong
        "two": Rating.AGAIN,  # nothing ticked: stuck, as the learner said
        "three": Rating.HARD,  # every point, and one check fails
    }


@pytest.mark.parametrize(("went", "expected"), [("well", None), ("partly", None), ("stuck", Rating.AGAIN)])
def test_without_ticks_only_being_stuck_is_a_rating(went, expected):
    made = interview([question("q")])
    made.begin()
    made.finish()
    assert rating(made.asked[0]) is None
    made.judge(went)
    assert rating(made.asked[0]) == expected


def test_a_failing_program_lowers_the_rating_and_is_again_when_nothing_was_ticked():
    made = interview([question("q", exercise="a/x")])
    made.begin()
    made.finish()
    made.judge("well")
    made.grade("q", Check(text("claim"), passed=False))
    assert rating(made.asked[0]) == Rating.AGAIN
    for index in range(4):
        made.tick(index)
    assert rating(made.asked[0]) == Rating.HARD
    made.tick(0)
    made.tick(1)
    assert rating(made.asked[0]) == Rating.AGAIN


def test_what_was_not_gone_through_is_neither_said_nor_missed_nor_rated():
    made = told(stop=True)
    shown = [one.shown for one in made.questions]
    assert shown == [True, False], "the answers of the chain had begun"
    assert made.questions[1].points == 0
    assert [one.id for one, _ in made.rated] == ["one"]
    assert made.tonight[-1].id == "two"
    assert "was not gone through" in to_markdown(made, "en")


def test_the_same_report_in_both_languages():
    made = told()
    english, chinese = to_markdown(made, "en"), to_markdown(made, "zh")
    assert english.startswith(
        "# Mock interview, 2026-11-29 15:04\n\n1:40 of 30 min · questions: 3 · topics: 2"
    )
    assert "- ✓ said: point one 0" in english
    assert "- ✗ missed: point one 3" in english
    assert "- ✗ Wrong choice: wrong one" in english
    assert "- You typed: my \\*typed\\* words" in english
    assert "- ✓ You foretold 10; measured 10.5: near enough." in english
    assert "- Program: `/home/x.py`" in english
    assert "- ✗ fails: claim bad\n  - measured 3" in english
    assert "Deck A · 3 of 8 (38%)" in english
    assert "说到：中point one 0" in chinese
    assert "甲 · 8 条中 3 条（38%）" in chinese
    assert english.count("\n") == chinese.count("\n")


def test_an_empty_interview_says_so():
    made = report(interview([]), BEGAN, {}, BY_ID.get)
    assert "No question was answered." in to_markdown(made, "en")
    assert made.rated == made.weakest == made.tonight == ()


def test_both_catalogues_have_the_same_keys_and_places():
    english, chinese = CATALOGUE["en"], CATALOGUE["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        assert sorted(re.findall(r"\{\w+\}", english[key])) == sorted(re.findall(r"\{\w+\}", chinese[key])), (
            key
        )


COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
signs = st.text(alphabet="ab1 \n\t`*_[]()<>|~$&#!\\-+=.:@/'\"\u202e\x1b√注", max_size=40)


def words(markdown: str) -> str:
    """The text that a reader of Markdown shows, if it is nothing but text in one paragraph or item."""
    tokens = COMMONMARK.parse(markdown)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}, tokens
    (inline,) = [token for token in tokens if token.type == "inline"] or [None]
    if inline is None:
        return ""
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}, inline.children
    return "".join(child.content for child in inline.children or ())


@given(signs | st.text(max_size=40))
def test_whatever_is_escaped_is_shown_as_it_was_and_is_nothing_but_words(said):
    assert words(escape(said)) == " ".join(clean(said).split())


@given(signs)
def test_code_is_shown_as_it_was(said):
    line = " ".join(clean(said).split())
    if line:
        (inline,) = [token for token in COMMONMARK.parse(code(said)) if token.type == "inline"]
        assert [(child.type, child.content) for child in inline.children or ()] == [("code_inline", line)]


@pytest.mark.parametrize("said", ["https://x.org", "www.x.org", "a@x.org", "mailto:a@x.org"])
def test_bare_addresses_become_no_links(said):
    reader = MarkdownIt("gfm-like", {"linkify": True})
    assert reader.linkify
    reader.linkify.set({"fuzzy_link": False})
    shown = reader.render(escape(said))
    assert "<a" not in shown


@given(signs)
def test_no_deck_can_add_a_heading_an_item_a_link_or_html_to_a_report(said):
    both = Text(said or "x", said or "x")
    made = told()

    def soiled(one):
        return msgspec.structs.replace(
            one, ask=both, said=(both,) * len(one.said), missed=(both,) * len(one.missed),
            written=one.written and said, follow_ups=(both,) * len(one.follow_ups),
            chosen=one.chosen and both, answer=one.answer and both,
            checks=tuple(msgspec.structs.replace(check, claim=both, why=both) for check in one.checks),
        )  # fmt: skip

    def shape(written):
        tokens = COMMONMARK.parse(to_markdown(written, "en"))
        children = {child.type for token in tokens for child in token.children or ()}
        assert children <= {"text", "text_special", "code_inline"}
        return [token.type for token in tokens]

    dirty = msgspec.structs.replace(
        made,
        questions=tuple(map(soiled, made.questions)),
        tonight=tuple(map(soiled, made.tonight)),
        decks=tuple(msgspec.structs.replace(one, name=both) for one in made.decks),
        weakest=tuple(msgspec.structs.replace(one, name=both) for one in made.weakest),
    )
    if said:
        assert shape(dirty) == shape(made)


def test_a_report_is_never_written_over(tmp_path):
    folder = tmp_path / "interviews"
    paths = [keep(f"text {n}", folder, BEGAN) for n in range(3)]
    assert [path.name for path in paths] == [
        "2026-11-29-1504.md", "2026-11-29-1504-2.md", "2026-11-29-1504-3.md"
    ]  # fmt: skip
    assert [path.read_text() for path in paths] == ["text 0", "text 1", "text 2"]
    assert len(list(folder.iterdir())) == 3, "nothing temporary stays"


def test_without_links_in_the_file_system_it_is_never_written_over_either(tmp_path, monkeypatch):
    def none(*_):
        raise OSError("no links here")

    monkeypatch.setattr("os.link", none)
    paths = [keep(f"text {n}", tmp_path, BEGAN) for n in range(2)]
    assert [path.read_text() for path in paths] == ["text 0", "text 1"]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_same_report_as_it_stands_later_takes_its_own_place(tmp_path):
    first, other = keep("first", tmp_path, BEGAN), keep("other", tmp_path, BEGAN)
    assert keep("first, later", tmp_path, BEGAN, first) == first
    assert (first.read_text(), other.read_text()) == ("first, later", "other")
    drop(first)
    drop(first)
    assert list(tmp_path.iterdir()) == [other]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(QuizError, match="could not be saved"):
        keep("x", tmp_path / "file", BEGAN)


@pytest.fixture
def memory(tmp_path: Path):
    with Memory(tmp_path / "memory.db", lambda: BEGAN) as opened:
        yield opened


def test_ratings_are_written_one_by_one_and_taken_back_one_by_one(memory):
    feed = Feed(told())
    assert (feed.waiting, memory.cards()) == (3, {}), "nothing is written unasked"
    feed.give(memory)
    assert (feed.given, feed.waiting) == (3, 0)
    events = [memory.history(name)[-1] for name in ("one", "two", "three")]
    assert [event.rating for event in events] == [Rating.AGAIN, Rating.AGAIN, Rating.HARD]
    assert (events[0].took, events[0].predicted, events[0].measured, events[0].ticked) == (
        65,
        10,
        10.5,
        "0,1,2",
    )
    assert feed.undo(memory)
    assert (feed.given, memory.card("three").state.reps) == (2, 0)
    feed.give(memory)
    assert memory.card("three").state.reps == 1
    assert memory.card("one").state.reps == 1


def test_what_fails_half_way_goes_on_where_it_was(memory):
    feed = Feed(told())
    write = memory.rate

    def full(question, *rest):
        if question == "two":
            raise failure("The disk is full.")
        return write(question, *rest)

    memory.rate = full
    with pytest.raises(QuizError):
        feed.give(memory)
    assert (feed.given, memory.card("one").state.reps) == (1, 1)
    memory.rate = write
    feed.give(memory)
    assert [memory.card(name).state.reps for name in ("one", "two", "three")] == [1, 1, 1]


def test_nothing_is_taken_back_that_was_not_given(memory):
    assert not Feed(told()).undo(memory)
