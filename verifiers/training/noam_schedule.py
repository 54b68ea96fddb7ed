"""The learning rate of the first Transformer: up in a straight line, then down as 1/√t.

    lr(t) = d^(−1/2) · min(t^(−1/2), t·w^(−3/2))        step t = 1, 2, 3, …, w steps of warm-up

For t < w the second arm is the smaller one, a line through 0. For t > w it is the first. They meet at t =
w, so the peak stands at the last step of warm-up and not after it, and its height is 1/√(d·w): 6.99·10⁻⁴
for d = 512 and w = 4,000. A wider model gets a smaller rate, and so does a longer warm-up.

Schedulers count from 0, the formula from 1. Give LambdaLR k and not k + 1, and the first step has rate 0.
"""

import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from quiz.lab import Knob, exact, guards, main, slope

D = Knob(512, [128, 512, 1024], "width of the model")
WARM = Knob(4000, [1000, 4000, 10000], "w: steps of warm-up")
STEPS = 30_000  # that are looked at
TAKEN = 60  # by the scheduler


def lower(warming, falling):
    """Whichever arm is the smaller."""
    return torch.minimum(warming, falling)


def only_falling(warming, falling):
    """No warm-up."""
    return falling


def only_warming(warming, falling):
    """Warm-up without an end."""
    return warming


def rate(t, d, warm, choose=lower):
    """The rate at steps t, of t's shape, in float64."""
    t = torch.as_tensor(t, dtype=torch.float64)
    return d**-0.5 * choose(t * warm**-1.5, t**-0.5)


def peak_step(choose, *, d, warm):
    """The step with the largest rate against w."""
    t = torch.arange(STEPS)
    curve = rate(t, d, warm, choose)
    shown = slice(1, None, 200)
    return exact(curve.argmax(), warm).plot(x="step", y="rate", predicted_rate=(t[shown], curve[shown]))


def check_the_peak_is_at_the_end_of_warm_up(rng, d=D, warm=WARM):
    """Of 30,000 steps the rate is largest at t = w."""
    return peak_step(lower, d=d, warm=warm)


@guards(check_the_peak_is_at_the_end_of_warm_up)
def control_never_warmed_up(rng, d=D, warm=WARM):
    """Without warm-up it is largest at the first step."""
    return peak_step(only_falling, d=d, warm=warm)


def peak_rate(choose, *, d, warm):
    """The largest rate, in units of 10⁻⁴, against 1/√(d·w)."""
    return exact(1e4 * rate(torch.arange(STEPS), d, warm, choose).max(), 1e4 / (d * warm) ** 0.5, ops=10)


def check_the_peak_is_one_over_root_dw(rng, d=D, warm=WARM):
    """The peak is 1/√(d·w): 6.99·10⁻⁴ for d = 512 and w = 4,000 (shown in units of 10⁻⁴)."""
    return peak_rate(lower, d=d, warm=warm)


@guards(check_the_peak_is_one_over_root_dw)
def control_warming_for_ever(rng, d=D, warm=WARM):
    """Warm-up that does not end goes higher."""
    return peak_rate(only_warming, d=d, warm=warm)


def exponent(choose, *, d, warm, first, last, predicted):
    """The slope of log rate against log t between two steps."""
    t = torch.linspace(first, last, 30)
    return slope(t.tolist(), rate(t, d, warm, choose), predicted, within=1e-6)


def check_it_rises_as_t(rng, d=D, warm=WARM):
    """During warm-up the rate is proportional to t."""
    return exponent(lower, d=d, warm=warm, first=1, last=warm, predicted=1)


@guards(check_it_rises_as_t)
def control_no_rise_without_warm_up(rng, d=D, warm=WARM):
    """Without warm-up it falls from the start."""
    return exponent(only_falling, d=d, warm=warm, first=1, last=warm, predicted=1)


def check_then_it_falls_as_one_over_root_t(rng, d=D, warm=WARM):
    """After warm-up the rate falls as t^(−1/2)."""
    return exponent(lower, d=d, warm=warm, first=warm, last=9 * warm, predicted=-1 / 2)


@guards(check_then_it_falls_as_one_over_root_t)
def control_no_fall_without_an_end(rng, d=D, warm=WARM):
    """If warm-up does not end it goes on rising."""
    return exponent(only_warming, d=d, warm=warm, first=warm, last=9 * warm, predicted=-1 / 2)


class Idle(Optimizer):
    """An optimizer of nothing with base rate 1: LambdaLR turns its rate. (A real one takes 2 s to import.)"""

    def __init__(self):
        self.param_groups, self.defaults = [{"params": [], "lr": 1.0}], {}

    def step(self):
        """Nothing to move."""


def scheduled(d, warm, counted_from):
    """The rates of the first steps by torch's LambdaLR, whose k starts at 0."""
    optimizer = Idle()
    scheduler = LambdaLR(optimizer, lambda k: float(rate(k + counted_from, d, warm)))
    rates = []
    for _ in range(TAKEN):
        rates.append(optimizer.param_groups[0]["lr"])  # what this step is taken with
        optimizer.step()
        scheduler.step()
    return torch.tensor(rates)


def check_lambda_lr_gives_the_same(rng, d=D):
    """torch's LambdaLR with lr(k + 1) gives lr(t) for t = 1 … 60 (w = 20)."""
    return exact(scheduled(d, 20, counted_from=1), rate(torch.arange(TAKEN) + 1, d, 20), ops=10)


@guards(check_lambda_lr_gives_the_same)
def control_counted_from_zero(rng, d=D):
    """With lr(k) every step has the rate of the one before, and the first has 0."""
    return exact(scheduled(d, 20, counted_from=0), rate(torch.arange(TAKEN) + 1, d, 20), ops=10)


if __name__ == "__main__":
    main()
