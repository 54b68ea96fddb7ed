"""What BERT has and GPT has not: both sides of a word.

BERT guesses xᵢ from all other words, GPT from those before. Conditioning on more never hurts,

    H(xᵢ | all others) ≤ H(xᵢ | x₁ … xᵢ₋₁)

and what is gained is what the words behind tell that those before do not. For the last word this is nothing.
For two fair coins that agree with probability a, the first is known better by log 2 − h(a) nats, where
h(a) = −a·log a − (1 − a)·log(1 − a): 0.37 at a = 0.9, all of log 2 = 0.69 if they are always equal.

Joint distributions of four words from three are tables here, and entropies are summed, not sampled.
"""

import math

import torch

from quiz.lab import Knob, bound, exact, guards, main

AGREE = Knob(0.9, [0.6, 0.75, 0.9, 1.0], "probability that two fair coins show the same")
V, N, TRIALS = 3, 4, 800


def dependent(rng):
    """Random joint distributions of n words, (trials, V, …, V)."""
    return (1.5 * torch.randn(TRIALS, V**N, generator=rng)).softmax(-1).unflatten(1, [V] * N)


def entropy(joint):
    """In nats, (trials,)."""
    return -torch.xlogy(joint, joint).reshape(len(joint), -1).sum(1)


def left_only(joint, axis):
    """H(xᵢ | x₁ … xᵢ₋₁): entropy of the words up to i, less that of those before."""
    upto, before = (joint.unsqueeze(-1).flatten(1 + kept).sum(-1) for kept in (axis, axis - 1))
    return entropy(upto) - entropy(before)


def both_sides(joint, axis):
    """H(xᵢ | all the others)."""
    return entropy(joint) - entropy(joint.sum(axis))


def advantage(rng, axis, eyes):
    """By how many nats `eyes` guess the word on this axis better than the left side alone, (trials,)."""
    joint = dependent(rng)
    return left_only(joint, axis) - eyes(joint, axis)


def check_both_sides_know_more(rng):
    """Both sides know more than the left alone: the first word's entropy is at least 0.05 nats lower."""
    return bound(advantage(rng, 1, both_sides), at_least=0.05)


@guards(check_both_sides_know_more)
def control_left_alone(rng):
    """The left side alone knows no more than itself."""
    return bound(advantage(rng, 1, left_only), at_least=0.05)


def last_word(rng, axis):
    """What both sides know more of the word on this axis, against nothing."""
    return exact(advantage(rng, axis, both_sides), torch.zeros(TRIALS), ops=20 * V**N, scale=4.4)


def check_last_word_gains_nothing(rng):
    """Of the last word both sides know exactly what the left side knows."""
    return last_word(rng, N)


@guards(check_last_word_gains_nothing)
def control_word_before(rng):
    """Of the word before it they know more."""
    return last_word(rng, N - 1)


def of_two_coins(agree, joint):
    """What the other side adds for the first and for the second coin, against log 2 − h(a) and 0."""
    chances = torch.tensor([agree, 1 - agree])
    surprise = -torch.xlogy(chances, chances).sum()  # h(a)
    gains = [left_only(joint, axis) - both_sides(joint, axis) for axis in (1, 2)]
    return exact(torch.cat(gains), torch.tensor([math.log(2) - surprise, 0.0]), ops=40, scale=1.0)


def coins(agree):
    """Two fair coins that agree with this probability, (1, 2, 2)."""
    return torch.tensor([[[agree, 1 - agree], [1 - agree, agree]]]) / 2


def check_gain_is_mutual_information(rng, agree=AGREE):
    """Of two fair coins that agree with probability a, the first is guessed better by log 2 − h(a) nats."""
    return of_two_coins(agree, coins(agree))


@guards(check_gain_is_mutual_information)
def control_independent_coins(rng, agree=AGREE):
    """If they agree half of the time, by none."""
    return of_two_coins(agree, coins(0.5))


if __name__ == "__main__":
    main()
