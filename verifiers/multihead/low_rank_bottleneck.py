"""What a narrow head cannot do: take on arbitrary scores.

A head of width s scores n tokens by QKᵀ, with Q and K of shape (n, s), so the rank of its scores is at most
s; the factor 1/√s changes nothing about that. No matrix of rank s comes nearer to a target T, with singular
values σ_1 ≥ σ_2 ≥ …, than Σ_{i>s} σ_i² in squared distance, the tail (Eckart and Young, 1936). A head with
s < n therefore misses most targets, whatever its weights; a head with s ≥ n can meet every one.

The harshest target has no small singular values to spare. The identity, where every token picks itself, has
σ_i = 1 throughout: of its squared size n the tail is n − s, the share 1 − s/n.
"""

import torch

from quiz.lab import Knob, bound, exact, guards, main

S = Knob(8, [1, 2, 4, 8, 16], "width of a head")
N = 24  # tokens


def head(rng, s):
    """Random queries and keys, (n, s) each, of unequal scale."""
    return 1.2 * torch.randn(N, s, generator=rng), 0.9 * torch.randn(N, s, generator=rng)


def rank(scores):
    """The rank of n×n scores."""
    return torch.linalg.matrix_rank(scores.reshape(N, N))


def check_scores_have_rank_s(rng, s=S):
    """The n×n scores QKᵀ of a random head of width s < n have rank s."""
    q, k = head(rng, s)
    return exact(rank(q @ k.mT), s)


@guards(check_scores_have_rank_s)
def control_additive_scores(rng, s=S):
    """Additive scores Σ tanh(q + k), which are no product of two narrow matrices, are not held to rank s."""
    q, k = head(rng, s)
    return exact(rank((q[:, None] + k).tanh().sum(-1)), s)


def missed(rng, target, s, starts=6, rounds=40):
    """The share of ‖T‖² that scores of rank s miss when Q and K are fitted in turn from random starts."""
    k = torch.randn(starts, N, s, generator=rng)
    targets = target.expand(starts, N, N)
    for _ in range(rounds):
        q = torch.linalg.lstsq(k, targets.mT).solution.mT  # the best queries for these keys, (starts, n, s)
        k = torch.linalg.lstsq(q, targets).solution.mT  # and the best keys for these queries
    return ((q @ k.mT - target) ** 2).sum((1, 2)) / (target**2).sum()


def falling(rng):
    """A target with singular values 0.7ⁱ in random directions, and the share of its tail from each i on."""
    left, right = torch.linalg.qr(torch.randn(2, N, N, generator=rng)).Q
    values = 0.7 ** torch.arange(N)
    energy = (values**2).flip(0).cumsum(0).flip(0)  # Σ_{j≥i} σ_j²
    return left * values @ right.mT, energy / energy[0]


def check_the_tail_is_missed(rng, s=S):
    """The best that a head of width s < n can do for a given target T misses Σ_{i>s} σ_i² of its ‖T‖²."""
    target, tail = falling(rng)
    shares = missed(rng, target, s)
    return bound(shares, at_least=tail[s], reached=1e-6 * tail[s], ops=100).plot(
        x="start", y="missed share", measured=(range(1, 7), shares), predicted_tail=([1, 6], tail[[s, s]])
    )


@guards(check_the_tail_is_missed)
def control_wide_head(rng, s=S):
    """A head as wide as the sequence is long misses nothing, and so less than the tail beyond s."""
    target, tail = falling(rng)
    return bound(missed(rng, target, N), at_least=tail[s], reached=1e-6 * tail[s], ops=100)


def check_identity_is_missed_by_1_minus_s_over_n(rng, s=S):
    """To scores where every token picks itself, the identity, no direction is spare: 1 − s/n is missed."""
    return exact(missed(rng, torch.eye(N), s), torch.full((6,), 1 - s / N), ops=1000)


@guards(check_identity_is_missed_by_1_minus_s_over_n)
def control_wide_head_identity(rng, s=S):
    """A head as wide as the sequence is long meets the identity too."""
    return exact(missed(rng, torch.eye(N), N), torch.full((6,), 1 - s / N), ops=1000)


def check_wide_head_misses_nothing(rng):
    """A head as wide as the sequence is long takes on a given target: less than 10⁻²⁰ of ‖T‖² is missed."""
    return bound(missed(rng, falling(rng)[0], N), at_most=1e-20)


@guards(check_wide_head_misses_nothing)
def control_head_one_short(rng):
    """A head narrower by one misses something."""
    return bound(missed(rng, falling(rng)[0], N - 1), at_most=1e-20)


if __name__ == "__main__":
    main()
