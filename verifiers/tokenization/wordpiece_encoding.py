"""How WordPiece cuts a word: the longest piece that fits, from left to right.

No merges are kept, only the vocabulary. At each point take the longest piece with which the rest of the word
begins; inside a word pieces are written with ##. With the vocabulary a, ab, ##b, ##c, ##bc

    WordPiece    a b c  →  ab ##c
    BPE          a b c  →  a bc        if bc was merged before ab

There is no going back. With the vocabulary a, ab, ##bc the first piece is ab, nothing fits the c that is
left, and the whole word becomes [UNK], although a ##bc was possible.

Of all ways to cut a word greed finds, if it comes to an end at all, the one that is last when they are sorted
by the length of the first piece, then of the second, and so on. It may not be the one with fewest pieces.
"""

from itertools import pairwise

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(8, [6, 8, 10], "letters in a word")
SMALL = {"a", "ab", "##b", "##c", "##bc"}


def fits(word, start, known):
    """Where the pieces end that fit at `start`, the nearest first."""
    mark = "##" if start else ""
    return [end for end in range(len(word) + 1) if mark + word[start:end] in known]


def greedy(word, known, take=max):
    """Lengths of the pieces if `take` chooses among the ends that fit; none at all for [UNK]."""
    ends = [0]
    while ends[-1] != len(word):
        fitting = fits(word, ends[-1], known)
        if not fitting:
            return []
        ends.append(take(fitting))
    return [end - start for start, end in pairwise(ends)]


def every(word, known, start=0):
    """Lengths of the pieces of each way to cut `word` from `start` on."""
    if start == len(word):
        return [[]]
    return [[end - start, *rest] for end in fits(word, start, known) for rest in every(word, known, end)]


def replay(word, merges):
    """Lengths of the pieces of `word` after BPE's merges."""
    text = "".join(f" {letter} " for letter in word)
    for first, second in merges:
        text = text.replace(f" {first}  {second} ", f" {first}{second} ")
    return [len(piece) for piece in text.split()]


def cut_by_hand(take):
    """Where the pieces of abc end, letter by letter, against ab|c."""
    ends = [last for length in greedy("abc", SMALL, take) for last in [0] * (length - 1) + [1]]
    return exact(ends, [0, 1, 1])


def check_longest_piece_first(rng):
    """With a, ab, ##b, ##c and ##bc WordPiece cuts abc into ab and ##c."""
    return cut_by_hand(max)


@guards(check_longest_piece_first)
def control_shortest_piece_first(rng):
    """The shortest piece first cuts it into three."""
    return cut_by_hand(min)


def differs(merges):
    """Whether replaying `merges` cuts abc otherwise than WordPiece does with the same pieces."""
    return exact(replay("abc", merges) != greedy("abc", SMALL), True)


def check_merges_may_cut_differently(rng):
    """After the merges bc and ab, in this order, BPE cuts abc into a and bc, WordPiece into ab and ##c."""
    return differs([("b", "c"), ("a", "b")])


@guards(check_merges_may_cut_differently)
def control_the_other_order(rng):
    """After ab and bc, in this order, they cut it alike."""
    return differs([("a", "b"), ("b", "c")])


def stuck(known):
    """Whether abc becomes [UNK], and in how many ways it could be cut, against yes and one."""
    return exact([int(not greedy("abc", known)), len(every("abc", known))], [1, 1])


def check_greed_may_get_stuck(rng):
    """With a, ab and ##bc, abc becomes [UNK], though there is a way to cut it."""
    return stuck({"a", "ab", "##bc"})


@guards(check_greed_may_get_stuck)
def control_all_letters_known(rng):
    """With all letters in the vocabulary it does not."""
    return stuck({"a", "ab", "##bc", "##b", "##c"})


def against_all(rng, n, take):
    """How many of 40 random words are cut as the last of all sorted ways to cut them, against all."""
    drawn = torch.randint(3, (40, n), generator=rng).tolist()
    words = ["".join("abc"[letter] for letter in row) for row in drawn]
    known = {mark + letter for mark in ("", "##") for letter in "abc"}
    known |= {"ab", "bca", "##bc", "##ca", "##cab", "##bb", "##aaa", "##acb"}
    return exact(sum(greedy(word, known, take) == max(every(word, known)) for word in words), len(words))


def check_greed_finds_the_last_of_all(rng, n=N):
    """If all letters are known, greed finds the way to cut a word that sorts last by its lengths."""
    return against_all(rng, n, max)


@guards(check_greed_finds_the_last_of_all)
def control_greed_for_short_pieces(rng, n=N):
    """Taking the shortest piece does not."""
    return against_all(rng, n, min)


def pieces_needed(longest):
    """Into how many pieces abcde is cut, and how many would do, against three and two."""
    known = {longest, "ab", "##cde", "##d", "##e"}
    return exact([len(greedy("abcde", known)), min(map(len, every("abcde", known)))], [3, 2])


def check_greed_may_need_more_pieces(rng):
    """With abc, ab and ##cde it cuts abcde into abc, ##d and ##e, where ab and ##cde would do."""
    return pieces_needed("abc")


@guards(check_greed_may_need_more_pieces)
def control_without_the_temptation(rng):
    """Without abc it finds the two pieces."""
    return pieces_needed("a")


if __name__ == "__main__":
    main()
