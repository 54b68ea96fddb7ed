"""A unigram model gives every way to cut a word a probability.

Pieces are independent, each with its probability. A cut s of a word has the weight Πp(piece); given the word

    P(s | word) = Πp(piece)/Z,      Z = sum of the weights of all cuts

With a .2, b .2, c .1, ab .2, bc .2, abc .1 the word abc has four cuts:

    abc .1      a|bc .04      ab|c .02      a|b|c .004      Z = .164:   61 %, 24 %, 12 %, 2.4 %

A word of n letters has 2ⁿ⁻¹ cuts if all substrings are pieces. But Z comes from left to right: α(0) = 1,
α(j) = Σᵢ α(i)·p(word[i:j]), Z = α(n). With max for Σ this finds the best cut. Going back from the end, with
weights α(i)·p(word[i:j]), it draws one from P(s | word): several cuts, which BPE's merges cannot give.
"""

import math
from itertools import combinations

import torch

from quiz.lab import Knob, estimate, exact, guards, main

N = Knob(8, [4, 6, 8, 10], "letters in the word")
ABC = {"a": 0.2, "b": 0.2, "c": 0.1, "ab": 0.2, "bc": 0.2, "abc": 0.1}
CUTS = {("abc",): 0.1, ("a", "bc"): 0.04, ("ab", "c"): 0.02, ("a", "b", "c"): 0.004}


def forward(word, p, collect=sum):
    """α(0), α(1), …: the weight of all cuts of each beginning of `word`; with max, of the best one."""
    alpha = [1.0]
    for j in range(1, len(word) + 1):
        alpha.append(collect([alpha[i] * p.get(word[i:j], 0.0) for i in range(j)]))
    return alpha


def every(word, p):
    """All cuts of `word`, with their weights, one by one."""
    if not word:
        return {(): 1.0}
    starts = [start for start in p if word.startswith(start)]
    return {(s, *rest): p[s] * w for s in starts for rest, w in every(word[len(s) :], p).items()}


def letters(n):
    """A word of `n` letters, all different."""
    return "abcdefghij"[:n]


def substrings(n):
    """All pieces of this word."""
    return [letters(n)[i:j] for i, j in combinations(range(n + 1), 2)]


def weighted(rng, n):
    """This word, and random weights for all its pieces; they need not sum to 1."""
    pieces = substrings(n)
    return letters(n), dict(zip(pieces, torch.rand(len(pieces), generator=rng).tolist(), strict=True))


def check_four_cuts_by_hand(rng):
    """The four cuts of abc have probabilities .1, .04, .02 and .004, divided by Z = .164."""
    return by_hand(sum)


def by_hand(collect):
    """The weights of the four cuts over the lattice's Z, against those over .164."""
    weights, z = every("abc", ABC), forward("abc", ABC, collect)[-1]
    return exact([weights[cut] / z for cut in CUTS], [weight / 0.164 for weight in CUTS.values()], ops=20)


@guards(check_four_cuts_by_hand)
def control_best_path_for_z(rng):
    """With the best path in place of the sum they are too large."""
    return by_hand(max)


def total(rng, n, collect):
    """The sum of all cuts' probabilities, the cuts listed one by one and Z taken from the lattice."""
    word, p = weighted(rng, n)
    z = forward(word, p, collect)[-1]
    return exact(math.fsum(weight / z for weight in every(word, p).values()), 1.0, ops=n * n)


def check_probabilities_sum_to_one(rng, n=N):
    """The probabilities of all cuts of a word sum to 1, with Z from the lattice."""
    return total(rng, n, sum)


@guards(check_probabilities_sum_to_one)
def control_sum_with_best_path(rng, n=N):
    """With the best path in place of Z they sum to more."""
    return total(rng, n, max)


def number(n, longest):
    """How many cuts a word of n letters has, if its pieces have at most `longest` letters: all weights 1."""
    pieces = [piece for piece in substrings(n) if len(piece) <= longest]
    return exact(forward(letters(n), dict.fromkeys(pieces, 1.0))[-1], float(2 ** (n - 1)))


def check_cuts_double_with_each_letter(rng, n=N):
    """If all its substrings are pieces, a word of n letters has 2ⁿ⁻¹ cuts."""
    return number(n, n)


@guards(check_cuts_double_with_each_letter)
def control_short_pieces(rng, n=N):
    """With pieces of one or two letters it has fewer."""
    return number(n, 2)


def best(rng, n, collect):
    """The weight of the last cell of the lattice against the largest weight of all cuts."""
    word, p = weighted(rng, n)
    return exact(forward(word, p, collect)[-1], max(every(word, p).values()), ops=n * n)


def check_max_finds_the_best_cut(rng, n=N):
    """The recursion with max finds the weight of the most probable cut."""
    return best(rng, n, max)


@guards(check_max_finds_the_best_cut)
def control_sum_finds_another(rng, n=N):
    """The recursion with Σ finds more than that."""
    return best(rng, n, sum)


def drawn(rng, word, p, cuts):
    """So many random cuts of `word`, from its end back: i before j with weight α(i)·p(word[i:j])."""
    alpha, choices = forward(word, p), {}
    for j in range(1, len(word) + 1):
        weights = torch.tensor([alpha[i] * p.get(word[i:j], 0.0) for i in range(j)])
        choices[j] = iter(torch.multinomial(weights, cuts, replacement=True, generator=rng).tolist())
    for _ in range(cuts):
        cut, j = [], len(word)
        while j:
            i = next(choices[j])
            cut, j = [word[i:j], *cut], i
        yield tuple(cut)


def share(rng, p):
    """How often abc stays whole in 250 random cuts."""
    return sum(cut == ("abc",) for cut in drawn(rng, "abc", p, 250)) / 250


def check_sampling_follows_the_probabilities(rng):
    """Drawn from the lattice, abc stays whole with its probability .1/.164, 61 %."""
    return estimate(lambda: share(rng, ABC), 0.1 / 0.164, within=0.05)


@guards(check_sampling_follows_the_probabilities)
def control_all_pieces_alike(rng):
    """With equal probabilities for all pieces it stays whole less often."""
    return estimate(lambda: share(rng, dict.fromkeys(ABC, 0.5)), 0.1 / 0.164, within=0.05)


if __name__ == "__main__":
    main()
