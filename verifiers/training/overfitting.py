"""Overfitting, and three ways against it, on a noisy polynomial.

Eighteen points of sin 3x with noise 0.5, and ten Chebyshev polynomials to fit them with: nearly enough to go
through every point. The training error is then small and the test error large. Each remedy costs
training error and saves test error:

    weight decay      solve (XᵀX + αI)w = Xᵀy
    early stopping    along each direction keep 1 − (1 − ηλ)ᵗ of the least-squares solution
    dropout           solve (XᵀX + p/(1 − p)·diag(XᵀX))w = Xᵀy, the mean over masks

(where these forms come from: `weight_decay.py`.) Too much of it is bad as well: the test error has its
minimum in between, and a small gap between training and test is no aim in itself. It vanishes when nothing
is learnt.
"""

import math

import torch

from quiz.lab import Knob, guards, main, order

NOISE = Knob(0.5, [0.3, 0.5, 0.8], "standard deviation of the noise")
POINTS, FEATURES, TEST, RATE = 18, 10, 50, 0.03
REPLICATES, EACH = 64, 20  # data sets of one replicate


def features(x):
    """Chebyshev polynomials of degree 0, 1, …: (…,) -> (…, features)."""
    return torch.cos(torch.arange(FEATURES) * torch.arccos(x)[..., None])


def data(rng, noise, points):
    """Features (replicates, each, points, features) and noisy values (…, points, 1)."""
    x = torch.empty(REPLICATES, EACH, points).uniform_(-1, 1, generator=rng)
    return features(x), ((3 * x).sin() + noise * torch.randn(x.shape, generator=rng))[..., None]


def solved(x, y, penalty):
    """The solution of (XᵀX + penalty)w = Xᵀy."""
    return torch.linalg.solve(x.mT @ x + penalty, x.mT @ y)


def decayed(x, y, alpha):
    """Least squares with weight decay."""
    return solved(x, y, alpha * torch.eye(FEATURES))


def dropped(x, y, p):
    """Least squares with dropout on the features."""
    return solved(x, y, p / (1 - p) * torch.diag_embed(x.square().sum(-2)))


def stopped(x, y, steps):
    """Gradient descent from 0 stopped after so many steps."""
    w = torch.zeros_like(x.mT @ y)
    for _ in range(steps):
        w = w - RATE * x.mT @ (x @ w - y)
    return w


def log_errors(rng, noise, fit, strength):
    """Mean log of the training and of the test error over data sets: (2, replicates)."""
    (x, y), (fresh, truth) = data(rng, noise, POINTS), data(rng, noise, TEST)
    w = fit(x, y, strength)
    errors = [(at @ w - value).square().mean((-2, -1)) for at, value in ((x, y), (fresh, truth))]
    return torch.stack(errors).log().mean(-1)


def saved(rng, noise, worse, better, by):
    """Whether log test error is lower by `by` with the fit and strength of `better` than with `worse`."""
    return order(lambda: log_errors(rng, noise, *worse)[1], lambda: log_errors(rng, noise, *better)[1], by=by)


NONE, DECAY = (decayed, 1e-9), (decayed, 2.0)


def check_weight_decay_lowers_the_test_error(rng, noise=NOISE):
    """Weight decay α = 2 lowers the typical test error more than fourfold."""
    return saved(rng, noise, NONE, DECAY, by=math.log(4))


def check_dropout_lowers_the_test_error(rng, noise=NOISE):
    """So does dropout with p = 0.2."""
    return saved(rng, noise, NONE, (dropped, 0.2), by=math.log(4))


def check_early_stopping_lowers_the_test_error(rng, noise=NOISE):
    """So does stopping gradient descent after ten steps."""
    return saved(rng, noise, NONE, (stopped, 10), by=math.log(4))


@guards(
    check_weight_decay_lowers_the_test_error,
    check_dropout_lowers_the_test_error,
    check_early_stopping_lowers_the_test_error,
)
def control_zero_strength(rng, noise=NOISE):
    """With strength 0 the test error stays where it was."""
    return saved(rng, noise, NONE, NONE, by=math.log(4))


def check_too_much_decay_hurts(rng, noise=NOISE):
    """Too much is bad too: α = 100 has a test error at least 20 % above that of α = 2."""
    return saved(rng, noise, (decayed, 100.0), DECAY, by=math.log(1.2))


@guards(check_too_much_decay_hurts)
def control_half_as_much_again(rng, noise=NOISE):
    """α = 3 has not."""
    return saved(rng, noise, (decayed, 3.0), DECAY, by=math.log(1.2))


def gap(rng, noise, fit, strength):
    """Log of test error over training error: (replicates,)."""
    train, test = log_errors(rng, noise, fit, strength)
    return test - train


def gap_closed(rng, noise, strength):
    """Whether that much decay makes the gap at least ten times smaller."""
    return order(lambda: gap(rng, noise, *NONE), lambda: gap(rng, noise, decayed, strength), by=math.log(10))


def check_decay_closes_the_gap(rng, noise=NOISE):
    """Without decay test error over training error is more than ten times what it is with α = 2."""
    return gap_closed(rng, noise, 2.0)


@guards(check_decay_closes_the_gap)
def control_zero_decay_leaves_the_gap(rng, noise=NOISE):
    """Zero decay leaves the gap."""
    return gap_closed(rng, noise, 1e-9)


if __name__ == "__main__":
    main()
