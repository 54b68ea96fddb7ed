"""Why Adam wants a small learning rate at first: what it divides by rests on few samples.

Adam multiplies a gradient by ψ = 1/√v̂, where v̂ is an average of the t squares so far. Let all gradients
be normal with variance 1, so that the right factor is 1. Early on the average is over t numbers and no
more, and ψ = √(t/χ²_t): some weights get a factor far too large, and it is luck which. As t grows the
weighted average is worth ρ_t numbers of equal weight, and (RAdam, 2020; it needs ρ_t > 4)

    E[ψ] = √(ρ/2)·Γ((ρ − 1)/2)/Γ(ρ/2),  E[ψ²] = ρ/(ρ − 2)
    ρ_t = ρ_∞ − 2tβ₂ᵗ/(1 − β₂ᵗ),  ρ_∞ = 2/(1 − β₂) − 1

At β₂ = 0.999 the variance is 0.25 at step 5, 0.08 at step 10 and 0.011 at step 50. A warm-up keeps lr small
until v̂ has seen enough. SGD divides by nothing: it has no such term.

Each factor is read off torch's own optimizer, as the step divided by lr and by the gradient (β₁ = 0, ε = 0).
"""

import math

import torch
from torch.optim.adam import adam
from torch.optim.sgd import sgd

from quiz.lab import Knob, estimate, exact, guards, main, order

T = Knob(10, [8, 10, 20, 50], "step at which the factor is looked at")
BETA2 = Knob(0.999, [0.99, 0.999, 0.9999], "β₂: decay of the average of squares")
LR, REPLICATES, WEIGHTS = 0.02, 64, 800


def adam_walk(gradients, beta2):
    """How far torch's Adam moves all weights in its last step, for gradients (t, …)."""
    w, m, v = torch.zeros(3, *gradients.shape[1:])
    count = torch.tensor(0.0)
    how = {"beta1": 0, "beta2": beta2, "lr": LR, "weight_decay": 0, "eps": 0}
    for g in gradients:
        before = w.clone()
        adam([w], [g], [m], [v], [], [count], amsgrad=False, maximize=False, **how)
    return before - w


def sgd_walk(gradients, beta2):
    """How far torch's SGD does."""
    w = torch.zeros_like(gradients[0])
    how = {"momentum": 0, "dampening": 0, "lr": LR, "weight_decay": 0}
    sgd([w], [gradients[-1]], [None], nesterov=False, maximize=False, **how)
    return -w


def factors(rng, t, beta2, walk):
    """What each weight's normal gradient is multiplied by at step t: (replicates, weights)."""
    gradients = torch.randn(t, REPLICATES, WEIGHTS, generator=rng)
    return walk(gradients, beta2) / (LR * gradients[-1])


def spread(rng, t, beta2, walk):
    """The variance of the factors over the weights: (replicates,)."""
    return factors(rng, t, beta2, walk).var(1)


def worth(t, beta2):
    """ρ_t: how many squares of equal weight the average is worth at step t."""
    return 2 / (1 - beta2) - 1 - 2 * t * beta2**t / (1 - beta2**t)


def mean_factor(t, beta2):
    """E[ψ] at step t."""
    rho = worth(t, beta2)
    return math.sqrt(rho / 2) * math.exp(math.lgamma((rho - 1) / 2) - math.lgamma(rho / 2))


def closed_form(t, beta2):
    """RAdam's variance of the factor at step t: E[ψ²] − E[ψ]²."""
    rho = worth(t, beta2)
    return rho / (rho - 2) - mean_factor(t, beta2) ** 2


def check_the_factor_varies(rng, t=T, beta2=BETA2):
    """For normal gradients Var[1/√v̂] at step t is RAdam's closed form, within 15 %."""
    return estimate(lambda: spread(rng, t, beta2, adam_walk), closed_form(t, beta2), within="15%")


@guards(check_the_factor_varies)
def control_sgd(rng, t=T, beta2=BETA2):
    """SGD's factor is the same for all: nothing varies."""
    return exact(spread(rng, t, beta2, sgd_walk).mean(), closed_form(t, beta2))


def check_on_average_it_is_too_large(rng, t=T, beta2=BETA2):
    """The mean factor is √(ρ/2)·Γ((ρ − 1)/2)/Γ(ρ/2), more than the right one: 1.08 at step 10."""
    return estimate(lambda: factors(rng, t, beta2, adam_walk).mean(1), mean_factor(t, beta2), within="1%")


@guards(check_on_average_it_is_too_large)
def control_sgds_factor(rng, t=T, beta2=BETA2):
    """SGD's is 1."""
    return exact(factors(rng, t, beta2, sgd_walk).mean(), mean_factor(t, beta2))


def early_over_late(rng, beta2, early, late):
    """Whether the factor varies four times as much at an early step as at a late one."""
    return order(
        lambda: spread(rng, early, beta2, adam_walk), lambda: spread(rng, late, beta2, adam_walk), times=4
    )


def check_it_varies_most_early(rng, beta2=BETA2):
    """At step 8 the factor varies more than four times as much as at step 50."""
    return early_over_late(rng, beta2, 8, 50)


@guards(check_it_varies_most_early)
def control_between_late_steps(rng, beta2=BETA2):
    """From step 40 to step 50 little changes."""
    return early_over_late(rng, beta2, 40, 50)


if __name__ == "__main__":
    main()
