"""What is left of an LSTM's gradient, and what makes it grow.

Let an LSTM rest: inputs, state and cell are 0, and no gate but the forget gate has a bias, b. Then at every
step i = o = σ(0) = ½ and f = σ(b), and near 0, where tanh has slope 1,

    c_t = σ(b)·c_{t−1} + ½·U_g h_{t−1},     h_{t−1} = ½·c_{t−1}

    ∂c_T/∂c_0 = (σ(b)·I + ¼·U_g)^T

with the recurrent weights U_g of the candidate. The first term is the direct path. It depends on the bias
alone, σ(b)^T: 20 steps leave 9.5·10⁻⁷ at b = 0, 0.0019 at b = 1 and 0.38 at b = 3. So it fades as well, only
more slowly, and how slowly is set by b. The second term is the RNN's old trouble, weights raised to the power
T. With U_g = u·I the gradient grows as (σ(b) + u/4)^T: at u = 3 and b = 1 by 1.48 a step, 2,579 in 20 steps.

torch keeps two biases, b_ih and b_hh, adds them, and draws both from ±1/√h: b is near 0 unless you set it.
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, estimate, exact, guards, main

BIAS = Knob(1.0, [0.0, 1.0, 2.0, 3.0], "bias of the forget gate")
STEPS = Knob(20, [10, 20, 50], "steps that the gradient goes back")
WEIGHT = Knob(3.0, [2.0, 3.0, 6.0], "size u of the recurrent weights of the candidate")
D, HIDDEN = 3, 4
FORGET, CANDIDATE = slice(HIDDEN, 2 * HIDDEN), slice(2 * HIDDEN, 3 * HIDDEN)  # torch's order: i, f, g, o
OPS = 8 * HIDDEN  # of one step


def derivative(u_g, steps, b_ih, b_hh=0.0):
    """∂c_T/∂c_0 (h, h) of torch's LSTM at rest, by autograd; its other weights are torch's random ones."""
    lstm = nn.LSTM(D, HIDDEN).requires_grad_(False)
    lstm.bias_ih_l0.zero_()[FORGET] = b_ih
    lstm.bias_hh_l0.zero_()[FORGET] = b_hh
    lstm.weight_hh_l0[CANDIDATE] = u_g
    x, rest = torch.zeros(steps, D), torch.zeros(HIDDEN)
    # h_0 shows the cell as any later h does, so that both paths are there from the first step on.
    return jacobian(lambda c: lstm(x, (c[None] / 2, c[None]))[1][1][0], rest)


def power_of_the_gate(u_g, bias, steps):
    """Whether the derivative is σ(b)^T times the identity."""
    left = torch.tensor(bias).sigmoid() ** steps * torch.eye(HIDDEN)
    return exact(derivative(u_g, steps, bias), left, ops=steps * OPS)


def check_the_direct_path_is_a_power_of_the_gate(rng, bias=BIAS, steps=STEPS):
    """At rest and with U_g = 0, σ(b)^T of the gradient is left after T steps: 0.0019 for b = 1 and T = 20."""
    return power_of_the_gate(torch.zeros(HIDDEN, HIDDEN), bias, steps)


@guards(check_the_direct_path_is_a_power_of_the_gate)
def control_through_the_state_as_well(rng, bias=BIAS, steps=STEPS):
    """With recurrent weights, and so a path through h, it is another matrix."""
    return power_of_the_gate(torch.randn(HIDDEN, HIDDEN, generator=rng), bias, steps)


def power_of_both(rng, bias, steps, through_h):
    """Whether the derivative is (σ(b)·I + through_h·U_g)^T for a random U_g."""
    u_g = torch.randn(HIDDEN, HIDDEN, generator=rng)
    factor = torch.tensor(bias).sigmoid() * torch.eye(HIDDEN) + through_h * u_g
    return exact(derivative(u_g, steps, bias), factor.matrix_power(steps), ops=steps * OPS)


def check_the_state_adds_a_weight_matrix(rng, bias=BIAS, steps=STEPS):
    """At rest ∂c_T/∂c_0 = (σ(b)·I + ¼·U_g)^T: weights to the power T are back."""
    return power_of_both(rng, bias, steps, through_h=1 / 4)


@guards(check_the_state_adds_a_weight_matrix)
def control_the_gate_alone(rng, bias=BIAS, steps=STEPS):
    """The forget gate alone does not give it."""
    return power_of_both(rng, bias, steps, through_h=0)


def largest_stretch(u_g, weight, bias, steps):
    """Whether the spectral norm of the derivative is (σ(b) + u/4)^T."""
    norm = torch.linalg.matrix_norm(derivative(u_g, steps, bias), 2)
    return exact(norm, (torch.tensor(bias).sigmoid() + weight / 4) ** steps, ops=steps * OPS)


def check_large_weights_explode(rng, weight=WEIGHT, bias=BIAS, steps=STEPS):
    """At rest and with U_g = u·I the gradient grows as (σ(b) + u/4)^T: 2,579 for u = 3, b = 1 and T = 20."""
    return largest_stretch(weight * torch.eye(HIDDEN), weight, bias, steps)


@guards(check_large_weights_explode)
def control_without_recurrent_weights(rng, weight=WEIGHT, bias=BIAS, steps=STEPS):
    """With U_g = 0 nothing grows."""
    return largest_stretch(torch.zeros(HIDDEN, HIDDEN), weight, bias, steps)


def kept_in_one_step(b_ih, b_hh):
    """Whether a step keeps σ(2) = 0.88 of the cell."""
    kept = derivative(torch.zeros(HIDDEN, HIDDEN), 1, b_ih, b_hh).diagonal()
    return exact(kept, torch.tensor(2.0).sigmoid().expand(HIDDEN), ops=OPS)


def check_torchs_two_biases_add(rng):
    """Set both of torch's forget biases to 1 and the gate starts at σ(2) = 0.88, not at σ(1)."""
    return kept_in_one_step(1.0, 1.0)


@guards(check_torchs_two_biases_add)
def control_one_bias_set(rng):
    """With one of them set it starts at σ(1) = 0.73."""
    return kept_in_one_step(1.0, 0.0)


def fresh_biases():
    """All biases of a fresh nn.LSTM whose state is 64 wide, those of the forget gate among them."""
    lstm = nn.LSTM(D, 64)
    return torch.cat([lstm.bias_ih_l0, lstm.bias_hh_l0]).detach()


def check_torch_starts_near_zero(rng):
    """A fresh nn.LSTM draws its biases evenly from ±1/√h: at h = 64 their mean size is 1/16."""
    return estimate(lambda: fresh_biases().abs().mean(), predicted=1 / 16, within="10%")


@guards(check_torch_starts_near_zero)
def control_started_at_one(rng):
    """Moved by 1 they are not of that size."""
    return estimate(lambda: (fresh_biases() + 1).abs().mean(), predicted=1 / 16, within="10%")


if __name__ == "__main__":
    main()
