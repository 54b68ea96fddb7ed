"""The book: every page complete, every link good, nothing loaded from elsewhere, nothing lost on the disk."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from quiz import __version__, shelf
from quiz.errors import QuizError
from quiz.exchange.book.names import INDEX, MARK, deck_page, proof_page
from quiz.exchange.book.site import site, write
from quiz.exchange.page.whole import write_folder
from quiz.proof.find import Verifier
from quiz.text import LANGUAGES, Text
from tests.unit.commands.conftest import quiz  # noqa: F401 (a fixture)
from tests.unit.exchange.outside import NASTY, NOW, choice, deck, proved, question, unproved

VOID = {"meta", "input", "hr", "br"}
DRAWN = {"path", "circle", "rect", "polyline"}
SAFE = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "nav", "form", "input", "div", "button",
    "span", "main", "footer", "p", "script", "h1", "h2", "h3", "section", "article", "ul", "ol", "li", "b",
    "strong", "em", "code", "pre", "small", "details", "summary", "figure", "figcaption", "svg", "g", "text",
    *DRAWN,
}  # fmt: skip


class Page(HTMLParser):
    """The ids, links, tags and words of a page; complains of a tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.heads: list[str] = []
        self.words: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self._open: list[tuple[str, str | None, str | None]] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= found.keys()
        if "id" in found:
            self.ids.append(found["id"])
        if "href" in found:
            self.links.append(found["href"])
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(tag)
        if tag not in VOID:
            lang = found.get("lang") or (self._open[-1][1] if self._open else None)
            self._open.append((tag, lang, found.get("id")))

    def handle_startendtag(self, tag, attrs):
        assert tag in DRAWN
        self.tags.add(tag)
        self.attributes |= dict(attrs).keys()

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        tag, lang, id = self._open[-1] if self._open else ("", None, None)
        if tag == "script":
            self.data[id or "script"] = data
        elif lang:
            self.words[lang] = self.words.get(lang, "") + data


@pytest.fixture(scope="module")
def book() -> dict[str, Page]:
    """The book of everything that ships."""
    made = site(shelf.decks(), shelf.verifiers(), proved, NOW)
    return {name: Page(text) for name, text in made.items()}


def test_every_question_is_in_the_book_in_both_languages(book):
    for one in shelf.decks():
        words = book[deck_page(one.id)].words
        for item in one.questions:
            assert f"question-{item.id}" in book[deck_page(one.id)].ids
            for language in LANGUAGES:
                texts = [
                    item.ask,
                    item.say,
                    *(part.text for part in (*item.points, *item.myths, *item.options)),
                ]
                for text in (getattr(text, language) for text in texts):
                    if not re.search(r"[*`\\\n]|^\d|^-", text):
                        assert text in words[language]


def test_every_verifier_that_is_asked_about_has_its_page_with_claims_and_script(book):
    verifiers = shelf.verifiers()
    asked = {
        proof.partition("::")[0] for one in shelf.decks() for item in one.questions for proof in item.proofs
    }
    assert asked
    for name in asked:
        page = book[proof_page(name)]
        assert {f"claim-{found.name}" for found in verifiers[name].found} <= set(page.ids)
        for found in verifiers[name].found:
            assert not found.zh or re.search(r"[*`\\]", found.zh) or found.zh in page.words["zh"]
        script = Path(verifiers[name].path).read_text("utf-8")
        assert script.strip() in page.words["en"]


def test_every_link_leads_to_a_page_and_a_place_of_the_book(book):
    for name, page in book.items():
        for link in page.links:
            target, _, place = link.partition("#")
            assert (target or name) in book
            assert not place or place in book[target or name].ids


def test_ids_are_unique_and_headings_leave_no_step_out(book):
    for page in book.values():
        assert len(page.ids) == len(set(page.ids))
        assert page.heads.count("h1") == 1
        assert page.heads[0] == "h1"
        levels = [int(head[1]) for head in page.heads]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_and_no_script_runs_but_that_of_the_book(book):
    made = site([deck(question(), choice())], {}, proved, NOW)
    for name, page in book.items():
        assert page.tags <= SAFE
        assert not {"src", "srcset", "style", "background", "poster"} & page.attributes
        assert not any(attribute.startswith("on") for attribute in page.attributes)
        assert all(re.fullmatch(r"([a-z]+-?[\w-]*\.html)?(#[\w-]+)?", link) for link in page.links), name
    for text in made.values():
        assert "default-src 'none'" in text
        assert "@import" not in text
        assert "url(" not in text
        assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/2000/svg", "", text)


def test_the_index_finds_each_question_and_each_verifier(book):
    found = json.loads(book[INDEX].data["index"])
    places = {entry["at"] for entry in found}
    assert {
        f"{deck_page(one.id)}#question-{item.id}" for one in shelf.decks() for item in one.questions
    } <= places
    for place in places:
        page, _, anchor = place.partition("#")
        assert not anchor or anchor in book[page].ids


def test_hostile_text_is_text(book):
    nasty = Text(NASTY + " </script></style><!-- ]]>", NASTY)
    item = question("nasty", ask=nasty, say=nasty, code=NASTY)
    script = Verifier("tiny/two", "/nowhere", NASTY, (), {})
    made = site([deck(item)], {"tiny/two": script}, proved, NOW)
    for text in made.values():
        page = Page(text)
        assert page.tags <= SAFE
        assert not any(attribute.startswith("on") for attribute in page.attributes)
        assert text.count("<script") == (2 if "index" in page.data else 1)
        assert "\x1b" not in text
    assert "<script>alert(1)</script>" in Page(made[deck_page("tiny")]).words["zh"]


def test_a_question_of_one_language_is_shown_in_both(tmp_path):
    only = question(ask=Text("", "问？"), say=Text("", "答。"), points=())
    made = site([deck(only)], {}, unproved, NOW)[deck_page("tiny")]
    assert '<div data-only lang="zh"><h2>问？</h2>' in made
    assert '<div data-only lang="zh"><p>答。</p>' in made


def test_a_book_takes_the_place_of_a_book_and_of_nothing_else(tmp_path):
    out = tmp_path / "out"
    write(out, [deck(question())], {}, proved, NOW)
    assert __version__ in (out / MARK).read_text()
    (out / "old.html").write_text("of an older book")
    write(out, [deck(question())], {}, proved, NOW)
    assert {path.name for path in out.iterdir()} == {INDEX, MARK, "deck-tiny.html"}
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("x")
    with pytest.raises(QuizError, match="holds something else"):
        write(mine, [deck(question())], {}, proved, NOW)
    with pytest.raises(QuizError, match="This is a file"):
        write(mine / "thesis.txt", [deck(question())], {}, proved, NOW)
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    assert {path.name for path in tmp_path.iterdir()} == {"out", "mine"}


def test_a_book_that_cannot_be_finished_leaves_the_old_one(tmp_path):
    out = tmp_path / "out"
    write(out, [deck(question())], {}, proved, NOW)
    before = {path.name: path.read_text() for path in out.iterdir()}

    def full(folder: Path) -> None:
        (folder / "half.html").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(QuizError, match="No space left on device"):
        write_folder(out, MARK, full)
    assert {path.name: path.read_text() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_command_writes_a_book_of_the_chosen_decks(quiz, tmp_path):  # noqa: F811
    ran = quiz("export", "book", "out", "attention")
    assert ran.status == 0, ran.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {name for name in names if name.startswith("deck-")} == {"deck-attention.html"}
    assert "index.html" in ran.out
    assert quiz("export", "book", "home").status == 1
    assert "holds something else" in quiz("export", "book", "home").err
