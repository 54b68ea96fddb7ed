"""What does one token do for the output? Mask it and see: its weight alone does not say.

One query gives out = Σ_j p_j v_j. Mask token j, that is, give it the score −∞, and the softmax shares out its
weight among the others, who keep their proportions: pᵢ becomes pᵢ/(1 − p_j). The new output is
(out − p_j v_j)/(1 − p_j), and it has moved by

    p_j/(1 − p_j) · (out − v_j):

how much the token weighs, times how far its value lies from the output. The heaviest token does nothing at
all if its value is where the output of the others is anyway. Let the weights be ½, ¼, ¼ and the values 3, 2
and 4: the output is 3, and without the first token, the heaviest, it is still 3.

That other weights give the same output altogether is the subject of `weights_explain.py`.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(24, [12, 24, 40], "tokens")
D_V = Knob(4, [2, 4, 8], "width of a value")


def attention(rng, n, d_v):
    """A row of attention weights (n,), and values of the n tokens, not centred on zero, (n, d_v)."""
    odds = 0.1 + torch.rand(n, generator=rng)
    return odds / odds.sum(), 0.4 + 1.3 * torch.randn(n, d_v, generator=rng)


def without(p, v, score=-math.inf):
    """The output when each token in turn has `score` for a score, p being the weights: (n, d_v)."""
    masked = p.log().expand(len(v), -1).where(~torch.eye(len(v), dtype=torch.bool), score)
    return masked.softmax(-1) @ v  # row j of the (n, n) lacks token j


def effect_of_masking(rng, n, d_v, **changed):
    """How far masking moves the output, for each token, against p/(1 − p)·(out − v)."""
    p, v = attention(rng, n, d_v)
    share = (p / (1 - p)).unsqueeze(-1)  # (n, 1)
    moved = without(p, v, **changed) - p @ v
    return exact(moved, share * (p @ v - v), ops=4 * n, scale=float(v.abs().max()))


def check_what_masking_a_token_does(rng, n=N, d_v=D_V):
    """Masking a token moves the output by p/(1 − p)·(out − v): its weight, and how far its value is away."""
    return effect_of_masking(rng, n, d_v)


@guards(check_what_masking_a_token_does)
def control_a_score_of_zero_is_no_mask(rng, n=N, d_v=D_V):
    """A score of 0 leaves the token some weight, and the formula fails."""
    return effect_of_masking(rng, n, d_v, score=0.0)


def heaviest(rng, n, d_v, own):
    """Output with the heaviest token and without, and its weight; its value is `own` parts its own.

    The rest of its value is the output of the others. The prediction: one output twice, the largest weight.
    """
    p, v = attention(rng, n, d_v)
    top = p.argmax()
    others = without(p, v)[top]  # does not depend on the value of the token itself
    v[top] = torch.lerp(others, v[top], own)
    measured = torch.cat([p @ v, without(p, v)[top], p[top].reshape(1)])
    return exact(measured, torch.cat([others, others, p.max().reshape(1)]), ops=4 * n)


def check_the_heaviest_token_may_do_nothing(rng, n=N, d_v=D_V):
    """Masking the token of the largest weight changes nothing if its value is the output of the others."""
    return heaviest(rng, n, d_v, own=0.0)


@guards(check_the_heaviest_token_may_do_nothing)
def control_with_its_own_value(rng, n=N, d_v=D_V):
    """With a value of its own masking the same token does change the output."""
    return heaviest(rng, n, d_v, own=1.0)


if __name__ == "__main__":
    main()
