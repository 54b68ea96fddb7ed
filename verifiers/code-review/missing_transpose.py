"""Code review: query times key, without the transpose.

    scores = query @ key          query (m, d_k), key (n, d_k)

A product of matrices needs the inner sizes to be equal. Here they are d_k and n, so with n ≠ d_k the line
raises, and somebody notices. With n = d_k it runs, and the shapes after it are all as expected:

    right    sᵢⱼ = Σ_l qᵢ_l K_jl      query i with key j
    wrong    sᵢⱼ = Σ_l qᵢ_l K_lj      query i with feature j of all the keys

For independent entries of mean 0 the two share the term q_ij K_jj alone, so their correlation is 1/d_k.

Two tests find it: sizes that differ, and shuffling. Attention looks at a *set* of (key, value) pairs, so
moving the pairs about must change nothing. One kind of data hides it: a symmetric K, since then K = Kᵀ.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, estimate, exact, guards, main

D_K = Knob(4, [3, 4, 8], "width of a key, and number of keys where the bug passes unseen")
M, D_V = 5, 2


def attention(query, key, value):
    scores = query @ key / math.sqrt(key.size(-1))
    return scores.softmax(-1) @ value


def mended(query, key, value):
    scores = query @ key.mT / math.sqrt(key.size(-1))
    return scores.softmax(-1) @ value


def draw(rng, n, d_k):
    """Queries (m, d_k), keys (n, d_k) and values (n, d_v), of unequal scales."""
    query = 1.5 * torch.randn(M, d_k, generator=rng)
    return query, 0.8 * torch.randn(n, d_k, generator=rng), torch.randn(n, D_V, generator=rng)


def runs(rng, program, n, d_k):
    """Whether `program` takes n keys of width d_k without an error."""
    try:
        program(*draw(rng, n, d_k))
    except RuntimeError:
        return False
    return True


def runs_when_square(rng, program):
    """Which of the sizes n, d_k = 1 … 7 `program` takes, (7, 7), against those with n = d_k."""
    ran = torch.tensor([[runs(rng, program, n, d_k) for d_k in range(1, 8)] for n in range(1, 8)])
    return exact(ran, torch.eye(7, dtype=torch.bool)).heat(ran, "runs", x="width", y="keys")


def check_raises_unless_square(rng):
    """Without the transpose the program runs for n = d_k, and raises for all other numbers of keys."""
    return runs_when_square(rng, attention)


@guards(check_raises_unless_square)
def control_transposed_runs(rng):
    """With the transpose it runs at all sizes."""
    return runs_when_square(rng, mended)


def against_torch(rng, program, d_k, n):
    """The output for n keys, (m, d_v), against torch's own attention."""
    pairs = draw(rng, n, d_k)
    return exact(program(*pairs), scaled_dot_product_attention(*pairs), ops=4 * d_k + 2 * n + 20, scale=10)


def check_mended_matches_torch(rng, d_k=D_K):
    """With the transpose the program computes what torch does, here for seven keys."""
    return against_torch(rng, mended, d_k, n=7)


def check_mended_matches_torch_when_square(rng, d_k=D_K):
    """With the transpose it does so for d_k keys, too."""
    return against_torch(rng, mended, d_k, n=d_k)


@guards(check_mended_matches_torch, check_mended_matches_torch_when_square)
def control_untransposed_square(rng, d_k=D_K):
    """Without it the program runs for n = d_k, and computes something else."""
    return against_torch(rng, attention, d_k, n=d_k)


def shuffled(rng, program, d_k):
    """The output after the (key, value) pairs have moved one place on, against the output before."""
    query, key, value = draw(rng, d_k, d_k)
    moved = program(query, key.roll(1, 0), value.roll(1, 0))
    return exact(moved, program(query, key, value), ops=6 * d_k + 20, scale=10)


def check_order_of_pairs_is_nothing(rng, d_k=D_K):
    """With the transpose the order of the (key, value) pairs does not matter."""
    return shuffled(rng, mended, d_k)


@guards(check_order_of_pairs_is_nothing)
def control_untransposed_order(rng, d_k=D_K):
    """Without it, it does: a test by shuffling finds the bug at n = d_k, too."""
    return shuffled(rng, attention, d_k)


def symmetric(rng, d_k, twin):
    """Without the transpose, keys K + `twin`·Kᵀ, against torch's attention."""
    query, key, value = draw(rng, d_k, d_k)
    keys = key + twin * key.mT
    want = scaled_dot_product_attention(query, keys, value)
    return exact(attention(query, keys, value), want, ops=6 * d_k + 20, scale=10)


def check_symmetric_keys_hide_it(rng, d_k=D_K):
    """With a symmetric matrix of keys the program without the transpose is right."""
    return symmetric(rng, d_k, twin=1)


@guards(check_symmetric_keys_hide_it)
def control_lopsided_keys(rng, d_k=D_K):
    """With K + Kᵀ/2, which is not symmetric, it is not."""
    return symmetric(rng, d_k, twin=0.5)


def correlation(rng, d_k, other):
    """Correlation of qKᵀ with q·`other`(K), over fresh draws of mean 0, (batch, m, d_k) scores each."""
    query = torch.randn(6000 // d_k, M, d_k, generator=rng, dtype=torch.float32)
    key = torch.randn(6000 // d_k, d_k, d_k, generator=rng, dtype=torch.float32)
    right, wrong = query @ key.mT, query @ other(key)
    return (right * wrong).mean() / (right.square().mean() * wrong.square().mean()).sqrt()


def check_correlation_is_1_over_d_k(rng, d_k=D_K):
    """For independent entries of mean 0 the wrong scores correlate with the right ones by 1/d_k."""
    return estimate(lambda: correlation(rng, d_k, lambda key: key), predicted=1 / d_k, within="15%")


@guards(check_correlation_is_1_over_d_k)
def control_correlation_with_transpose(rng, d_k=D_K):
    """With the transpose added to the keys, K + Kᵀ, it is more than that."""
    return estimate(lambda: correlation(rng, d_k, lambda key: key + key.mT), 1 / d_k, within="15%")


if __name__ == "__main__":
    main()
