"""How WordPiece chooses what to merge: by a ratio, and not by how often.

    BPE          the pair with the largest f(ab)
    WordPiece    the pair with the largest f(ab)/(f(a)·f(b))

The first letter of a word is written as it is, all others with ##. For tea × 6, ten × 4, net × 5, zoo × 2 and
zig × 2 the counts are t 10, ##e 15, ##a 6, ##n 4, n 5, ##t 5, z 4, ##o 4, ##i 2, ##g 2, and

    pair     t ##e   ##e ##a   ##e ##n   n ##e   ##e ##t   z ##o   ##o ##o   z ##i   ##i ##g
    f(ab)      10       6         4        5        5        2        2        2        2
    ratio     1/15     1/15      1/15     1/15     1/15     1/8      1/8      1/4      1/2

BPE takes t ##e, the most frequent. WordPiece takes ##i ##g, which are never without each other. If all pieces
are equally frequent the ratio is the frequency, but for a factor, and the two agree.

Where the ratio comes from: `wordpiece_likelihood.py`. Google never published its own trainer; this is the
rule as it is described.
"""

from collections import Counter
from itertools import pairwise

from quiz.lab import exact, guards, main

WORDS = {"tea": 6, "ten": 4, "net": 5, "zoo": 2, "zig": 2}
RATIOS = {("t", "##e"): 1 / 15, ("##e", "##a"): 1 / 15, ("##e", "##n"): 1 / 15, ("n", "##e"): 1 / 15}
RATIOS |= {("##e", "##t"): 1 / 15, ("z", "##o"): 1 / 8, ("##o", "##o"): 1 / 8, ("z", "##i"): 1 / 4}
RATIOS |= {("##i", "##g"): 1 / 2}
EVEN = {
    "ab": 4,
    "ac": 1,
    "ae": 1,
    "db": 1,
    "dc": 3,
    "de": 2,
    "gb": 1,
    "gc": 2,
    "ge": 3,
}  # each piece six times


def counts(words):
    """How often each piece and each pair of neighbours occurs; `words` maps words to counts."""
    pieces, pairs = Counter(), Counter()
    for word, times in words.items():
        cut = [word[0], *("##" + letter for letter in word[1:])]
        for piece in cut:
            pieces[piece] += times
        for pair in pairwise(cut):
            pairs[pair] += times
    return pieces, pairs


def by_ratio(pieces, pairs):
    """WordPiece's score of each pair."""
    return {(a, b): n / (pieces[a] * pieces[b]) for (a, b), n in pairs.items()}


def by_frequency(pieces, pairs):
    """BPE's score of each pair."""
    return pairs


def check_ratios_by_hand(rng):
    """The ratios f(ab)/(f(a)·f(b)) of the example are 1/15 five times, 1/8 twice, 1/4 and 1/2."""
    return scores(by_ratio)


def scores(score):
    """The scores of the example's pairs against the table."""
    got = score(*counts(WORDS))
    return exact([float(got[pair]) for pair in RATIOS], list(RATIOS.values()), ops=3)


@guards(check_ratios_by_hand)
def control_frequencies(rng):
    """Frequencies are not these numbers."""
    return scores(by_frequency)


def chosen(score):
    """Which pair of the table has the largest score, against the last one, ##i ##g."""
    found = score(*counts(WORDS))
    return exact(list(RATIOS).index(max(found, key=found.get)), len(RATIOS) - 1)


def check_wordpiece_merges_the_inseparable(rng):
    """WordPiece merges ##i ##g first, which occur twice and never apart."""
    return chosen(by_ratio)


@guards(check_wordpiece_merges_the_inseparable)
def control_most_frequent_pair(rng):
    """BPE merges t ##e first, which occurs ten times."""
    return chosen(by_frequency)


def ratio_times_36(words):
    """36 times the ratio of each pair against its frequency."""
    ratio, frequency = by_ratio(*counts(words)), counts(words)[1]
    return exact([36 * ratio[pair] for pair in frequency], [float(n) for n in frequency.values()], ops=4)


def check_equal_counts_make_them_agree(rng):
    """Where every piece occurs six times the ratio is f(ab)/36: WordPiece and BPE choose alike."""
    return ratio_times_36(EVEN)


@guards(check_equal_counts_make_them_agree)
def control_unequal_counts(rng):
    """Where pieces are not equally frequent it is not."""
    return ratio_times_36(WORDS)


if __name__ == "__main__":
    main()
