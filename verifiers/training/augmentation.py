"""What augmentation buys, in numbers, and when it costs.

Signals x of d independent normal numbers; the value to be learnt reads the same forwards and backwards,
plus noise of variance σ². Least squares with k free weights from n examples errs, beyond the noise, by

    σ²·k/(n − k − 1)          a known law for normal inputs

Without augmentation k = d. Add each signal reversed, with the same value: then the odd half of the weights
(what changes sign on reversal) gets nothing to fit, since every value comes once with + and once with −.
What remains are the d/2 even ones, and k = d/2. With d = 12 and n = 24 that is 1.09 against 0.35. The gain
is large while examples are few, and goes to a factor of 2 when they are many.

A transformation that changes the right answer does harm. Add −x with the value of x: now no linear rule
fits both, and the best weights are 0.
"""

import torch

from quiz.lab import Knob, estimate, guards, main, order

N = Knob(24, [16, 24, 60], "n: examples")
D = Knob(12, [8, 12], "d: numbers in a signal")
NOISE = 1.0
REPLICATES, EACH = 64, 30  # data sets to a replicate


def as_they_are(x):
    """No augmentation."""
    return x[..., :0, :]


def backwards(x):
    """Each signal reversed: the right answer stays."""
    return x.flip(-1)


def negated(x):
    """Each signal negated: the right answer changes its sign."""
    return -x


def excess(rng, n, d, augment):
    """Squared error beyond the noise after least squares on n examples and their copies: (replicates,)."""
    half = torch.randn(REPLICATES, EACH, 1, d // 2, generator=rng)
    right = torch.cat([half, half.flip(-1)], -1)  # reads the same backwards
    x = torch.randn(REPLICATES, EACH, n, d, generator=rng)
    y = (x * right).sum(-1, keepdim=True) + NOISE * torch.randn(REPLICATES, EACH, n, 1, generator=rng)
    copies = augment(x)
    both, values = torch.cat([x, copies], -2), torch.cat([y, y[..., : copies.shape[-2], :]], -2)
    ridge = 1e-9 * torch.eye(d)
    w = torch.linalg.solve(both.mT @ both + ridge, both.mT @ values)
    return (w.mT - right).square().sum((-2, -1)).mean(1)


def check_without_it_d_weights_are_free(rng, n=N, d=D):
    """Without augmentation the error beyond the noise is σ²·d/(n − d − 1)."""
    return estimate(lambda: excess(rng, n, d, as_they_are), NOISE**2 * d / (n - d - 1), within="10%")


@guards(check_without_it_d_weights_are_free)
def control_fewer_with_it(rng, n=N, d=D):
    """With it there is less."""
    return estimate(lambda: excess(rng, n, d, backwards), NOISE**2 * d / (n - d - 1), within="10%")


def check_with_it_half_of_them_are(rng, n=N, d=D):
    """With reversed copies it is σ²·(d/2)/(n − d/2 − 1)."""
    return estimate(lambda: excess(rng, n, d, backwards), NOISE**2 * d / 2 / (n - d / 2 - 1), within="10%")


@guards(check_with_it_half_of_them_are)
def control_more_without_it(rng, n=N, d=D):
    """Without them it is more."""
    return estimate(lambda: excess(rng, n, d, as_they_are), NOISE**2 * d / 2 / (n - d / 2 - 1), within="10%")


def saved(rng, n, d, augment):
    """Whether augmentation brings the error below half of what it was."""
    return order(lambda: excess(rng, n, d, as_they_are), lambda: excess(rng, n, d, augment), times=2)


def check_it_helps_when_examples_are_few(rng, n=N, d=D):
    """Reversed copies bring the error beyond the noise below half."""
    return saved(rng, n, d, backwards)


@guards(check_it_helps_when_examples_are_few)
def control_a_change_of_the_label(rng, n=N, d=D):
    """Negated copies do not: they change the right answer."""
    return saved(rng, n, d, negated)


def check_a_wrong_one_forgets_everything(rng, n=N, d=D):
    """With negated copies the best weights are 0: the error is what predicting 0 costs, d on average."""
    return estimate(lambda: excess(rng, n, d, negated), d, within="10%")


@guards(check_a_wrong_one_forgets_everything)
def control_a_right_one(rng, n=N, d=D):
    """With reversed copies it is far below."""
    return estimate(lambda: excess(rng, n, d, backwards), d, within="10%")


if __name__ == "__main__":
    main()
