"""Why an RNN forgets what is far back.

A linear RNN, h_t = W h_{t−1} + U x_t, has ∂h_n/∂x_{n−k} = Wᵏ U: one factor W for every step in between.
With W = ρ·(a rotation) the norm is exactly ρᵏ·‖U‖: its logarithm is a line in k, of slope log ρ. At ρ = 0.9
fifty steps leave 0.9⁵⁰ ≈ 0.5 %; at ρ = 1 nothing is lost. (Other matrices of spectral radius ρ may grow at
first; in the long run they follow the same rate.)
"""

import math

import torch
from torch.autograd.functional import jacobian

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(24, [12, 24, 40], "length of the sequence")
RHO = Knob(0.9, [0.5, 0.8, 0.9, 0.97], "factor by which each recurrent step shrinks the state")
DISTANCE = Knob(20, [1, 5, 20, 50], "steps between the input and the output")
D, WIDTH = 5, 3


def sensitivity(rng, n, rho):
    """‖∂h_n/∂x_{n−k}‖ as a share of ‖U‖ at distances k from 0 to n−1, Frobenius norms: (n,)."""
    rotation, _ = torch.linalg.qr(torch.randn(WIDTH, WIDTH, generator=rng))
    w, u = rho * rotation, torch.randn(D, WIDTH, generator=rng)

    def last_state(x):
        state = torch.zeros(1, WIDTH)
        for token in x.split(1):
            state = torch.addmm(token @ u, state, w)  # x_t U + h_{t−1} W
        return state

    rows = jacobian(last_state, torch.randn(n, D, generator=rng))  # (1, WIDTH, n, D)
    return rows.square().sum((0, 1, 3)).sqrt().flip(0) / torch.linalg.norm(u)


def check_decay_at_log_rho(rng, n=N, rho=RHO):
    """Linear RNN with W = ρ·rotation: log ‖∂h_n/∂x‖ against distance has slope log ρ."""
    return slope(range(n), sensitivity(rng, n, rho), math.log(rho), 1e-9, log="y")


@guards(check_decay_at_log_rho)
def control_a_pure_rotation_forgets_nothing(rng, n=N, rho=RHO):
    """At ρ = 1 the recurrence is orthogonal and the gradient does not decay at all."""
    return slope(range(n), sensitivity(rng, n, 1.0), math.log(rho), 1e-9, log="y")


def check_rho_to_the_distance_is_left(rng, distance=DISTANCE, rho=RHO):
    """Linear RNN with W = ρ·rotation: a share ρᵏ of the gradient's norm is left k steps back."""
    return exact(sensitivity(rng, distance + 1, rho)[-1], rho**distance, ops=(distance + 2) * 4 * D)


@guards(check_rho_to_the_distance_is_left)
def control_a_pure_rotation_keeps_all(rng, distance=DISTANCE, rho=RHO):
    """At ρ = 1 the whole norm is left, at any distance."""
    return exact(sensitivity(rng, distance + 1, 1.0)[-1], rho**distance, ops=(distance + 2) * 4 * D)


if __name__ == "__main__":
    main()
