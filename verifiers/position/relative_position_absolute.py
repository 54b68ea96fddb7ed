"""Do absolute positions give scores that depend on the distance? Sinusoids do, until they are projected.

Let all tokens have the same content x, so that only positions differ. With absolute positions p added at the
input, the score of query i and key j is

    (x + p_i)W_Q·(x + p_j)W_K = x·A·x + x·A·p_j + p_i·A·x + p_i·A·p_j,   A = W_Q W_Kᵀ

A score that sees the distance alone is constant along diagonals (a Toeplitz matrix). Of the four terms two
know one place only. The last is p_i·p_j = Σ cos ω(j − i) for sinusoids and A = I; a generic A mixes the
frequencies, and it depends on i and j. A learned table has no such property at any A.

One kind of A keeps it: one that turns each pair (sin, cos) by an angle and stretches it, as such maps commute
with the rotation that takes p_i to p_{i+r}.
"""

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(20, [8, 20, 32], "tokens")
D = 10


def sinusoids(rng, n):
    """PE of n places, (n, d)."""
    angles = torch.arange(n)[:, None] * 10_000 ** (-2 * torch.arange(D // 2) / D)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def learned(rng, n):
    """A vector for each place, as a learned table has, (n, d)."""
    return torch.randn(n, D, generator=rng)


def scores(tokens, A):
    """Scores of all pairs of tokens (n, d), A = W_Q W_Kᵀ between them: (n, n)."""
    return tokens @ A @ tokens.T


def expanded(rng, n, used):
    """The scores against the first `used` of the four terms, worked out pair by pair."""
    x, p = 1.5 * torch.randn(D, generator=rng), learned(rng, n)
    A = torch.randn(D, D, generator=rng)
    terms = [
        [[(left[:, None] * A * right).sum() for left in (x, a) for right in (x, b)] for b in p] for a in p
    ]
    predicted = torch.tensor(terms)[..., :used].sum(-1)  # (n, n, 4) -> (n, n)
    return exact(scores(x + p, A), predicted, ops=8 * D, scale=100)


def check_absolute_score_has_four_terms(rng, n=N):
    """Added positions give four terms: content and position of the query with those of the key."""
    return expanded(rng, n, used=4)


@guards(check_absolute_score_has_four_terms)
def control_without_position_position(rng, n=N):
    """Without the term of two positions the sum falls short."""
    return expanded(rng, n, used=3)


def by_distance(rng, n, a, b, table=sinusoids, mixing=0.0):
    """p_i·A·p_j, with blocks [a, b; −b, a] in A, against Σ (a·cos ω(j−i) − b·sin ω(j−i))."""
    A = torch.block_diag(*torch.stack([a, b, -b, a], -1).reshape(-1, 2, 2))
    term = scores(table(rng, n), A + mixing * torch.randn(D, D, generator=rng))
    pace = torch.tensor([10_000 ** (-2 * i / D) for i in range(D // 2)])
    known = {r: (a * (pace * r).cos() - b * (pace * r).sin()).sum() for r in range(1 - n, n)}
    predicted = torch.tensor([[known[j - i] for j in range(n)] for i in range(n)])
    return exact(term, predicted, ops=8 * D + 4 * n, scale=D).heat(term, "p_i·A·p_j", x="j", y="i")


def raw(rng, n, **altered):
    """Without a projection: a = 1, b = 0."""
    return by_distance(rng, n, torch.ones(D // 2), torch.zeros(D // 2), **altered)


def check_raw_sinusoids_see_distance(rng, n=N):
    """p_i·p_j of sinusoids is Σ cos ω(j − i): it depends on the distance only."""
    return raw(rng, n)


@guards(check_raw_sinusoids_see_distance)
def control_learned_table(rng, n=N):
    """With a learned table of absolute positions it does not."""
    return raw(rng, n, table=learned)


@guards(check_raw_sinusoids_see_distance)
def control_projected_sinusoids(rng, n=N):
    """With a generic W_Q W_Kᵀ between the sinusoids it does not."""
    return raw(rng, n, mixing=1.0)


def turning(rng, n, **altered):
    """A turns and stretches each pair by itself."""
    a, b = torch.randn(2, D // 2, generator=rng)
    return by_distance(rng, n, a, b, **altered)


def check_turning_projections_keep_distance(rng, n=N):
    """If A turns and stretches each (sin, cos) pair by itself, p_i·A·p_j depends on the distance only."""
    return turning(rng, n)


@guards(check_turning_projections_keep_distance)
def control_turned_learned_table(rng, n=N):
    """With a learned table such an A does not help."""
    return turning(rng, n, table=learned)


if __name__ == "__main__":
    main()
