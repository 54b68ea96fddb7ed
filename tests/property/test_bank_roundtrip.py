"""Whatever is written as YAML loads back equal, and nothing that a file holds raises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.bank.load import load
from quiz.bank.model import Myth, Option, Point, Predict, Question, Source
from quiz.text import Text, clean
from tests.unplaced import unplaced

# PyYAML writes 0E0 and 0o7 without quotes, which other readers of YAML take for numbers: a fault of its own.
unquoted = re.compile(r"[-+]?[\d.]+[eE][-+]?\d+|0o[0-7]+", re.ASCII)
words = (
    st.text(max_size=30)
    .map(lambda text: clean(text).strip())
    .filter(lambda text: text and not unquoted.fullmatch(text))
)
texts = st.builds(Text, words, words)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
proofs = st.from_regex(r"[a-z]{1,5}/[a-z][a-z0-9_]{0,5}::[a-z_]{1,8}", fullmatch=True)
citations = st.sampled_from(["arXiv:1706.03762", "doi:10.1162/neco.1997.9.8.1735", "https://pytorch.org"])
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
numbers = st.integers(-(10**14), 10**14) | st.floats(-1e300, 1e300)
points = st.builds(Point, texts, proof=proofs) | st.builds(Point, texts, cite=citations)
wrong = st.builds(Option, texts, why=texts, proof=proofs)
right = st.builds(Option, texts, right=st.just(True))
options = st.tuples(st.lists(wrong, min_size=1, max_size=3), right, st.lists(wrong, max_size=2)).map(
    lambda parts: (*parts[0], parts[1], *parts[2])
)
noted = st.builds(Source, slugs, st.sampled_from(["imprecise", "wrong", "opinion", "silent"]), texts)
questions = st.builds(
    Question,
    id=slugs.map(lambda slug: f"q-{slug}"),
    deck=st.just("bank"),
    level=st.sampled_from(["core", "deep", "trap"]),
    ask=texts,
    say=texts,
    points=st.lists(
        st.builds(Point, texts, proof=proofs) | st.builds(Point, texts, cite=citations),
        min_size=1,
        max_size=3,
    ).map(tuple),
    myths=st.lists(st.builds(Myth, texts, proofs, texts | st.just(Text())), max_size=2).map(tuple),
    predict=st.none()
    | st.builds(
        Predict,
        texts,
        proofs,
        within=st.floats(1e-6, 10),
        relative=st.just(False),
        knobs=st.dictionaries(names, numbers | words, max_size=3),
    ),
    options=st.just(()) | options,
    code=words | st.just(""),
    follow_ups=st.lists(slugs, unique=True, max_size=3).map(tuple),
    sources=st.lists(noted | st.builds(Source, slugs, st.just("holds")) | st.builds(Source, citations)).map(
        lambda many: tuple(many[:3])
    ),
    was=st.lists(slugs, unique=True, max_size=2).map(tuple),
    line=st.just(1),
)


def written(question: Question) -> dict[str, Any]:
    """The question as a bank holds it."""

    def text(value: Text) -> dict[str, Any]:
        return {"en": value.en, "zh": value.zh}

    def only(**fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if value not in ("", (), [], {}, None, False)}

    def other(value: Text) -> dict[str, Any]:
        return text(value) if value.languages else {}

    predict = question.predict
    return only(
        id=question.id,
        level=question.level,
        ask=text(question.ask),
        say=text(question.say),
        points=[text(point.text) | only(proof=point.proof, cite=point.cite) for point in question.points],
        myths=[
            text(myth.text) | only(proof=myth.proof, instead=other(myth.instead)) for myth in question.myths
        ],
        predict=predict
        and text(predict.text) | {"proof": predict.proof, "within": predict.within, "knobs": predict.knobs},
        options=[
            text(option.text) | only(right=option.right, why=other(option.why), proof=option.proof)
            for option in question.options
        ],
        code=question.code,
        follow_ups=list(question.follow_ups),
        sources=[
            only(at=source.at, says=source.says, note=other(source.note)) if source.says else source.at
            for source in question.sources
        ],
        was=list(question.was),
    )


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("banks") / "bank.yaml"


@settings(max_examples=80, deadline=None)
@given(question=questions, flow=st.sampled_from([True, False, None]), unicode=st.booleans())
def test_a_question_written_by_a_yaml_library_loads_back_equal(
    bank: Path, question: Question, flow: bool | None, unicode: bool
) -> None:
    bank.write_text(
        yaml.safe_dump([written(question)], allow_unicode=unicode, default_flow_style=flow, sort_keys=False)
    )
    loaded = load([bank])
    assert loaded.faults == ()
    assert [unplaced(read) for read in loaded.decks[0].questions] == [unplaced(question)]


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
def test_no_file_content_raises(bank: Path, data: bytes) -> None:
    bank.write_bytes(data)
    loaded = load([bank])
    assert loaded.faults
    assert all(fault.what and fault.remedy and fault.file == str(bank) for fault in loaded.faults)


GOOD = """\
- id: one
  level: core
  ask: {en: "Why?", zh: 为什么}
  say:
    en: |
      Because.
    zh: '因为'
  points:
    - {en: a, zh: b, proof: "d/v::c"}
  predict: {en: a, zh: b, proof: "d/v::c", within: 10%, knobs: {d: 1.0e-5}}
"""
LONG_TOKENS = ("<<: ", "---\n", "- ", ": ", "\r", "\0", "\x1b", "\u202e", "é", "\ufeff")
TOKENS = (*"[]{}:,-?&*!|>'\"%@`#~\t\n \\", *LONG_TOKENS)
edits = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 3), st.sampled_from(TOKENS))


@settings(max_examples=250, deadline=None)
@given(edits=st.lists(edits, min_size=1, max_size=3))
def test_a_damaged_bank_gives_faults_on_lines_it_has(bank: Path, edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for place, removed, added in edits:
        text = text[:place] + added + text[place + removed :]
    bank.write_text(text, newline="")
    for fault in load([bank]).faults:
        assert 0 <= fault.line <= text.count("\n") + 1
        assert clean(str(fault)) == str(fault)


@settings(max_examples=60, deadline=None)
@given(
    tree=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "level", "ask", "en", "zh", "points", "predict", "knobs", "sources", "x"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_tree_of_values_gives_faults_and_no_traceback(bank: Path, tree: Any) -> None:
    bank.write_text(yaml.safe_dump([tree]))
    assert load([bank]).faults
