"""Which points of an answer someone probably said, told from the words used, in either language.

Only words are compared, not what they say about each other: `the variance is not d_k` matches as well as
its opposite. So a match proposes a tick, and the learner decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

import msgspec

from quiz.search import fold
from quiz.text import LANGUAGES, Text

ENOUGH = 0.4
"""The share of a point's words, by weight, from which on it is proposed."""

_NOTHING = Text()
_FIRST_ZH = "\u3400"
_LONGEST = 20_000  # characters of an answer that are read: hours of typing
_WORD = re.compile(r"[a-z]+(?:_[a-z0-9]+)*|[0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff]+|[√∂∇∞Σ∑∏≈≤≥²³]")
_LITTLE = """
a an the this that these those it its is are was were be been being do does did has have had having will would
can could may might must should shall of to in on at by for from with without as into onto over under between
and or but nor so than then if when where while which who whom whose what how why there here not no only just
also very more most less least much many some any each every all both one ones such same other another own out
up down about after before again once because since until too you your we our they their he his she her them
us i me my s t
"""
_STOP = frozenset(_LITTLE.split())
_STOP_ZH = re.compile(
    "[的了是在和与及或而就也都把被从到对等为以于其之这那个些所有会能要可很更最只还又再将由因此并且则但如若让使给上下里中后前时]"
)
_SAME = {"√": "sqrt", "root": "sqrt", "根号": "sqrt", "平方根": "sqrt", "var": "variance", "²": "2", "³": "3"}
"""What is written in several ways."""


class Match(msgspec.Struct, frozen=True):
    """A point that was probably said."""

    point: int
    """Its index."""
    share: float
    """How much of its words was said, by weight: from `ENOUGH` to 1."""
    words: tuple[str, ...]
    """Those that were said, as they were said, the weightiest first."""


def propose(said: str, points: Sequence[Text], asked: Text = _NOTHING) -> tuple[Match, ...]:
    """The points that the answer `said` probably makes, in their order.

    Each point is compared in both languages and the better one counts. A word that several of the points
    have weighs less, and so does one that the question `asked` already has: both say little about a point.
    """
    spoken = words_of(said[:_LONGEST])
    found: dict[int, Match] = {}
    for language in LANGUAGES:
        texts = [frozenset(words_of(getattr(point, language))) for point in points]
        given = words_of(getattr(asked, language))
        seen_in = Counter(word for text in texts for word in text)
        for index, text in enumerate(texts):
            weights = {word: _weight(len(points), seen_in[word], asked=word in given) for word in text}
            hits = sorted(text & spoken.keys(), key=lambda word: (-weights[word], word))
            share = sum(weights[word] for word in hits) / sum(weights.values()) if text else 0.0
            better = index not in found or share > found[index].share
            if share >= ENOUGH and len(hits) >= min(2, len(text)) and better:
                found[index] = Match(index, share, tuple(spoken[word] for word in hits))
    return tuple(found[index] for index in sorted(found))


def words_of(text: str) -> dict[str, str]:
    """The words of `text` that carry meaning: as they are compared, each with how it is first written.

    English ones are compared without their endings, Chinese ones as pairs of neighbouring characters.

    >>> words_of("The variances of q·k grow by √d_k")
    {'varianc': 'variances', 'q': 'q', 'k': 'k', 'grow': 'grow', 'sqrt': '√', 'd_k': 'd_k'}
    >>> list(words_of("方差随宽度增长"))
    ['方差', '差随', '随宽', '宽度', '度增', '增长']
    """
    found: dict[str, str] = {}
    for compared, written in _words(fold(text)):
        found.setdefault(compared, written)
    return found


def _words(text: str) -> Iterator[tuple[str, str]]:
    for match in _WORD.finditer(text):
        word = match[0]
        if word >= _FIRST_ZH:
            yield from _pairs(word)
        elif word not in _STOP:
            yield _stem(_SAME.get(word, word)), word


def _pairs(run: str) -> Iterator[tuple[str, str]]:
    for part in _STOP_ZH.split(run):
        yield from ((same, name) for name, same in _SAME.items() if name in part)
        if len(part) == 1:
            yield part, part
        yield from ((part[at : at + 2], part[at : at + 2]) for at in range(len(part) - 1))


def _stem(word: str) -> str:
    """`word` without an ending of grammar; names of variables stay whole."""
    if len(word) < 4 or "_" in word:
        return word
    for ending, least in (("ations", 4), ("ation", 4), ("ings", 4), ("ing", 4), ("ies", 3), ("ied", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    for ending in ("es", "ed", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _weight(points: int, seen_in: int, *, asked: bool) -> float:
    weight = log(1 + points / seen_in)
    return weight / 3 if asked else weight
