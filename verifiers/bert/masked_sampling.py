"""How GPT and how BERT draw a sentence.

    GPT     word by word from p(xᵢ | x₁ … xᵢ₋₁), each once
    BERT    round and round: redraw one word after another from p(xᵢ | all others), Gibbs sampling

If those masked probabilities come from one joint distribution, redrawing any word keeps it:

    Σ over the old xᵢ of p(x₁ … xₙ), times p(xᵢ | others)  =  p(others)·p(xᵢ | others)  =  p(x₁ … xₙ)

But a network trained to fill masks need not have such a joint: its conditionals are n functions that nobody
made agree. Then there is nothing to keep, and where redrawing settles depends on the order of the words.

Joint distributions of four words from three are tables here, and every step is computed, not sampled.
"""

import torch

from quiz.lab import bound, exact, guards, main

V, N, TRIALS = 3, 4, 40


def dependent(rng):
    """Random joint distributions of n words, (trials, V, …, V)."""
    return (1.5 * torch.randn(TRIALS, V**N, generator=rng)).softmax(-1).unflatten(1, [V] * N)


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
    one = other = joint
    for _ in range(60):
        one, other = one_round(one, conditionals, [1, 2, 3, 4]), one_round(other, conditionals, [4, 3, 2, 1])
    return bound([(a - b).abs().max() for a, b in zip(one, other, strict=True)], at_least=0.005)


def check_without_a_joint_order_matters(rng):
    """With conditionals that fit no joint, what redrawing settles at depends on the order of the words."""
    return order_matters(rng, another)


@guards(check_without_a_joint_order_matters)
def control_with_a_joint(rng):
    """With those of one joint it does not."""
    return order_matters(rng, itself)


if __name__ == "__main__":
    main()
