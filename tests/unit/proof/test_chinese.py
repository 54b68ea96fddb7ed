"""What verifiers claim in Chinese, from the catalogue beside them."""

from pathlib import Path

import pytest

from quiz.audit import audit
from quiz.proof.chinese import astray, find_told, missing
from quiz.proof.find import find
from quiz.text import clean

VERIFIERS = Path(__file__).parents[3] / "verifiers"
DECKS = sorted(path.name for path in VERIFIERS.iterdir() if any(path.glob("*.py")))

SCRIPT = '''\
"""Two is two.

And that is that.
"""
from quiz.lab import exact, guards

def two(of=1.0):
    return 2.0 * of

def check_two(rng):
    """Two is two."""
    return exact(two(), 2.0)

@guards(check_two)
def control_three(rng):
    """Twice three is not."""
    return exact(two(3.0), 2.0)
'''
WORDS = "two:\n  title: 二就是二\n  two: 二等于二。\n  three: 三的两倍不是。\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "verifiers" / "tiny").mkdir(parents=True)
    (tmp_path / "verifiers" / "tiny" / "two.py").write_text(SCRIPT, "utf-8")
    return tmp_path / "verifiers"


def write(root: Path, words: str) -> None:
    (root / "tiny" / "zh.yaml").write_text(words, "utf-8")


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_that_has_a_catalogue_leaves_nothing_out(deck: str) -> None:
    if not (VERIFIERS / deck / "zh.yaml").exists():
        pytest.skip(f"verifiers/{deck}/zh.yaml is not written yet: its claims are shown in English")
    found, faults = find_told(VERIFIERS)
    assert faults == []
    ours = {name: script for name, script in found.items() if name.startswith(f"{deck}/")}
    assert {name: missing(script) for name, script in ours.items() if missing(script)} == {}
    assert list(astray(ours)) == []
    said = [words for script in ours.values() for words in (script.zh, *(item.zh for item in script.found))]
    assert all(clean(words) == words and words.strip() == words for words in said)
    assert all(any("\u4e00" <= char <= "\u9fff" for char in words) for words in said)


def test_the_attention_deck_has_one() -> None:
    assert (VERIFIERS / "attention" / "zh.yaml").exists()


def test_claims_and_title_are_said_in_either_language(root: Path) -> None:
    write(root, WORDS)
    script = find_told(root)[0]["tiny/two"]
    assert (script.title("zh"), script.title("en")) == ("二就是二", "Two is two.")
    assert [item.said("zh") for item in script.found] == ["二等于二。", "三的两倍不是。"]
    assert [item.said("en") for item in script.found] == ["Two is two.", "Twice three is not."]


def test_what_has_no_chinese_is_said_in_english_and_is_named(root: Path) -> None:
    write(root, "two:\n  two: 二等于二。\n")
    script = find_told(root)[0]["tiny/two"]
    assert (script.title("zh"), script.found[1].said("zh")) == ("Two is two.", "Twice three is not.")
    assert missing(script) == ("title", "three")
    assert missing(find(root)[0]["tiny/two"]) == ("title", "two", "three")


def test_a_catalogue_that_changes_is_read_again_though_the_script_is_not(root: Path, tmp_path: Path) -> None:
    for words in ("", WORDS, WORDS.replace("二等于二", "二还是二哦")):
        write(root, words or "# nothing yet\ntwo: {title: 二}\n")
        script = find_told(root, tmp_path / "cache")[0]["tiny/two"]
        again = find_told(root, tmp_path / "cache")[0]["tiny/two"]
        assert script == again
        assert ("二还是二哦。" in script.found[0].zh) == ("哦" in words)


@pytest.mark.parametrize(
    ("words", "line", "what"),
    [
        (WORDS + "  four: 四\n", 5, "two has no check and no control 'four'."),
        (WORDS + "three:\n  title: 三\n", 6, "There is no verifier 'three' in this folder."),
        (WORDS + "  two: 又来\n", 5, "`two` is here twice (first on line 3)."),
        ("two:\n  title: [二]\n", 2, "This is no text."),
        ("two: 二\n", 1, "A catalogue has names here."),
        ("- two\n", 1, "A catalogue has names here."),
        ("two:\n  title: &a 二\n", 2, "Anchors and aliases are not allowed in a bank: `a`."),
        (
            'two:\n  title: "\\e[2J二"\n',
            2,
            "This text has the invisible character U+001B (control character).",
        ),
    ],
)
def test_a_faulty_catalogue_is_told_with_its_line(root: Path, words: str, line: int, what: str) -> None:
    write(root, words)
    (root.parent / "questions").mkdir()
    ours = [fault for fault in audit([root.parent]).faults if fault.file.endswith("zh.yaml")]
    assert [(fault.line, fault.what) for fault in ours] == [(line, what)]
    assert ours[0].remedy


def test_a_catalogue_that_is_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(WORDS, "utf-8")
    (root / "tiny" / "zh.yaml").symlink_to(tmp_path / "elsewhere")
    assert missing(find_told(root)[0]["tiny/two"]) == ("title", "two", "three")
