"""What BERT has and GPT has not: both sides; and how each of them draws a sentence.

    knows    BERT guesses xᵢ from all others, GPT from those before:   H(xᵢ | others) ≤ H(xᵢ | x₁ … xᵢ₋₁)
             with equality for the last word, which has nothing behind it
    draws    GPT word by word, each once; BERT must go round and round: redraw one word after another
             from p(xᵢ | others) (Gibbs sampling)

Redrawing keeps the joint distribution whose conditionals these are, in any order of the words. But a network
trained to fill masks need not have such a joint: its conditionals are n functions that nobody made agree.
Then what is drawn depends on the order in which words are redrawn.

Here joint distributions of n = 4 words from V = 3 are tables, and every step is computed, not sampled.
"""

import torch

from quiz.lab import bound, exact, guards, main

V, N, TRIALS = 3, 4, 40


def dependent(rng):
    """Random joint distributions of n words, (trials, V, …, V)."""
    return (1.5 * torch.randn(TRIALS, V**N, generator=rng)).softmax(-1).unflatten(1, [V] * N)


def entropy(joint):
    """In nats, (trials,)."""
    return -torch.xlogy(joint, joint).reshape(TRIALS, -1).sum(1)


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


def masked(joint, axis):
    """p(xᵢ | all the others)."""
    return joint / joint.sum(axis, keepdim=True)


def redrawn(joint, axis, conditional):
    """The joint distribution after the word on this axis was redrawn from `conditional`."""
    return joint.sum(axis, keepdim=True) * conditional


def one_round(joint, conditionals, order):
    """The joint distribution after all words were redrawn once, in this order."""
    for axis in order:
        joint = redrawn(joint, axis, conditionals[axis - 1])
    return joint


def keeps(rng, source):
    """The joint distribution after a round of redrawing, against the one before."""
    joint = dependent(rng)
    conditionals = [masked(source(rng, joint), axis) for axis in range(1, N + 1)]
    return exact(one_round(joint, conditionals, [3, 1, 4, 2]), joint, ops=20 * V * N)


def itself(rng, joint):
    """The same joint distribution for every word."""
    return joint


def another(rng, joint):
    """A joint distribution of its own for each word: conditionals that nobody made agree."""
    return dependent(rng)


def check_redrawing_keeps_the_joint(rng):
    """Redrawing each word from its masked probabilities keeps the joint distribution they come from."""
    return keeps(rng, itself)


@guards(check_redrawing_keeps_the_joint)
def control_other_conditionals(rng):
    """Redrawn from conditionals of other joints it does not stay."""
    return keeps(rng, another)


def order_matters(rng, source):
    """Largest difference between where two orders of redrawing end, after many rounds, (trials,)."""
    joint = dependent(rng)
    conditionals = [masked(source(rng, joint), axis) for axis in range(1, N + 1)]
    one = other = torch.full_like(joint, V**-N)
    for _ in range(60):
        one, other = one_round(one, conditionals, [1, 2, 3, 4]), one_round(other, conditionals, [4, 3, 2, 1])
    return bound((one - other).abs().flatten(1).amax(1), at_least=0.005)


def check_without_a_joint_order_matters(rng):
    """With conditionals that fit no joint, what redrawing settles at depends on the order of the words."""
    return order_matters(rng, another)


@guards(check_without_a_joint_order_matters)
def control_with_a_joint(rng):
    """With those of one joint it does not."""
    return order_matters(rng, itself)


if __name__ == "__main__":
    main()
