"""Overfitting on a noisy polynomial, and what weight decay does about it.

Eighteen points of sin 3x with noise 0.5, and ten Chebyshev polynomials to fit them with: enough to follow the
noise. The training error is then small and the test error large. Weight decay, the solution of

    (XᵀX + αI)w = Xᵀy

costs training error and saves test error. (Early stopping and dropout shrink in the same way:
`weight_decay.py`.)

Too much of it is bad as well: the test error has its minimum in between. The gap between training and test
error does not: it goes on closing while the test error rises again. A small gap is no aim in itself; it
vanishes when nothing is learnt.
"""

import math

import torch

from quiz.lab import Knob, guards, main, order

NOISE = Knob(0.5, [0.3, 0.5, 0.6], "standard deviation of the noise")
POINTS, FEATURES, TEST = 18, 10, 50
REPLICATES, EACH = 64, 20  # data sets of one replicate
NONE, GOOD, TOO_MUCH = 1e-9, 2.0, 100.0  # α


def features(x):
    """Chebyshev polynomials of degree 0, 1, …: (…,) -> (…, features)."""
    return torch.cos(torch.arange(FEATURES) * torch.arccos(x)[..., None])


def data(rng, noise, points):
    """Features (replicates, each, points, features) and noisy values (…, points, 1)."""
    x = torch.empty(REPLICATES, EACH, points).uniform_(-1, 1, generator=rng)
    return features(x), torch.normal((3 * x).sin(), noise, generator=rng)[..., None]


def log_errors(rng, noise, alpha):
    """Mean log of the training and of the test error over data sets, with weight decay α: (2, replicates)."""
    (x, y), (fresh, truth) = data(rng, noise, POINTS), data(rng, noise, TEST)
    w = torch.linalg.solve(x.mT @ x + alpha * torch.eye(FEATURES), x.mT @ y)
    errors = [(at @ w - value).square().mean((-2, -1)) for at, value in ((x, y), (fresh, truth))]
    return torch.stack(errors).log().mean(-1)


def saved(rng, worse, better, *, noise, by):
    """Whether log test error is lower by `by` with the α called better."""
    return order(lambda: log_errors(rng, noise, worse)[1], lambda: log_errors(rng, noise, better)[1], by=by)


def check_weight_decay_lowers_the_test_error(rng, noise=NOISE):
    """Weight decay α = 2 lowers the typical test error more than fourfold."""
    return saved(rng, NONE, GOOD, noise=noise, by=math.log(4))


@guards(check_weight_decay_lowers_the_test_error)
def control_zero_decay(rng, noise=NOISE):
    """With α = 0 the test error stays where it was."""
    return saved(rng, NONE, NONE, noise=noise, by=math.log(4))


def check_too_much_decay_hurts(rng, noise=NOISE):
    """Too much is bad too: α = 100 has a test error at least 20 % above that of α = 2."""
    return saved(rng, TOO_MUCH, GOOD, noise=noise, by=math.log(1.2))


@guards(check_too_much_decay_hurts)
def control_half_as_much_again(rng, noise=NOISE):
    """α = 3 has not."""
    return saved(rng, 1.5 * GOOD, GOOD, noise=noise, by=math.log(1.2))


def gap(rng, noise, alpha):
    """Log of test error over training error: (replicates,)."""
    train, test = log_errors(rng, noise, alpha)
    return test - train


def gap_closed(rng, alpha, *, noise):
    """Whether that much decay makes test over training error fifty times smaller."""
    return order(lambda: gap(rng, noise, NONE), lambda: gap(rng, noise, alpha), by=math.log(50))


def check_the_gap_closes_all_the_same(rng, noise=NOISE):
    """With far too much decay, α = 100, test over training error falls more than fiftyfold."""
    return gap_closed(rng, TOO_MUCH, noise=noise)


@guards(check_the_gap_closes_all_the_same)
def control_zero_decay_leaves_the_gap(rng, noise=NOISE):
    """Zero decay leaves the gap."""
    return gap_closed(rng, NONE, noise=noise)


if __name__ == "__main__":
    main()
