"""Do attention weights explain an output? Not once there are two tokens more than dimensions of a value.

One query gives out = Σ_j p_j v_j over n tokens with values of width d_v. A change z of the weights leaves
both the output and the sum of the weights alone if Σ_j z_j v_j = 0 and Σ_j z_j = 0: d_v + 1 equations for n
numbers. So n − d_v − 1 directions are free, and from any row of positive weights one may walk along them
until some weight reaches 0. Repeat with the tokens left, and d_v + 1 of them carry the very same output
(Carathéodory). With n ≤ d_v + 1 values in general position nothing is free: the output fixes the weights.

What a single token does for the output is the subject of `mask_one_token.py`.
"""

import math

import torch

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(24, [12, 24, 40], "tokens")
D_V = Knob(4, [2, 4, 8], "width of a value")
ROWS = 5
GONE = 1e-12  # weights below it are 0 but for rounding


def values(rng, n, d_v):
    """Values of n tokens, not centred on zero, shape (n, d_v)."""
    return 0.4 + 1.3 * torch.randn(n, d_v, generator=rng)


def equations(v):
    """What a change of the weights must solve to keep the output and the sum: (d_v + 1, n)."""
    return torch.cat([v, torch.ones(len(v), 1)], -1).mT


def sum_alone(v):
    """The equation for the sum, without those for the output: (1, n)."""
    return torch.ones(1, len(v))


def free_directions(v, keep=equations):
    """Orthonormal solutions z of `keep`: (free, n)."""
    rank = torch.linalg.matrix_rank(keep(v))
    return torch.linalg.svd(keep(v)).Vh[rank:]  # of (n, n), the rows past the rank


def walk(rng, weights, v, keep=equations):
    """Weights moved along a random free direction until one of them is used up."""
    free = free_directions(v, keep)
    step = torch.randn(len(free), generator=rng) @ free  # (n,)
    room = torch.where(step < 0, -weights / step, math.inf).min()
    return weights + room * step


def thinned(rng, n, d_v, keep=equations):
    """Uniform weights after walks among the tokens that have some, until nothing is free; the values."""
    weights, v = torch.full((n,), 1 / n), values(rng, n, d_v)
    while len(free_directions(v[(alive := weights.gt(GONE))], keep)):
        weights[alive] = walk(rng, weights[alive], v[alive], keep)
    return weights, v


def same_output_from_fewer(rng, n, d_v, **changed):
    """Whether thinned weights are a valid row with d_v + 1 tokens and the output of uniform weights."""
    weights, v = thinned(rng, n, d_v, **changed)
    facts = torch.stack([weights.sum(), weights.min(), weights.gt(GONE).sum()])
    want = torch.cat([v.mean(0), torch.tensor([1.0, 0.0, d_v + 1.0])])
    return exact(torch.cat([weights @ v, facts]), want, ops=4 * n * n).heat(
        [[1 / n] * n, weights], "two rows of weights", x="token", y="row"
    )


def check_d_v_plus_1_tokens_give_the_same_output(rng, n=N, d_v=D_V):
    """Of n > d_v + 1 tokens, d_v + 1 can give the output of uniform attention, by a valid row of weights."""
    return same_output_from_fewer(rng, n, d_v)


@guards(check_d_v_plus_1_tokens_give_the_same_output)
def control_keeping_the_sum_alone(rng, n=N, d_v=D_V):
    """Walking without care for the output ends at a single token, and another output."""
    return same_output_from_fewer(rng, n, d_v, keep=sum_alone)


def distances(rng, n, d_v):
    """Total variation distance of thinned weights from uniform, for ROWS sets of values."""
    return torch.stack([(thinned(rng, n, d_v)[0] - 1 / n).abs().sum() / 2 for _ in range(ROWS)])


def check_the_other_row_is_far_away(rng, n=N, d_v=D_V):
    """Total variation distance from uniform: at least 1 − (d_v + 1)/n, the weight of all tokens left out."""
    return bound(distances(rng, n, d_v), at_least=1 - (d_v + 1) / n, reached=(d_v + 1) / n, ops=n * n)


@guards(check_the_other_row_is_far_away)
def control_as_many_tokens_as_equations(rng, n=N, d_v=D_V):
    """With n = d_v + 1 tokens no other row gives the output, and no weight moves."""
    return bound(distances(rng, d_v + 1, d_v), at_least=1 - (d_v + 1) / n, reached=(d_v + 1) / n, ops=n * n)


def check_n_minus_d_v_minus_1_directions_are_free(rng, n=N, d_v=D_V):
    """Weights may change in n − d_v − 1 independent directions without changing the output."""
    free = [len(free_directions(values(rng, tokens, d_v))) for tokens in (n, d_v + 2)]
    return exact(free, [n - d_v - 1, 1])


@guards(check_n_minus_d_v_minus_1_directions_are_free)
def control_values_on_a_line(rng, n=N, d_v=D_V):
    """Values that all lie on one line, not in general position, leave more directions free."""
    line = values(rng, 1, d_v)
    free = [len(free_directions(values(rng, tokens, 1) * line)) for tokens in (n, d_v + 2)]
    return exact(free, [n - d_v - 1, 1])


if __name__ == "__main__":
    main()
