"""What grouping costs: the tokens of one word are drawn at one go.

A word has a head for each slot. Given the state, the heads draw independently, whereas single tokens come
one after the other, each knowing those before. For two slots with the joint distribution p(a, b), say pitch
and duration, the best that two independent heads can do is to learn the two marginals:

    least loss at one go      H(a) + H(b) = H(a, b) + I(a; b)      I: mutual information of the two
    one after the other       H(a) + H(b | a) = H(a, b)

so the loss is larger by I(a; b), nothing if the slots are independent, log K if each of K equally likely
values of one fixes the other. (The published model draws the word's family first and the other slots given
the family.)
"""

import torch

from quiz.lab import Knob, exact, guards, main

SHARP = Knob(2, [1, 2, 3], "how unequal the probabilities are: a power")
PITCHES, DURATIONS, STEPS = 5, 3, 500


def joint(rng, sharp):
    """A joint distribution of two slots, p(a, b), (5, 3)."""
    table = (0.3 + torch.rand(PITCHES, DURATIONS, generator=rng)) ** sharp
    return table / table.sum()


def at_one_go(first, second):
    """log-probabilities of all words when the second head does not see the first token, (5, 3)."""
    return first.log_softmax(0)[:, None] + second.mean(0).log_softmax(0)


def one_after_another(first, second):
    """When it does: a row of logits for each first token."""
    return first.log_softmax(0)[:, None] + second.log_softmax(-1)


def least_loss(p, draw):
    """The cross-entropy of the heads, trained by plain descent, in nats."""
    first, second = (
        torch.zeros(PITCHES, requires_grad=True),
        torch.zeros(PITCHES, DURATIONS, requires_grad=True),
    )
    for _ in range(STEPS):
        loss = -(p * draw(first, second)).sum()
        slopes = torch.autograd.grad(loss, (first, second))
        with torch.no_grad():
            first -= slopes[0]
            second -= 5 * slopes[1]
    return loss.detach()


def excess(rng, sharp, draw, known):
    """The least loss less the entropy of the word, against `known(p)`."""
    p = joint(rng, sharp)
    entropy = -(p * p.log()).sum()
    return exact(least_loss(p, draw) - entropy, known(p), ops=100, scale=3.0)


def mutual_information(p):
    """Divergence of the joint distribution from the product of its marginals, in nats."""
    return (p * (p / (p.sum(1, keepdim=True) * p.sum(0))).log()).sum()


def check_one_go_costs_the_mutual_information(rng, sharp=SHARP):
    """Heads that draw at one go end at a loss above the word's entropy by the slots' mutual information."""
    return excess(rng, sharp, at_one_go, mutual_information)


@guards(check_one_go_costs_the_mutual_information)
def control_the_second_sees_the_first(rng, sharp=SHARP):
    """If the second head sees the first token the difference is not there."""
    return excess(rng, sharp, one_after_another, mutual_information)


def check_one_after_another_costs_nothing(rng, sharp=SHARP):
    """Heads that draw one after the other reach the word's entropy."""
    return excess(rng, sharp, one_after_another, lambda p: 0.0)


@guards(check_one_after_another_costs_nothing)
def control_blind_heads(rng, sharp=SHARP):
    """Blind to each other they do not."""
    return excess(rng, sharp, at_one_go, lambda p: 0.0)


if __name__ == "__main__":
    main()
