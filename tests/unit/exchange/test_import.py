"""Packages, tables and Markdown files as decks of the learner's own."""

from pathlib import Path

import pytest

from quiz import shelf
from quiz.exchange.anki import package
from quiz.exchange.anki.read import read_package
from quiz.exchange.intake.cards import Card
from quiz.exchange.text import tsv
from quiz.exchange.text.read_markdown import read_markdown
from quiz.exchange.text.read_tsv import read_table
from tests.unit.commands.conftest import quiz  # noqa: F401 (a fixture)
from tests.unit.exchange.outside import NOW, anki, choice, deck, proved, question  # noqa: F401

MARKDOWN = """\
---
title: notes
---
# Tokens

Q: What is a token?
A: A piece of text.

It may be a word.

Q: 什么是 softmax？
A: 归一化：
```python
# a::b
Q: not a question
```

## Obsidian
#flashcards

What is `a::b`::C++
- forwards:::backwards
text with ==cloze== in it

Several
lines
?
Also
several <!--SR:!2026-01-01,3,250-->

![[picture.png]] See [[other note|this]].
"""


def test_markdown_in_both_ways_of_writing(tmp_path):
    (tmp_path / "n.md").write_text(MARKDOWN, "utf-8")
    haul = read_markdown(tmp_path / "n.md")
    assert haul.cards == (
        Card("What is a token?", "A piece of text.\n\nIt may be a word."),
        Card("什么是 softmax？", "归一化：\n```python\n# a::b\nQ: not a question\n```"),
        Card("What is `a::b`", "C++"),
        Card("forwards", "backwards"),
        Card("Several\nlines", "Also\nseveral"),
    )
    assert haul.left == {
        "cloze cards": 1,
        "further cards of a note, such as reversed ones": 1,
        "past schedules": 1,
        "pictures": 1,
    }


@pytest.mark.parametrize(
    ("name", "text", "cards"),
    [
        ("x.tsv", "a * b\tc\nd\te\tf\n", [("a * b", "c"), ("d", "e\n\nf")]),
        ("x.csv", 'a,"b, c"\n"two\nlines",d\n', [("a", "b, c"), ("two\n\nlines", "d")]),
        ("x.txt", "#separator:semicolon\n#html:false\n<b>;c\n", [("<b>", "c")]),
        (
            "x.txt",
            "#separator:tab\n#html:true\n#guid column:1\n#deck column:3\n#tags column:5\n"
            "id\t<b>a</b>\tdeck\tc&lt;d\tt\n",
            [("**a**", "c<d")],
        ),
        ("x.tsv", "\ufeffa\tb\r\n\r\nc\td\r\n", [("a", "b"), ("c", "d")]),
        ("x.tsv", "A {{c1::b}}\tmore\nc\td\n", [("c", "d")]),
    ],
)
def test_tables_with_and_without_headers(tmp_path, name, text, cards):
    (tmp_path / name).write_bytes(text.encode())
    assert [(card.ask, card.say) for card in read_table(tmp_path / name).cards] == cards


def test_what_we_export_comes_back_with_its_words(tmp_path):
    decks = [deck(question(), choice())]
    package.write(tmp_path / "x.apkg", decks, ("zh",), proved, NOW)
    tsv.write(tmp_path / "x.tsv", decks, ("zh",), proved)
    for haul in (read_package(tmp_path / "x.apkg"), read_table(tmp_path / "x.tsv")):
        assert [card.ask.split("\n")[0] for card in haul.cards] == ["√d_k 是什么？"] * 2
        assert all("一个根" in card.say for card in haul.cards)
        assert haul.left["drawings"] > 0


def test_what_anki_exports_comes_in(anki, tmp_path):  # noqa: F811
    decks = shelf.decks()[:2]
    package.write(tmp_path / "in.apkg", decks, ("en",), proved, NOW)
    anki.take_in(tmp_path / "in.apkg")
    old, new, table = (tmp_path / name for name in ("old.apkg", "new.apkg", "notes.txt"))
    anki.export(old, new, table)
    count = sum(len(one.questions) for one in decks)
    assert len(read_package(old).cards) == len(read_table(table).cards) == count
    with pytest.raises(Exception, match="Support older Anki versions"):
        read_package(new)


def test_the_command_says_what_it_made_and_what_it_left(quiz, tmp_path):  # noqa: F811
    (tmp_path / "My notes.md").write_text(MARKDOWN, "utf-8")
    ran = quiz("import", "My notes.md")
    assert ran.status == 0, ran.err
    assert "Made the deck my-notes: 5 questions." in ran.out
    assert "1 pictures" in ran.out
    bank = tmp_path / "home" / "decks" / "my-notes" / "questions" / "my-notes.yaml"
    assert str(bank) in ran.out
    assert quiz("check", str(bank.parent.parent)).status == 0
    listed = quiz("list", "questions", "--json").json
    assert [item["languages"] for item in listed if item["deck"] == "my-notes"] == [
        ["en"],
        ["zh"],
        *[["en"]] * 3,
    ]
    again = quiz("import", "My notes.md")
    assert again.status == 1
    assert "--as NAME" in again.err
    assert quiz("import", "My notes.md", "--as", "second").status == 0
    assert Path(tmp_path / "home" / "decks" / "second").is_dir()
