"""How a forecast with intervals is trained: one line for each quantile, by the pinball loss.

Here y = slope·x + (1 + 2x)·e with x in [0, 1] and exponential noise e: skewed, and wider the larger x is.
The q-quantile given x is linear in x,

    slope·x − (1 + 2x)·ln(1 − q)

and is what a line trained by the pinball loss finds (pinball.py). Two lines, for q = 0.1 and 0.9, enclose 80%
of the outcomes, and nobody had to name the noise. A forecaster who takes it for Gaussian and lays ±1.28
deviations about the mean encloses 90%.

Nothing keeps such lines apart where there are no data: past x = −½ they have crossed.
"""

import math

import torch

from quiz.lab import Knob, guards, main, once, trained

SLOPE = Knob(-1.5, [-1.5, 0.5, 2.0], "slope of the trend")
X = Knob(0.8, [0.2, 0.5, 0.8], "input at which to forecast")
RUNS, BATCH, STEPS = 24, 128, 200


def pinball(outcome, forecast, q):
    """Mean over the last axis of ρ_q(outcome − forecast)."""
    u = outcome - forecast
    return torch.maximum(q * u, (q - 1) * u).mean(-1)


def squared(outcome, forecast, q):
    """Half the mean squared error, whatever q is."""
    return ((outcome - forecast) ** 2 / 2).mean(-1)


def outcomes(rng, slope, size):
    """Inputs x in [0, 1] and outcomes y, (RUNS, size) each; the noise widens with x."""
    x = torch.rand(RUNS, size, generator=rng)
    return x, slope * x + (1 + 2 * x) * -torch.rand(RUNS, size, generator=rng).log()


@once
def fitted(rng, slope, q, loss):
    """Lines (RUNS, 2), intercept and slope, trained on fresh outcomes with momentum, and averaged."""
    lines, move, kept = torch.zeros(RUNS, 2), torch.zeros(RUNS, 2), []
    batches = (drawn.split(BATCH, 1) for drawn in outcomes(rng, slope, STEPS * BATCH))
    for x, y in zip(*batches, strict=True):
        lines.requires_grad_()
        each = loss(y, lines[:, :1] + lines[:, 1:] * x, q).reshape(RUNS)
        (grad,) = torch.autograd.grad(each.sum(), lines)
        move = 0.9 * move + grad
        lines = (lines - 0.5 * move).detach()
        kept.append(lines)
    return torch.stack(kept[STEPS // 2 :]).mean(0)


def forecast(rng, slope, x, loss):
    """The trained 0.75-quantile at x, against the true one: at most 0.3 away."""
    right = slope * x + (1 + 2 * x) * math.log(4)  # −ln(1 − 0.75)
    lines = fitted(rng, slope, 0.75, loss)
    return trained(lines @ torch.tensor([1, x]), at_least=right - 0.3, at_most=right + 0.3)


def check_a_line_finds_the_quantile(rng, slope=SLOPE, x=X):
    """Trained by the pinball loss for q = 0.75, a line comes within 0.3 of that quantile given x."""
    return forecast(rng, slope, x, pinball)


@guards(check_a_line_finds_the_quantile)
def control_a_line_finds_the_mean(rng, slope=SLOPE, x=X):
    """Trained by the squared loss it does not: it finds the mean."""
    return forecast(rng, slope, x, squared)


def two_quantiles(rng, slope):
    """Lower and upper line, (RUNS, 2) each: the trained 0.1- and 0.9-quantile."""
    return fitted(rng, slope, 0.1, pinball), fitted(rng, slope, 0.9, pinball)


def gaussian(rng, slope):
    """The trained mean less and plus 1.28 deviations, which given x are 1 + 2x."""
    middle = fitted(rng, slope, 0.5, squared)
    reach = 1.2816 * torch.tensor([1, 2])
    return middle - reach, middle + reach


def covered(rng, slope, interval):
    """Share of 4,000 fresh outcomes a run between the lower and the upper line, (RUNS,)."""
    low, high = interval(rng, slope)
    x, y = outcomes(rng, slope, 4000)
    inside = (y > low[:, :1] + low[:, 1:] * x) & (y < high[:, :1] + high[:, 1:] * x)
    return inside.double().mean(1)


def check_two_quantiles_cover_80_percent(rng, slope=SLOPE):
    """The lines for 0.1 and 0.9, trained apart, enclose 80% of fresh outcomes, to within 4 points."""
    return trained(covered(rng, slope, two_quantiles), at_least=0.76, at_most=0.84)


@guards(check_two_quantiles_cover_80_percent)
def control_a_gaussian_interval(rng, slope=SLOPE):
    """The mean ± 1.28 deviations, right for Gaussian noise, encloses some 90% of this one."""
    return trained(covered(rng, slope, gaussian), at_least=0.76, at_most=0.84)


def room(rng, slope, x):
    """The upper line less the lower one, at x: (RUNS,)."""
    low, high = two_quantiles(rng, slope)
    return (high - low) @ torch.tensor([1, x])


def check_quantiles_may_cross(rng, slope=SLOPE):
    """At x = −2, where there were no data, the line for 0.9 lies below that for 0.1, by 4 at least."""
    return trained(room(rng, slope, -2.0), at_most=-4)


@guards(check_quantiles_may_cross)
def control_among_the_data(rng, slope=SLOPE):
    """At x = 0.5, among the data, it lies above."""
    return trained(room(rng, slope, 0.5), at_most=-4)


if __name__ == "__main__":
    main()
