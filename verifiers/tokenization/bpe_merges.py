"""How byte-pair encoding learns its merges.

Cut each word into characters, with _ at its end. Then, again and again: count all pairs of neighbours,
weighted by how often each word occurs, and merge the most frequent pair into a new symbol, everywhere.

    low_ × 5, lower_ × 2, newest_ × 6, widest_ × 3

    pair     e s    s t    t _    w e    l o    o w    n e    w _    w i
    count      9      9      9      8      7      7      6      5      3

Three pairs tie at 9, so some rule must decide. Take "the pair seen first", reading the words in this order: e
s. Then es t (9), est _ (9), l o (7), lo w (7), n e (6), ne w (6), new est_ (6), low _ (5), w i (3), wi d (3),
wid est_ (3). With "the older symbols first" (the alphabet, then the merges in their order) t _ comes second,
and est without _ is never a symbol.

Within a word a pair is joined from left to right: a a a becomes aa a.
"""

from collections import Counter
from itertools import pairwise

import torch

from quiz.lab import Knob, exact, guards, main

MERGES = Knob(10, [5, 10, 12], "merges to learn")
WORDS = {"low_": 5, "lower_": 2, "newest_": 6, "widest_": 3}
BY_HAND = ["es", "est", "est_", "lo", "low", "ne", "new", "newest_", "low_", "wi", "wid", "widest_"]
TABLE = {"es": 9, "st": 9, "t_": 9, "we": 8, "lo": 7, "ow": 7, "ne": 6, "w_": 5, "wi": 3}
LETTERS = "abcd"


def pairs(words):
    """How often each pair of neighbours occurs; `words` maps tuples of symbols to counts."""
    counts = Counter()
    for symbols, times in words.items():
        for pair in pairwise(symbols):
            counts[pair] += times
    return counts


def merge(symbols, pair):
    """`symbols` with `pair` joined wherever it occurs, from left to right."""
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return tuple(merged)


def first_seen(counts, symbols):
    """The most frequent pair; of several, the one seen first."""
    return max(counts, key=counts.get)


def oldest(counts, symbols):
    """The most frequent pair; of several, the one whose first symbol is oldest, then whose second is."""
    return min(counts, key=lambda pair: (-counts[pair], *map(symbols.index, pair)))


def train(words, merges, tie=first_seen):
    """The merges learnt from `words`, which maps words to counts: a list of pairs, fewer if none are left."""
    symbols = sorted({letter for word in words for letter in word})  # by age
    cut, learnt = {tuple(word): times for word, times in words.items()}, []
    while len(learnt) < merges and (counts := pairs(cut)):
        learnt.append(tie(counts, symbols))
        symbols.append("".join(learnt[-1]))
        cut = {merge(word, learnt[-1]): times for word, times in cut.items()}
    return learnt


def same(got, want):
    """How many entries agree, against how many there are."""
    return exact(sum(a == b for a, b in zip(got, want, strict=True)), len(want))


def check_pairs_are_counted_by_word(rng):
    """A pair counts once for each occurrence of its word: es, st and t_ tie at 9."""
    return counted(WORDS)


def counted(words):
    """The counts of pairs in `words` against the table."""
    counts = pairs({tuple(word): times for word, times in words.items()})
    return exact([counts[tuple(pair)] for pair in TABLE], list(TABLE.values()))


@guards(check_pairs_are_counted_by_word)
def control_each_word_once(rng):
    """If each word counts once, the table comes out otherwise."""
    return counted(dict.fromkeys(WORDS, 1))


def by_hand(merges, tie):
    """How many merges agree with those worked out by hand."""
    return same(["".join(pair) for pair in train(WORDS, merges, tie)], BY_HAND[:merges])


def check_merges_by_hand(rng, merges=MERGES):
    """The most frequent pair is merged again and again; of equals, here, the one seen first."""
    return by_hand(merges, first_seen)


@guards(check_merges_by_hand)
def control_other_tie_rule(rng, merges=MERGES):
    """With the older symbols first the merges are others: the tie rule is part of the algorithm."""
    return by_hand(merges, oldest)


def random_words(rng, number):
    """Random words of 2 to 9 letters out of four, so that doubled letters are common."""
    sizes = torch.randint(2, 10, (number,), generator=rng).tolist()
    letters = [torch.randint(len(LETTERS), (size,), generator=rng).tolist() for size in sizes]
    return ["".join(LETTERS[letter] for letter in word) for word in letters]


def on_text(words, merges):
    """The merges learnt on plain text with blanks around symbols, each word as often as it occurs."""
    text = ["".join(f" {a} " for a in word) for word, times in words.items() for _ in range(times)]
    learnt = []
    for _ in range(merges):
        met = [pair for word in text for pair in pairwise(word.split())]
        first, second = best = max(met, key=lambda pair: (met.count(pair), -met.index(pair)))
        text = [word.replace(f" {first}  {second} ", f" {first}{second} ") for word in text]
        learnt.append(best)
    return learnt


def brute_force(rng, tie):
    """Twelve merges learnt from 15 random words against those learnt on plain text."""
    words = dict(zip(random_words(rng, 15), torch.randint(1, 5, (15,), generator=rng).tolist(), strict=True))
    return same(train(words, 12, tie), on_text(words, 12))


def check_training_agrees_with_plain_text(rng):
    """Counting and joining on plain text learns the same merges, doubled letters included."""
    return brute_force(rng, first_seen)


@guards(check_training_agrees_with_plain_text)
def control_training_with_oldest_first(rng):
    """Under the other tie rule it does not."""
    return brute_force(rng, oldest)


if __name__ == "__main__":
    main()
