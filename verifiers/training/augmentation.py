"""What augmentation buys, in numbers, and when it costs.

Signals x of d independent normal numbers; the value to be learnt reads the same forwards and backwards,
plus noise. Least squares with k free weights from n examples errs, beyond the noise and in units of its
variance, by

    k/(n − k − 1)          a known law for normal inputs

Without augmentation k = d. Add each signal reversed, with the same value: then the odd half of the weights
(what changes sign on reversal) gets nothing to fit, since every value comes once with + and once with −.
What remains are the d/2 even ones. With d = 8 and n = 14 that is 1.6 against 0.44. The gain is large while
examples are few, and goes to a factor of 2 when they are many.

A transformation that changes the right answer does harm. Add −x with the value of x: now no linear rule
fits both, and the best weights are 0.
"""

import torch

from quiz.lab import Knob, estimate, guards, main, order

N = Knob(14, [14, 24, 60], "n: examples")
D = Knob(8, [6, 8], "d: numbers in a signal")
NOISE = 1.5  # its standard deviation
REPLICATES, EACH = 64, 60  # data sets to a replicate


def backwards(x):
    """Each signal reversed: the right answer stays."""
    return x.flip(-1)


def negated(x):
    """Each signal negated: the right answer changes its sign."""
    return -x


def excess(rng, *augmented, n, d):
    """Squared error beyond the noise, in units of its variance, from n examples and copies: (replicates,)."""
    half = torch.randn(REPLICATES, EACH, 1, d // 2, generator=rng)
    right = torch.cat([half, half.flip(-1)], -1)  # (replicates, each, 1, d), reads the same backwards
    x, noise = (
        torch.randn(REPLICATES, EACH, n, m, generator=rng, dtype=torch.float32).double() for m in (d, 1)
    )
    y = x @ right.mT + NOISE * noise  # (replicates, each, n, 1)
    both = torch.cat([x, *(copies(x) for copies in augmented)], -2)
    again = torch.cat([y, *(y for _ in augmented)], -2)
    w = torch.linalg.solve(both.mT @ both, both.mT @ again)  # least squares, by the normal equations
    return (w.mT - right).square().sum(-1).mean(1).flatten() / NOISE**2


def free_weights(rng, *augmented, k, n, d):
    """The error against k/(n − k − 1)."""
    return estimate(lambda: excess(rng, *augmented, n=n, d=d), k / (n - k - 1), within="8%")


def check_without_it_d_weights_are_free(rng, n=N, d=D):
    """Without augmentation the error beyond the noise is σ²·d/(n − d − 1)."""
    return free_weights(rng, k=d, n=n, d=d)


@guards(check_without_it_d_weights_are_free)
def control_fewer_with_it(rng, n=N, d=D):
    """With it there is less."""
    return free_weights(rng, backwards, k=d, n=n, d=d)


def check_with_it_half_of_them_are(rng, n=N, d=D):
    """With reversed copies it is σ²·(d/2)/(n − d/2 − 1)."""
    return free_weights(rng, backwards, k=d / 2, n=n, d=d)


@guards(check_with_it_half_of_them_are)
def control_more_without_it(rng, n=N, d=D):
    """Without them it is more."""
    return free_weights(rng, k=d / 2, n=n, d=d)


def saved(rng, augmented, *, n, d):
    """Whether augmentation brings the error below half of what it was."""
    return order(lambda: excess(rng, n=n, d=d), lambda: excess(rng, augmented, n=n, d=d), times=2)


def check_it_helps_when_examples_are_few(rng, d=D):
    """With 14 examples reversed copies bring the error beyond the noise below half."""
    return saved(rng, backwards, n=14, d=d)


@guards(check_it_helps_when_examples_are_few)
def control_a_change_of_the_label(rng, d=D):
    """Negated copies do not: they change the right answer."""
    return saved(rng, negated, n=14, d=d)


def forgotten(rng, augmented, *, n, d):
    """The error against that of weights 0: d for the task, in units of the noise."""
    return estimate(lambda: excess(rng, augmented, n=n, d=d), d / NOISE**2, within="8%")


def check_a_wrong_one_forgets_everything(rng, n=N, d=D):
    """With negated copies the best weights are 0: the error is what predicting 0 costs."""
    return forgotten(rng, negated, n=n, d=d)


@guards(check_a_wrong_one_forgets_everything)
def control_a_right_one(rng, n=N, d=D):
    """With reversed copies it is far below."""
    return forgotten(rng, backwards, n=n, d=d)


if __name__ == "__main__":
    main()
