import doctest
from importlib import import_module

import pytest

MODULES = ("quiz.errors", "quiz.text", "quiz.lab.guard", "quiz.lab.interval", "quiz.search", "quiz.match")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name):
    failed, attempted = doctest.testmod(import_module(name))
    assert attempted > 0
    assert failed == 0
