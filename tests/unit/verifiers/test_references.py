"""The reference list that a verifier checks is the bank's own: every work in it is cited by some question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quiz.bank.load import load as load_banks
from quiz.lab.run import load

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def references():
    return load(ROOT / "verifiers" / "paradigms" / "references.py")


@pytest.fixture(scope="module")
def cited():
    questions = [question for deck in load_banks([ROOT / "questions"]).decks for question in deck.questions]
    found = [source.at for question in questions for source in question.sources]
    found += [point.cite for question in questions for point in question.points]
    return {place for place in found if re.match(r"(arXiv|doi|isbn):", place)}


def test_every_work_in_the_list_is_cited(references, cited):
    assert {identifier for _, _, identifier, _, _ in references.OURS} <= cited


def test_every_citation_of_the_banks_is_well_formed(references, cited):
    assert len(cited) > 40
    assert [place for place in sorted(cited) if not references.well_formed(place)] == []
