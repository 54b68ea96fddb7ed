"""BPE cuts a word in one way only. Leaving merges out at random gives several.

Replaying merges is a function: the same word is cut the same way each time. BPE-dropout makes it random. At
each step every merge that is possible is left out with probability p; of those that remain, the one learnt
earliest is made; when none remains the word is done. With the merges l o and lo w

    l o w     l o left out                 p              l|o|w
              l o made, lo w left out      (1 − p)·p      lo|w
              both made                    (1 − p)²       low

At p = 0 this is BPE, at p = 1 there are only characters. Every cut spells the same word. But its probability
comes from p, and not from how likely the pieces are: for that see `unigram_lattice.py`.
"""

from itertools import pairwise

import torch

from quiz.lab import Knob, estimate, exact, guards, main

P = Knob(0.3, [0.2, 0.3, 0.5], "probability that a merge is left out")
LOW = [("l", "o"), ("lo", "w")]
LOWEST = [("e", "s"), ("es", "t"), ("w", "e"), *LOW, ("low", "est")]


def luck(rng, numbers=2000):
    """So many independent numbers between 0 and 1, one after the other."""
    return iter(torch.rand(numbers, generator=rng).tolist())


def encode(word, merges, p, numbers):
    """`word` in symbols: possible merges are left out with probability p, then the earliest is made."""
    symbols = list(word)
    while True:
        met = [(merges.index(pair), at) for at, pair in enumerate(pairwise(symbols)) if pair in merges]
        possible = [merge for merge in met if next(numbers) >= p]
        if not possible:
            return tuple(symbols)
        _, at = min(possible)
        symbols[at : at + 2] = ["".join(symbols[at : at + 2])]


def replay(word, merges):
    """`word` in symbols by plain BPE: each merge once, in order, on text with blanks around symbols."""
    text = "".join(f" {letter} " for letter in word)
    for first, second in merges:
        text = text.replace(f" {first}  {second} ", f" {first}{second} ")
    return tuple(text.split())


def ways(rng, p):
    """In how many ways low is cut in 200 trials."""
    numbers = luck(rng)
    return len({encode("low", LOW, p, numbers) for _ in range(200)})


def check_one_way_only(rng):
    """Without dropout 200 encodings of a word are one and the same."""
    return exact(ways(rng, 0), 1)


@guards(check_one_way_only)
def control_dropout_gives_more(rng, p=P):
    """With dropout they are not."""
    return exact(ways(rng, p), 1)


def check_dropout_gives_several(rng, p=P):
    """With dropout low is cut in three ways: low, lo|w and l|o|w."""
    return exact(ways(rng, p), 3)


@guards(check_dropout_gives_several)
def control_no_dropout(rng):
    """At p = 0 one way is left."""
    return exact(ways(rng, 0), 3)


def agree(rng, p):
    """How many of 100 random words are cut as plain BPE cuts them, against all."""
    drawn = torch.randint(6, (100, 7), generator=rng).tolist()
    words = ["lowest" + "".join("lowest"[letter] for letter in row) for row in drawn]
    numbers = luck(rng, 20_000)
    same = [encode(word, LOWEST, p, numbers) == replay(word, LOWEST) for word in words]
    return exact(sum(same), len(same))


def check_no_dropout_is_bpe(rng):
    """At p = 0 the cut is plain BPE's."""
    return agree(rng, 0)


@guards(check_no_dropout_is_bpe)
def control_dropout_is_not(rng, p=P):
    """With dropout it often is not."""
    return agree(rng, p)


def share(rng, p, merges, cut):
    """How often low is cut into `cut`, in 200 trials."""
    numbers = luck(rng)
    return sum(encode("low", merges, p, numbers) == cut for _ in range(200)) / 200


def check_whole_word_survives_by_chance(rng, p=P):
    """low stays whole with probability (1 − p)²: both its merges must be made."""
    return estimate(lambda: share(rng, p, LOW, ("low",)), (1 - p) ** 2, within=0.05)


@guards(check_whole_word_survives_by_chance)
def control_another_way_to_it(rng, p=P):
    """If o w and l ow are merges as well, there is another way to it, and it survives more often."""
    merges = [*LOW, ("o", "w"), ("l", "ow")]
    return estimate(lambda: share(rng, p, merges, ("low",)), (1 - p) ** 2, within=0.05)


def check_first_merge_left_out(rng, p=P):
    """low falls into its letters with probability p, if the first merge is left out."""
    return estimate(lambda: share(rng, p, LOW, ("l", "o", "w")), p, within=0.05)


@guards(check_first_merge_left_out)
def control_two_merges_left_out(rng, p=P):
    """If o w is a merge as well, both must be left out, which is less likely."""
    return estimate(lambda: share(rng, p, [*LOW, ("o", "w")], ("l", "o", "w")), p, within=0.05)


if __name__ == "__main__":
    main()
