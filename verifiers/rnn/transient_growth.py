"""All eigenvalues below 1, and the gradient grows first: what the spectral radius does not say.

A linear RNN h_t = A h_{t−1} has ∂h_T/∂h_0 = A^T. Let A = [[0.9, b], [0, 0.9]]: both eigenvalues are 0.9. Yet

    A^T = [[0.9^T, T·b·0.9^(T−1)], [0, 0.9^T]]

and the corner rises as long as T grows faster than 0.9^T falls, up to T = 9 and T = 10 (equally high). For
b = 10 it reaches 38.7, and the norm is back below 1 at step 63 only. In the long run it does fall at rate
log 0.9 a step: the spectral radius ρ is a statement on T → ∞, ‖A^T‖^(1/T) → ρ.

The norm itself decays monotonically if A is normal (AAᵀ = AᵀA), as are rotations and symmetric
matrices, and this one for b = 0. A trained U has no reason to be.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main, slope

COUPLING = Knob(10.0, [2.0, 4.0, 10.0, 30.0], "the entry b above the diagonal")
DECAY = 0.9  # both eigenvalues
STEPS = 80


def growth(coupling, steps):
    """∂h_T/∂h_0 of the linear RNN for T = 1 … steps, by autograd: (steps, 2, 2)."""
    matrix = torch.tensor([[DECAY, coupling], [0.0, DECAY]])
    states = [torch.zeros(2, requires_grad=True)]
    for _ in range(steps):
        states.append(matrix @ states[-1])
    # Every step is alike, so that how far back it is, is all that counts: one pass gives all T.
    rows = [torch.autograd.grad(unit, states[:-1], retain_graph=True) for unit in states[-1]]
    return torch.stack([torch.stack(row) for row in rows], dim=1).flip(0)


def norms(coupling, steps):
    """The spectral norms of these matrices, (steps,)."""
    return torch.linalg.matrix_norm(growth(coupling, steps), 2)


def powers(coupling):
    """A^T in closed form for T = 1 … STEPS, (STEPS, 2, 2)."""
    t = torch.arange(1.0, STEPS + 1)
    kept, corner = DECAY**t, t * coupling * DECAY ** (t - 1)
    return torch.stack([kept, corner, 0 * t, kept], dim=-1).unflatten(-1, (2, 2))


def check_the_corner_rises_and_falls(rng, coupling=COUPLING):
    """∂h_T/∂h_0 is [[0.9^T, T·b·0.9^(T−1)], [0, 0.9^T]], for T from 1 to 80."""
    evidence = exact(growth(coupling, STEPS), powers(coupling), ops=4 * STEPS)
    t, shown = range(1, STEPS + 1), norms(coupling, STEPS)
    decay = [DECAY**k for k in t]
    return evidence.plot(
        x="steps", y="norm of the gradient", log_y=True, measured=(t, shown), radius=(t, decay)
    )


@guards(check_the_corner_rises_and_falls)
def control_a_normal_matrix(rng, coupling=COUPLING):
    """Without b there is no corner, and everything falls from the first step on."""
    return exact(growth(0.0, STEPS), powers(coupling), ops=4 * STEPS)


def check_the_peak_is_at_ten_steps(rng, coupling=COUPLING):
    """The largest entry of any A^T is 10·b·0.9⁹, reached after ten steps (and nine): 38.7 for b = 10."""
    return exact(growth(coupling, STEPS).max(), 10 * coupling * DECAY**9, ops=4 * STEPS)


@guards(check_the_peak_is_at_ten_steps)
def control_the_peak_of_a_normal_matrix(rng, coupling=COUPLING):
    """Without b no entry is ever larger than 0.9."""
    return exact(growth(0.0, STEPS).max(), 10 * coupling * DECAY**9, ops=4 * STEPS)


def first_below_one(coupling):
    """The first T with ‖A^T‖ < 1."""
    return 1 + int((norms(coupling, STEPS) < 1).int().argmax())


def check_it_takes_63_steps_to_fall_below_1(rng):
    """For b = 10 the norm of the gradient falls below 1 at step 63."""
    return exact(first_below_one(10.0), 63)


@guards(check_it_takes_63_steps_to_fall_below_1)
def control_normal_at_once(rng):
    """Without b it is below 1 after one step."""
    return exact(first_below_one(0.0), 63)


def rate(coupling, first, last):
    """Whether log ‖A^T‖ changes by log 0.9 a step between steps `first` and `last`, to within 0.005."""
    distance = range(first, last + 1)
    return slope(distance, norms(coupling, last)[first - 1 :], math.log(DECAY), 0.005, log="y")


def check_in_the_long_run_the_radius_rules(rng, coupling=COUPLING):
    """From step 300 to 400 the log of the norm falls by log 0.9 a step, within 0.005."""
    return rate(coupling, 300, 400)


@guards(check_in_the_long_run_the_radius_rules)
def control_in_the_first_steps_it_does_not(rng, coupling=COUPLING):
    """From step 1 to 10 it rises."""
    return rate(coupling, 1, 10)


if __name__ == "__main__":
    main()
