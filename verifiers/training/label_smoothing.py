"""Label smoothing: the loss has a floor above 0, and the best logits a finite gap.

With K classes and smoothing ε the target is not one-hot but q: 1 − ε + ε/K for the right class and ε/K for
each of the others. The loss −Σ q log p is smallest at p = q, and there it is the entropy of q:

    K = 10, ε = 0.1     −0.91·log 0.91 − 9·0.01·log 0.01 = 0.500
    the gap             z_right − z_other = log(q_right/q_other) = log 91 = 4.51

So a smoothed training loss of 0.5 may be perfect, and it must not be compared with an unsmoothed one. A
larger gap, that is more confidence, costs. Without smoothing the loss goes to 0 only as the gap goes to
infinity.
"""

import math

import torch
from torch.nn.functional import cross_entropy

from quiz.lab import Knob, bound, exact, guards, main

K = Knob(10, [4, 10, 100], "classes")
EPSILON = Knob(0.1, [0.05, 0.1, 0.2], "ε: how much of the target is spread over all classes")
RIGHT, TRIALS = 2, 20_000


def target(k, epsilon):
    """The smoothed target q: (k,)."""
    q = torch.full((k,), epsilon / k)
    q[RIGHT] += 1 - epsilon
    return q


def entropy(q):
    """−Σ q log q."""
    return -(q * q.log()).sum()


def loss(z, epsilon):
    """torch's loss with label smoothing for logits (…, k)."""
    return cross_entropy(z, torch.full(z.shape[:-1], RIGHT), label_smoothing=epsilon, reduction="none")


def at_best(k, epsilon, smoothing):
    """torch's loss at logits log q against the entropy of q."""
    q = target(k, epsilon)
    return exact(loss(q.log(), smoothing), entropy(q), ops=2 * k)


def check_the_floor_is_the_targets_entropy(rng, k=K, epsilon=EPSILON):
    """At p = q the loss is the entropy of q: 0.500 for ten classes and ε = 0.1."""
    return at_best(k, epsilon, epsilon)


@guards(check_the_floor_is_the_targets_entropy)
def control_without_smoothing(rng, k=K, epsilon=EPSILON):
    """Without smoothing the same logits have less loss."""
    return at_best(k, epsilon, 0.0)


def above_the_floor(rng, k, epsilon, smoothing):
    """Losses at random logits, less the entropy of q: (trials,)."""
    z = 3 * torch.randn(TRIALS, k, generator=rng)
    return bound(loss(z, smoothing) - entropy(target(k, epsilon)), at_least=0)


def check_nothing_is_below_it(rng, k=K, epsilon=EPSILON):
    """None of 20,000 random logits has a smaller loss."""
    return above_the_floor(rng, k, epsilon, epsilon)


@guards(check_nothing_is_below_it)
def control_unsmoothed_losses_are(rng, k=K, epsilon=EPSILON):
    """Without smoothing some have."""
    return above_the_floor(rng, k, epsilon, 0.0)


def slope_at(k, epsilon, gap):
    """The gradient of the loss at logits with that gap between right and wrong, against 0."""
    z = torch.zeros(k)
    z[RIGHT] = gap
    z.requires_grad_()
    (slope,) = torch.autograd.grad(loss(z, epsilon), z)
    return exact(slope, torch.zeros(k), ops=2 * k, scale=1.0)


def check_the_best_gap_is_finite(rng, k=K, epsilon=EPSILON):
    """The gradient vanishes at a gap of log(1 + K(1 − ε)/ε) between right and wrong logits: log 91 = 4.51."""
    return slope_at(k, epsilon, math.log(1 + k * (1 - epsilon) / epsilon))


@guards(check_the_best_gap_is_finite)
def control_twice_the_gap(rng, k=K, epsilon=EPSILON):
    """At twice the gap it does not: more confidence costs."""
    return slope_at(k, epsilon, 2 * math.log(1 + k * (1 - epsilon) / epsilon))


if __name__ == "__main__":
    main()
