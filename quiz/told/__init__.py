"""What the program says outside its screens, in the learner's language: errors, notes, command lines.

Whoever finds a fault says it once, in English, where it is found. What that is in Chinese stands in the
catalogues beside this file, by its English words; `{}` stands there for each value that was filled in, `{0}`
for the first of them on the Chinese side. A value is itself looked up: it may be words of a catalogue too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module

from quiz.text import Language

CATALOGUES = ("bank", "decks", "study", "proofs", "commands", "usage", "foreign")
_DEEPEST = 4
"""How deep values are looked up in values."""
_FEW = 8
"""A pattern with fewer characters of its own might fit anything: it is tried on a single sentence only."""
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z`'])")


def told(words: str, language: Language) -> str:
    """`words` of the program in `language`; as they are where no catalogue has them.

    >>> told("There is no deck 'atention'. Did you mean attention?", "zh")
    "没有题组 'atention'。是不是 attention？"
    """
    return words if language == "en" else _chinese(words, _DEEPEST)


def labelled(words: str, language: Language) -> str:
    """What a verifier calls a knob, an axis or a curve, in `language` as far as the catalogues have it.

    >>> labelled("width of a head", "zh"), labelled("predicted slope 0.5", "zh")
    ('一个 head 的宽度', '预测斜率 0.5')
    """
    if language == "en":
        return words
    known = _labels()
    before, slope, number = words.partition("predicted slope ")
    if slope and not before:
        return known["predicted slope {}"].replace("{0}", number)
    return known.get(words.strip(), words)


@cache
def _labels() -> dict[str, str]:
    from quiz.told import knobs, pictures

    return knobs.WORDS | pictures.WORDS


@cache
def catalogue() -> dict[str, str]:
    """Everything that is said, in English and in Chinese."""
    every: dict[str, str] = {}
    for name in CATALOGUES:
        every |= import_module(f"quiz.told.{name}").WORDS
    return every


def _chinese(words: str, deep: int) -> str:
    plain = words.strip()
    exact = catalogue().get(plain)
    if exact is not None:
        return exact
    for own, pattern, chinese in _patterns():
        if own < _FEW and (parts := _SENTENCES.split(plain, 1))[1:]:
            both = tuple(_chinese(part, deep) for part in parts)
            return words if both == tuple(parts) else "".join(both)
        if found := pattern.fullmatch(plain):
            return _filled(chinese, tuple(_values(found, deep)))
    return words


def _values(found: re.Match[str], deep: int) -> Iterator[str]:
    """What was filled in; names in backticks stay as they are."""
    for number, value in enumerate(found.groups(), 1):
        named = found.string[: found.start(number)].endswith("`")
        yield value if named or not value or not deep else _chinese(value, deep - 1)


def _filled(chinese: str, values: Sequence[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda place: values[int(place[1])], chinese)


@cache
def _patterns() -> list[tuple[int, re.Pattern[str], str]]:
    """The sentences with values, those with the most characters of their own first, counted."""
    own = {key: len(key.replace("{}", "")) for key in catalogue() if "{}" in key}
    order = sorted(own, key=own.__getitem__, reverse=True)
    return [(own[key], _pattern(key), catalogue()[key]) for key in order]


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, words.split("{}"))), re.DOTALL)
