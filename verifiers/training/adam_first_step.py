"""What Adam's first step is, and what bias correction is for.

    m ← β₁m + (1 − β₁)g      m̂ = m/(1 − β₁ᵗ)
    v ← β₂v + (1 − β₂)g²     v̂ = v/(1 − β₂ᵗ)      w ← w − lr·m̂/√v̂

The averages m and v begin at 0, and the divisors make up for it. At t = 1 they give m̂ = g and √v̂ = |g|:
each weight moves by exactly lr, whatever the size of its gradient.

Without the divisors the first step would be (1 − β₁)/√(1 − β₂)·lr. That may be larger or smaller: 3.16·lr for
β₁ = 0.9 and β₂ = 0.999, where v is even farther too small than m, and 0.71·lr for β₂ = 0.98, the value of the
first Transformer.
"""

import math

import torch
from torch.optim.adam import adam

from quiz.lab import Knob, exact, guards, main

BETA2 = Knob(0.999, [0.98, 0.999, 0.9999], "β₂: decay of the average of squares")
STEPS = Knob(7, [3, 7, 20], "steps that are compared with torch's")
BETA1, LR, WEIGHTS = 0.9, 0.02, 130


def corrected(average, beta, t):
    """An average that began at 0, divided by what its weights add up to."""
    return average / (1 - beta**t)


def uncorrected(average, beta, t):
    """An average as it is."""
    return average


def walk(gradients, beta2, correct):
    """Where weights that began at 0 are after the gradients, one row (n,) a step."""
    w = m = v = torch.zeros_like(gradients[0])
    for t, g in enumerate(gradients, 1):
        m = BETA1 * m + (1 - BETA1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - LR * correct(m, BETA1, t) / correct(v, beta2, t).sqrt()
    return w


def torchs_walk(gradients, beta2):
    """The same by torch's own Adam, with ε = 0."""
    w, m, v = torch.zeros(3, gradients.shape[1])
    count = torch.tensor(0.0)
    how = {"beta1": BETA1, "beta2": beta2, "lr": LR, "weight_decay": 0, "eps": 0}
    for g in gradients:
        adam([w], [g], [m], [v], [], [count], amsgrad=False, maximize=False, **how)
    return w


def unequal(rng, steps):
    """Gradients (steps, n), whose sizes differ by orders of magnitude."""
    return 5 * torch.randn(steps, WEIGHTS, generator=rng)


def against_torch(rng, steps, beta2, correct):
    """The walk above and torch's."""
    gradients = unequal(rng, steps)
    return exact(walk(gradients, beta2, correct), torchs_walk(gradients, beta2), ops=20 * steps, scale=1.0)


def check_the_lines_above_are_torchs_adam(rng, steps=STEPS, beta2=BETA2):
    """The lines above are torch's Adam."""
    return against_torch(rng, steps, beta2, corrected)


@guards(check_the_lines_above_are_torchs_adam)
def control_no_corrections(rng, steps=STEPS, beta2=BETA2):
    """Without the corrections they are not."""
    return against_torch(rng, steps, beta2, uncorrected)


def first_steps(rng, beta2, correct, predicted):
    """The size of each weight's first step in units of lr."""
    sizes = walk(unequal(rng, 1), beta2, correct).abs() / LR
    return exact(sizes, torch.full_like(sizes, predicted), ops=20)


def check_the_first_step_is_lr(rng, beta2=BETA2):
    """The first step moves every weight by lr, whatever the size of its gradient."""
    return first_steps(rng, beta2, corrected, 1)


@guards(check_the_first_step_is_lr)
def control_first_step_without_corrections(rng, beta2=BETA2):
    """Without the corrections it does not."""
    return first_steps(rng, beta2, uncorrected, 1)


def check_uncorrected_it_is_another(rng, beta2=BETA2):
    """Without the corrections the first step is (1 − β₁)/√(1 − β₂)·lr: 3.16·lr for (0.9, 0.999)."""
    return first_steps(rng, beta2, uncorrected, (1 - BETA1) / math.sqrt(1 - beta2))


@guards(check_uncorrected_it_is_another)
def control_first_step_with_corrections(rng, beta2=BETA2):
    """With them it is lr."""
    return first_steps(rng, beta2, corrected, (1 - BETA1) / math.sqrt(1 - beta2))


if __name__ == "__main__":
    main()
