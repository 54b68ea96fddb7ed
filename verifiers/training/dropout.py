"""What dropout does to one number, and what has to change at test time.

In training each entry of x is set to 0 with probability p and divided by 1 − p otherwise, each on its own:

    E[dropout(x)]   = (1 − p)·x/(1 − p)             = x
    Var[dropout(x)] = (1 − p)·x²/(1 − p)² − x²      = x²·p/(1 − p)       at p = 0.1 a ninth of x²

So the mean is kept, and noise is added, the more the larger the entry. At test time dropout is the identity:
nothing is left to scale, since training has scaled already. Forget `eval()`, and the same input gives another
output each time.

What comes next sees the added variance. For entries with mean μ and variance σ² it is

    training    (μ² + σ²)/(1 − p) − μ²          test    σ²

so a BatchNorm behind dropout keeps averages of a variance that test time does not have.

(Inputs come from torch's global generator, as dropout's masks do.)
"""

import torch
from torch import nn

from quiz.lab import Knob, estimate, exact, guards, main

P = Knob(0.1, [0.1, 0.2, 0.5], "probability that an entry is dropped")
N, TRIALS, ROWS = 30, 500, 7
MEAN, DEVIATION = 1.5, 1.2  # of the entries that a BatchNorm would see


def dropout(x, p):
    """torch's own, in training."""
    return nn.functional.dropout(x, p)


def unscaled(x, p):
    """Entries set to 0, and no more."""
    return (torch.rand_like(x) >= p) * x


def untouched(x, p):
    """What eval mode does."""
    return nn.functional.dropout(x, p, training=False)


def mean_over_x(p, drop):
    """The mean of drop(x)/x over trials and entries, for entries between ½ and 2."""
    x = torch.empty(N).uniform_(0.5, 2)
    return (drop(x.repeat(TRIALS, 1), p) / x).mean()


def check_the_mean_is_kept(rng, p=P):
    """E[dropout(x)] = x: training divides what is left by 1 − p."""
    return estimate(lambda: mean_over_x(p, dropout), 1, within="1.5%")


@guards(check_the_mean_is_kept)
def control_without_the_division(rng, p=P):
    """Without the division the mean is (1 − p)·x."""
    return estimate(lambda: mean_over_x(p, unscaled), 1, within="1.5%")


def variance_over_x2(p, drop):
    """The variance of drop(x) over trials, divided by x²; its mean over the entries."""
    x = torch.empty(N).uniform_(0.5, 2)
    return (drop(x.repeat(TRIALS, 1), p).var(0) / x.square()).mean()


def check_noise_is_added(rng, p=P):
    """Var[dropout(x)] = x²·p/(1 − p)."""
    return estimate(lambda: variance_over_x2(p, dropout), p / (1 - p), within="5%")


@guards(check_noise_is_added)
def control_noise_without_the_division(rng, p=P):
    """Without the division it is x²·p·(1 − p)."""
    return estimate(lambda: variance_over_x2(p, unscaled), p / (1 - p), within="5%")


def in_mode(p, training):
    """What nn.Dropout makes of x, (rows, n), in training or in eval mode, twice; and x, twice."""
    module, x = nn.Dropout(p).train(training), torch.randn(ROWS, N)
    return torch.stack([module(x), module(x)]), torch.stack([x, x])


def check_eval_is_the_identity(rng, p=P):
    """In eval mode nn.Dropout returns its input: nothing is dropped and nothing is scaled."""
    return exact(*in_mode(p, training=False))


@guards(check_eval_is_the_identity)
def control_eval_forgotten(rng, p=P):
    """In training mode it does not."""
    return exact(*in_mode(p, training=True))


def both_passes(p, training):
    """The first pass of an input against the second."""
    first, second = in_mode(p, training)[0]
    return exact(first, second)


def check_eval_gives_one_answer(rng, p=P):
    """In eval mode the same input gives the same output twice."""
    return both_passes(p, training=False)


@guards(check_eval_gives_one_answer)
def control_two_answers(rng, p=P):
    """With eval() forgotten, one input gives two different outputs."""
    return both_passes(p, training=True)


def variance_behind(p, drop):
    """The variance that a BatchNorm behind dropout sees in one feature."""
    x = torch.empty(TRIALS, N).normal_(MEAN, DEVIATION)
    return drop(x, p).var()


def check_batch_norm_sees_more_variance(rng, p=P):
    """Behind dropout the variance is (μ² + σ²)/(1 − p) − μ² in training."""
    predicted = (MEAN**2 + DEVIATION**2) / (1 - p) - MEAN**2
    return estimate(lambda: variance_behind(p, dropout), predicted, within="5%")


@guards(check_batch_norm_sees_more_variance)
def control_variance_at_test(rng, p=P):
    """At test time it is σ²."""
    predicted = (MEAN**2 + DEVIATION**2) / (1 - p) - MEAN**2
    return estimate(lambda: variance_behind(p, untouched), predicted, within="5%")


if __name__ == "__main__":
    main()
