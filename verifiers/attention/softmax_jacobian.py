"""The derivative of the softmax, and why it dies.

For p = softmax(z), with pᵢ = exp zᵢ / Σₗ exp zₗ, the quotient rule gives

    ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ),   as a matrix   J = diag(p) − ppᵀ.

The diagonal says how a weight answers to its own score, pᵢ(1 − pᵢ); the rest is competition, what the others
pay for it, −pᵢpⱼ, and most between the two largest weights. As pⱼ ≤ 1 − pᵢ, no entry is larger in size than
the largest of the diagonal: max pᵢ(1 − pᵢ). A parabola in p,
it is at most ¼, reached at p = ½, and it goes to 0 as p goes to 1. There the softmax is saturated: whatever
gradient arrives from above, J passes almost nothing of it on to the scores.
"""

import torch

from quiz.lab import Knob, exact, guards, main

TOP = Knob(0.75, [0.5, 0.6, 0.75, 0.9, 0.99], "weight of the larger of two keys")


def full(p):
    """diag(p) − ppᵀ: (..., n) -> (..., n, n)."""
    return p.diag_embed() - p.unsqueeze(-1) * p.unsqueeze(-2)


def without_competition(p):
    """diag(p) alone: no key pays for the gain of another."""
    return p.diag_embed()


def against_autograd(rng, jacobian):
    """`jacobian` of five weight vectors against the one that autograd finds."""
    z = 2 * torch.randn(5, 7, generator=rng)
    found = torch.stack([torch.autograd.functional.jacobian(lambda row: row.softmax(-1), row) for row in z])
    return exact(jacobian(z.softmax(-1)), found, ops=30).heat(found[0], "∂p/∂z", x="score", y="weight")


def check_jacobian_matches_autograd(rng):
    """The Jacobian of the softmax is diag(p) − ppᵀ."""
    return against_autograd(rng, full)


@guards(check_jacobian_matches_autograd)
def control_diagonal_alone(rng):
    """diag(p) without −ppᵀ is not the Jacobian."""
    return against_autograd(rng, without_competition)


def own_rate(rng, top, jacobian):
    """∂p₁/∂z₁ for two keys of weights `top` and 1 − `top`, against p(1 − p)."""
    shift = torch.randn((), generator=rng)  # added to all scores, it changes nothing
    z = shift + torch.tensor([top, 1 - top]).log()
    return exact(jacobian(z.softmax(-1))[0, 0], top * (1 - top), ops=20, scale=1.0)


def check_rate_is_p_times_one_minus_p(rng, top=TOP):
    """Of two keys, one with weight p answers to its own score at the rate p(1 − p): ¼ at ½, 0.09 at 0.9."""
    return own_rate(rng, top, full)


@guards(check_rate_is_p_times_one_minus_p)
def control_rate_without_competition(rng, top=TOP):
    """Without −ppᵀ the rate would be p, and would not vanish as p goes to 1."""
    return own_rate(rng, top, without_competition)


def extremes(J):
    """The largest and the smallest entry of each Jacobian: (..., n, n) -> (2, ...)."""
    return torch.stack([J.amax((-2, -1)), J.amin((-2, -1))])


def rows(rng):
    """300 rows of weights, in the first of which two keys tie for nearly all of it: (300, 6)."""
    z = 3 * torch.randn(300, 6, generator=rng)
    z[0, :2] = 50.0
    return z.softmax(-1)


def by_weights(rng, jacobian):
    """Largest and smallest entry for each row, against max pᵢ(1 − pᵢ) and −p₁p₂ of its top two weights."""
    p = rows(rng)
    predicted = torch.stack([(p * (1 - p)).amax(-1), -p.topk(2).values.prod(-1)])  # (2, 300)
    return exact(extremes(jacobian(p)), predicted, ops=4, scale=1.0)


def check_largest_entry_is_on_the_diagonal(rng):
    """The largest entry of the Jacobian is max pᵢ(1 − pᵢ); the most negative, no larger in size, is −p₁p₂."""
    return by_weights(rng, full)


@guards(check_largest_entry_is_on_the_diagonal)
def control_largest_without_competition(rng):
    """The largest entry of diag(p) alone is max pᵢ instead, and none is negative."""
    return by_weights(rng, without_competition)


def over_all(rng, jacobian):
    """Largest and smallest entry over all rows, against ¼ and −¼."""
    J = jacobian(rows(rng)).flatten(0, 1)  # (300 · 6, 6)
    return exact(extremes(J), [1 / 4, -1 / 4], ops=20)


def check_no_entry_exceeds_a_quarter(rng):
    """No entry of the Jacobian exceeds ¼ in size; two tied keys reach it, from above and from below."""
    return over_all(rng, full)


@guards(check_no_entry_exceeds_a_quarter)
def control_quarter_without_competition(rng):
    """Entries of diag(p) alone do exceed ¼."""
    return over_all(rng, without_competition)


if __name__ == "__main__":
    main()
