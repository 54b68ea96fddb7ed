"""Why an RNN's gradient vanishes or explodes: it is a product with one factor for each step.

For h_t = tanh(W x_t + U h_{t−1} + b) the chain rule gives

    ∂h_T/∂h_0 = J_T ⋯ J_2 J_1,     J_t = diag(1 − h_t²) U.

Take U = ρ·(a rotation), and inputs that hold every unit at ±c. Then J_t is ρ(1 − c²) times an orthogonal
matrix, and in the spectral norm (the most that any direction is stretched)

    ‖∂h_T/∂h_0‖ = (ρ(1 − c²))^T.

With a logarithmic axis that is a line in T, falling if ρ(1 − c²) < 1 and rising if it is > 1. At c = 0, where
tanh has slope 1, ρ alone decides: at ρ = 1.1 fifty steps make 117 of 1. Everywhere else tanh takes its share:
at c = 0.6 it leaves 0.64 a step, so that even ρ = 1.25 shrinks the gradient to 0.8 a step.

The linear case below 1 is in `attention/rnn_decay.py`; what a U that is no rotation does, in
`transient_growth.py`.
"""

import math

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main, slope

GROWTH = Knob(1.1, [1.05, 1.1, 1.25], "factor by which U stretches the state, above 1")
RHO = Knob(1.25, [0.8, 0.9, 1.25], "factor by which U stretches the state, where tanh shrinks it")
LEVEL = Knob(0.6, [0.3, 0.6, 0.9], "where the units are held: at plus or minus this")
STEPS = Knob(11, [5, 11, 15, 21], "steps that the gradient goes back")
D, WIDTH = 5, 4
OPS = 4 * (D + WIDTH)  # of one step


def cell_with(rng, rho):
    """torch's RNN cell with U = rho·(a random rotation)."""
    cell = nn.RNNCell(D, WIDTH)
    rotation, _ = torch.linalg.qr(torch.randn(WIDTH, WIDTH, generator=rng))
    cell.weight_hh.data = rho * rotation
    return cell


def run(rng, cell, steps, level=None):
    """States h_0 … h_T, each (1, WIDTH), under random inputs, or under inputs that hold them at ±level."""
    h = torch.zeros(1, WIDTH, requires_grad=True)
    states = [h]
    for _ in range(steps):
        x = torch.randn(1, D, generator=rng)
        if level is not None:  # solve W x = atanh(±level) − U h − b for the input x, (1, D)
            wanted = level * torch.randn(1, WIDTH, generator=rng).sign()
            missing = wanted.atanh() - cell.bias_ih - cell.bias_hh - h @ cell.weight_hh.T
            x = (missing @ torch.linalg.pinv(cell.weight_ih).T).detach()
        h = cell(x, h)
        states.append(h)
    return states


def jacobians(states):
    """∂h_T/∂h_t for t = T … 0 by autograd, (T + 1, WIDTH, WIDTH)."""
    rows = [torch.autograd.grad(unit, states, retain_graph=True) for unit in states[-1][0]]
    return torch.stack([torch.cat(row) for row in rows], dim=-2).flip(0)


def norms(rng, rho, steps, level):
    """‖∂h_T/∂h_t‖ at distances T − t = 0 … T, (T + 1,)."""
    return torch.linalg.matrix_norm(jacobians(run(rng, cell_with(rng, rho), steps, level)), 2)


def product_and_autograd(rng, steps, slope_of_tanh):
    """J_T ⋯ J_1 written out, against autograd, for random U and inputs."""
    cell = nn.RNNCell(D, WIDTH)
    states = run(rng, cell, steps)
    product = torch.eye(WIDTH)
    for h in states[1:]:
        product = slope_of_tanh(h).T * cell.weight_hh @ product
    return exact(product, jacobians(states)[-1], ops=steps * OPS)


def check_it_is_a_product_of_jacobians(rng, steps=STEPS):
    """∂h_T/∂h_0 is the product of the J_t = diag(1 − h_t²) U, the last step's leftmost."""
    return product_and_autograd(rng, steps, lambda h: 1 - h**2)


@guards(check_it_is_a_product_of_jacobians)
def control_without_the_slope_of_tanh(rng, steps=STEPS):
    """The product of the U alone is something else."""
    return product_and_autograd(rng, steps, torch.ones_like)


def check_it_grows_at_log_rho(rng, growth=GROWTH, steps=STEPS):
    """U = ρ·rotation with ρ > 1, units at 0: the log of the gradient's norm rises by log ρ a step."""
    return slope(range(steps + 1), norms(rng, growth, steps, 0.0), math.log(growth), 1e-9, log="y")


@guards(check_it_grows_at_log_rho)
def control_a_pure_rotation_keeps_it(rng, growth=GROWTH, steps=STEPS):
    """At ρ = 1 the gradient keeps its norm: nothing grows."""
    return slope(range(steps + 1), norms(rng, 1.0, steps, 0.0), math.log(growth), 1e-9, log="y")


def check_saturation_shrinks_it_further(rng, rho=RHO, level=LEVEL, steps=STEPS):
    """U = ρ·rotation, units at ±c: the log of the gradient's norm changes by log(ρ(1 − c²)) a step."""
    rate = math.log(rho * (1 - level**2))
    return slope(range(steps + 1), norms(rng, rho, steps, level), rate, 1e-9, log="y")


@guards(check_saturation_shrinks_it_further)
def control_units_at_zero(rng, rho=RHO, level=LEVEL, steps=STEPS):
    """With its units at 0 the same RNN follows ρ alone."""
    rate = math.log(rho * (1 - level**2))
    return slope(range(steps + 1), norms(rng, rho, steps, 0.0), rate, 1e-9, log="y")


def check_what_is_left(rng, rho=RHO, level=LEVEL, steps=STEPS):
    """U = ρ·rotation, units at ±c: after T steps the norm is (ρ(1 − c²))^T."""
    return exact(norms(rng, rho, steps, level)[-1], (rho * (1 - level**2)) ** steps, ops=steps * OPS)


@guards(check_what_is_left)
def control_what_rho_alone_leaves(rng, rho=RHO, level=LEVEL, steps=STEPS):
    """With its units at 0 the same RNN has ρ^T instead."""
    return exact(norms(rng, rho, steps, 0.0)[-1], (rho * (1 - level**2)) ** steps, ops=steps * OPS)


if __name__ == "__main__":
    main()
