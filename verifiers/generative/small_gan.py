"""A GAN in one dimension: with the usual remedies it learns; against a D that stands still it collapses.

Data N(μ, ½²). Generator G(z) = m + s·z, from m = 0 and s = 1. Discriminator: logit w₀ + w₁x + w₂x², from
the parabola 4μx − 1.5x². The remedies: the loss −log D for the generator, three steps of D for
one of G, and the mean of G over the last half.

If D is frozen, the generator has one aim: the place where D is largest. All samples go there, s → 0. It is
mode collapse in its purest form: only D's answer keeps the samples apart, and leads m to μ.

The remedies are no guarantee. Far from the origin the features 1, x, x² are nearly dependent, D learns
slowly, and the generator has collapsed before D can answer: with data at 1.2 the same game fails.
"""

import torch
from torch.nn.functional import softplus

from quiz.lab import Knob, guards, main, trained

MEAN = Knob(0.4, [-0.5, -0.2, 0.4], "mean of the data")
FAR = 1.2  # a mean at which it fails
SCALE = 0.5  # deviation of the data
RUNS, BATCH, UPDATES = 24, 32, 80
RATE_D, RATE_G = 0.4, 0.15


def steps_three_times(w, g, mean, rng):
    """D after three steps up the gradient of log D(real) + log(1 − D(fake)); w (runs, 3), g (runs, 2)."""
    for _ in range(3):
        real = mean + SCALE * torch.randn(RUNS, BATCH, generator=rng)
        fake = g[:, :1] + g[:, 1:] * torch.randn(RUNS, BATCH, generator=rng)
        x = torch.cat([real, fake], 1)[..., None] ** torch.arange(3)  # (runs, 2·batch, 3)
        logits = (x @ w[..., None]).squeeze(-1)  # (runs, 2·batch)
        is_real = (torch.arange(2 * BATCH) < BATCH).double()
        w = w + RATE_D * 2 * ((is_real - logits.sigmoid())[..., None] * x).mean(1)
    return w


def stands_still(w, g, mean, rng):
    """D as it was."""
    return w


def play(rng, mean, move):
    """Mean m and mean |s| of the generators (runs, 2) over the last half of the game."""
    w = torch.tensor([[0.0, 4 * mean, -1.5]]).repeat(RUNS, 1)  # a parabola, largest at 4/3 of the mean
    g = torch.tensor([[0.0, 1.0]]).repeat(RUNS, 1)
    kept = []
    for _ in range(UPDATES):
        w = move(w, g, mean, rng)
        g.requires_grad_()
        x = g[:, :1] + g[:, 1:] * torch.randn(RUNS, BATCH, generator=rng)
        loss = softplus(-(w[:, :1] + w[:, 1:2] * x + w[:, 2:] * x**2)).mean(1).sum()  # −log D
        (slope,) = torch.autograd.grad(loss, g)
        g = (g - RATE_G * slope).detach()
        kept.append(torch.stack([g[:, 0], g[:, 1].abs()], 1))
    return torch.stack(kept[UPDATES // 2 :]).mean(0)


def distance(rng, mean, move):
    """The larger one of |m − μ| and ||s| − ½|, for each run."""
    return (play(rng, mean, move) - torch.tensor([mean, SCALE])).abs().amax(1)


def check_it_learns_mean_and_scale(rng, mean=MEAN):
    """With D in step the generator's mean and deviation come within 0.15 of those of the data."""
    return trained(distance(rng, mean, steps_three_times), at_most=0.15)


@guards(check_it_learns_mean_and_scale)
def control_d_frozen(rng, mean=MEAN):
    """With D frozen they do not: all samples go where D is largest."""
    return trained(distance(rng, mean, stands_still), at_most=0.15)


def check_against_a_frozen_d_it_collapses(rng, mean=MEAN):
    """Against a frozen D the generator's deviation falls below 0.05: all samples become one."""
    return trained(play(rng, mean, stands_still)[:, 1], at_most=0.05)


def check_it_may_collapse_all_the_same(rng):
    """The same game with data at 1.2 collapses below 0.05, D in step or not: nothing guarantees success."""
    return trained(play(rng, FAR, steps_three_times)[:, 1], at_most=0.05)


@guards(check_against_a_frozen_d_it_collapses, check_it_may_collapse_all_the_same)
def control_d_in_step(rng, mean=MEAN):
    """Against a D that keeps learning, and with data near the origin, it does not."""
    return trained(play(rng, mean, steps_three_times)[:, 1], at_most=0.05)


if __name__ == "__main__":
    main()
