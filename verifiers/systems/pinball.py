"""What the pinball loss is for: its best constant forecast is a quantile.

    ρ_q(u) = q·u if u ≥ 0, (q − 1)·u if u < 0        u = outcome − forecast

Its mean over outcomes y has slope P(y < c) − q in the forecast c, so it is least where a share q of the
outcomes lies below: at the q-quantile. The squared loss is least at the mean instead. For exponential noise,
which is skewed,

    quantile −ln(1 − q):  0.5 → 0.693       mean 1, which is the 0.632-quantile (1 − 1/e)

so who forecasts the mean forecasts too much in 63% of all cases.
"""

import math

import torch

from quiz.lab import Knob, estimate, guards, main

Q = Knob(0.9, [0.1, 0.5, 0.75, 0.9], "quantile to forecast")


def pinball(outcome, forecast, q):
    """Mean over the last axis of ρ_q(outcome − forecast)."""
    u = outcome - forecast
    return torch.maximum(q * u, (q - 1) * u).mean(-1)


def squared(outcome, forecast, q):
    """Mean squared error, whatever q is."""
    return ((outcome - forecast) ** 2).mean(-1)


def noise(rng, *shape):
    """Exponential noise of mean 1: many small values, a few large ones."""
    return -torch.rand(*shape, generator=rng).log()


def best_constant(rng, q, loss, outcomes=401):
    """Of the outcomes themselves, the one that would have been the best forecast."""
    y = noise(rng, outcomes)
    return y[loss(y, y[:, None], q).argmin()]


def check_the_minimiser_is_the_quantile(rng, q=Q):
    """The best constant by the pinball loss on exponential outcomes is −ln(1 − q), their q-quantile."""
    return estimate(lambda: best_constant(rng, q, pinball), predicted=-math.log(1 - q), within=0.1)


@guards(check_the_minimiser_is_the_quantile)
def control_squared_loss(rng, q=Q):
    """The squared loss leads to the mean, 1, whatever q is."""
    return estimate(lambda: best_constant(rng, q, squared), predicted=-math.log(1 - q), within=0.1)


def below_the_best(rng, loss):
    """Share of 1,000 fresh outcomes that lie below the constant that `loss` prefers, q = ½."""
    return (noise(rng, 1000) < best_constant(rng, 0.5, loss)).double().mean()


def check_the_mean_is_not_the_middle(rng):
    """Exponential noise: 1 − 1/e = 63% of the outcomes lie below the forecast of the squared loss."""
    return estimate(lambda: below_the_best(rng, squared), predicted=1 - 1 / math.e, within=0.04)


@guards(check_the_mean_is_not_the_middle)
def control_pinball_at_one_half(rng):
    """Below that of the pinball loss with q = ½ lies one half."""
    return estimate(lambda: below_the_best(rng, pinball), predicted=1 - 1 / math.e, within=0.04)


if __name__ == "__main__":
    main()
