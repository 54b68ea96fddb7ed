"""Write the training of byte-pair encoding, and have it judged.

Cut every word into characters. Count all pairs of neighbours, each as often as its word occurs; merge the
most frequent pair into one symbol wherever it stands; count again, and so on. Slips: counting each word
once, counting pairs once at the start, no rule for ties, overlapping pairs (in a a a the pair stands twice
but can be joined only once, from the left).

    low_ × 5, lower_ × 2, newest_ × 6, widest_ × 3      es, st and t_ tie at 9; the alphabet decides: es

The judge writes words as text with a blank between symbols and joins with a regular expression, as the first
published program did.
"""

import re
from collections import Counter
from itertools import pairwise

import torch

from quiz.lab import exact, guards, main, yours

WORDS = {"low_": 5, "lower_": 2, "newest_": 6, "widest_": 3}
MERGES = 9


@yours
def learn(words, merges):
    """The first `merges` merges that byte-pair encoding learns, as a list of pairs (left, right) of strings.

    `words` maps each word to how often it occurs. Of several pairs that are equally frequent take the one
    that is smallest as a tuple of strings. Within a word a pair is joined from left to right. Stop when no
    pair is left.
    """
    cut, learnt = {word: list(word) for word in words}, []
    while len(learnt) < merges:
        counts = Counter()
        for word, symbols in cut.items():
            for pair in pairwise(symbols):
                counts[pair] += words[word]
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        learnt.append(best)
        cut = {word: join(symbols, best) for word, symbols in cut.items()}
    return learnt


def join(symbols, pair):
    """`symbols` with `pair` joined wherever it occurs, from left to right."""
    joined = []
    for symbol in symbols:
        if joined and (joined[-1], symbol) == pair:
            joined[-1] += symbol
        else:
            joined.append(symbol)
    return joined


def each_word_once(words, merges):
    """Words counted once, however often they occur."""
    return learn(dict.fromkeys(words, 1), merges)


def counted_once(words, merges):
    """Pairs of characters counted at the start, and never again."""
    counts = Counter()
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] += times
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:merges]


def by_text(words, merges):
    """The same merges, from words written with a blank between symbols."""
    texts, learnt = {" ".join(word): times for word, times in words.items()}, []
    for _ in range(merges):
        counts = Counter()
        for text, times in texts.items():
            symbols = text.split()
            for i in range(len(symbols) - 1):
                counts[symbols[i], symbols[i + 1]] += times
        if not counts:
            break
        top = max(counts.values())
        learnt.append(sorted(pair for pair, times in counts.items() if times == top)[0])
        seam = re.compile(r"(?<!\S)" + re.escape(" ".join(learnt[-1])) + r"(?!\S)")
        texts = {seam.sub("".join(learnt[-1]), text): times for text, times in texts.items()}
    return learnt


def babble(rng):
    """A corpus of 12 random words over three letters, so that pairs overlap and tie."""
    lengths = torch.randint(2, 9, (12,), generator=rng).tolist()
    words = ["".join("abc"[i] for i in torch.randint(0, 3, (n,), generator=rng).tolist()) for n in lengths]
    return dict(zip(words, torch.randint(1, 6, (12,), generator=rng).tolist(), strict=True))


def agreement(function, corpora, merges):
    """How many corpora give the merges of the judge, against all of them."""
    same = [list(map(tuple, function(dict(words), merges))) == by_text(words, merges) for words in corpora]
    return exact(sum(same), len(corpora))


def check_by_hand(rng):
    """On low, lower, newest, widest the nine merges are the judge's."""
    return agreement(learn, [WORDS], MERGES)


@guards(check_by_hand)
def control_each_word_once(rng):
    """Not so when each word counts once."""
    return agreement(each_word_once, [WORDS], MERGES)


def check_random_corpora(rng):
    """On twelve random corpora, up to the last merge, they are the judge's."""
    return agreement(learn, [babble(rng) for _ in range(12)], 60)


@guards(check_random_corpora)
def control_counted_once(rng):
    """Not so when pairs are counted at the start only."""
    return agreement(counted_once, [babble(rng) for _ in range(12)], 60)


if __name__ == "__main__":
    main()
