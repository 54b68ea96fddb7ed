"""How variable selection weights come about, and what may be read from them.

The Temporal Fusion Transformer gives each variable a vector ξ_j of its own and goes on with their weighted
mean,

    Σ_j v_j ξ_j,      v = softmax of a small net over all variables:   v_j ≥ 0,  Σ_j v_j = 1

Every ξ_j comes out of a LayerNorm, so it cannot fade by itself: only its weight can silence a variable. Here,
in the smallest such model, ξ_j = x_j has variance 1, v = softmax(x·G + g), and one scale s follows: ŷ = s·Σ_j
v_j x_j. The outcome is y = Σ_j x_j over the first two of six variables. Trained side by side by gradient
descent, the models leave hardly any weight to the others, which could only add noise.

But a small weight does not say that a variable is of no use. If x_k is a copy of x_j, all of v_j may move to
v_k, and nothing that comes out changes: which of the two has the weight is left to chance.
"""

import torch

from quiz.lab import Knob, exact, guards, main, once, trained

USED = Knob(2, [1, 2], "variables on which the outcome depends")
RUNS, BATCH, STEPS, VARIABLES = 24, 32, 250, 6


def selected(x, parts):
    """Weights (R, B, VARIABLES) for inputs (R, B, VARIABLES), and the forecast (R, B)."""
    mix, bias, scale = parts
    v = (x @ mix + bias).softmax(-1)
    return v, scale * (v * x).sum(-1)


def learned(rng, used, steps=STEPS):
    """Weights of RUNS models, trained on fresh inputs by gradient descent with momentum."""
    shapes = [(RUNS, VARIABLES, VARIABLES), (RUNS, 1, VARIABLES), (RUNS, 1)]
    parts = [0.1 * torch.randn(*shape, generator=rng) for shape in shapes]
    moves = [torch.zeros_like(part) for part in parts]
    for _ in range(steps):
        x = torch.randn(RUNS, BATCH, VARIABLES, generator=rng)
        leaves = [part.requires_grad_() for part in parts]
        error = (selected(x, leaves)[1] - x[..., :used].sum(-1)).square()
        slopes = torch.autograd.grad(error.mean(1).sum(), leaves)
        moves = [0.9 * move + slope for move, slope in zip(moves, slopes, strict=True)]
        parts = [(part - 0.05 * move).detach() for part, move in zip(parts, moves, strict=True)]
    return parts


@once
def tested(rng, used, **how):
    """Weights (R, 200, VARIABLES) and squared errors (R, 200) of the trained models on fresh inputs."""
    x = torch.randn(RUNS, 200, VARIABLES, generator=rng)
    v, forecast = selected(x, learned(rng, used, **how))
    return v, (forecast - x[..., :used].sum(-1)).square()


def weight_of_the_used(rng, used, **how):
    """Mean weight of the first `used` variables together, at least 0.9."""
    v, _ = tested(rng, used, **how)
    evidence = trained(v[..., :used].sum(-1).mean(1), at_least=0.9)
    return evidence.heat(v.mean(1), "weights", x="variable", y="run")


def check_the_weight_goes_to_the_used(rng, used=USED):
    """The variables on which the outcome depends get at least 0.9 of the weight, the rest less than 0.1."""
    return weight_of_the_used(rng, used)


@guards(check_the_weight_goes_to_the_used)
def control_untrained(rng, used=USED):
    """Before training they get far less."""
    return weight_of_the_used(rng, used, steps=0)


def unexplained(rng, used, **how):
    """Mean squared error of the forecast, at most 0.3."""
    _, error = tested(rng, used, **how)
    return trained(error.mean(1), at_most=0.3)


def check_it_forecasts(rng, used=USED):
    """A model with such weights forecasts: its mean squared error is below 0.3, the outcome's variance 2."""
    return unexplained(rng, used)


@guards(check_it_forecasts)
def control_no_training(rng, used=USED):
    """Before training it is larger."""
    return unexplained(rng, used, steps=0)


def moved(rng, last):
    """A forecast after all weight of the first variable has moved to the last, against the one before."""
    x, v = torch.randn(9, VARIABLES, generator=rng), torch.rand(9, VARIABLES, generator=rng)
    x[:, -1] = last(x)
    other = v.clone()
    other[:, -1] += v[:, 0]
    other[:, 0] = 0
    return exact((other * x).sum(-1), (v * x).sum(-1), ops=4 * VARIABLES, scale=4)


def check_a_copy_can_take_the_weight(rng):
    """If the last variable is a copy of the first, it can take all its weight, and no forecast changes."""
    return moved(rng, lambda x: x[:, 0])


@guards(check_a_copy_can_take_the_weight)
def control_not_a_copy(rng):
    """If it is not, forecasts change."""
    return moved(rng, lambda x: x[:, -1])


if __name__ == "__main__":
    main()
