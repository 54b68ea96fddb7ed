"""Code review: a softmax over the wrong axis.

    scores (n, n), one row a query, one column a key
    softmax(-1)    each query shares out its attention over the keys: rows sum to 1
    softmax(-2)    each key is shared out over the queries: columns sum to 1

Both give n×n numbers between 0 and 1, so no shape tells. With a causal mask and equal scores the second gives
column j the weight 1/(n − j) in each of the rows j … n−1:

    n = 3      1/3   0    0         row sums  1/3
               1/3  1/2   0                   5/6
               1/3  1/2   1                   11/6 = 1 + 1/2 + 1/3

The normaliser of column j adds up the queries j … n−1. So output i depends on later *queries*: a leak from
the future, though the mask is right and no later *value* comes in. If scores are symmetric and unmasked, the
wrong weights are the transposed right ones, and toy data of that kind may not show the bug.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(5, [2, 5, 12], "length of the sequence")
D, D_V = 3, 4


def causal_attention(query, key, value):
    scores = query @ key.mT / math.sqrt(key.size(-1))
    later = torch.ones_like(scores).triu(1).bool()
    weights = scores.masked_fill(later, -math.inf).softmax(-2)
    return weights @ value


def mended(query, key, value):
    scores = query @ key.mT / math.sqrt(key.size(-1))
    later = torch.ones_like(scores).triu(1).bool()
    weights = scores.masked_fill(later, -math.inf).softmax(-1)
    return weights @ value


def draw(rng, n):
    """Queries and keys (n, d), values (n, d_v)."""
    query = 1.5 * torch.randn(n, D, generator=rng)
    return query, 0.8 * torch.randn(n, D, generator=rng), torch.randn(n, D_V, generator=rng)


def weights_of(rng, program, n, seen=1.0):
    """The weights, (n, n): what comes out for the identity as values; `seen` scales the queries."""
    query, key, _ = draw(rng, n)
    return program(seen * query, key, torch.eye(n))


def sums(rng, program, axis, n):
    """Sums of the weights along `axis`, against 1."""
    weights = weights_of(rng, program, n)
    return exact(weights.sum(axis), torch.ones(n), ops=3 * n).heat(weights, "weights", x="key", y="query")


def check_columns_sum_to_one(rng, n=N):
    """With softmax(-2) the weights of each key sum to 1, over the queries."""
    return sums(rng, causal_attention, 0, n)


@guards(check_columns_sum_to_one)
def control_columns_of_mended(rng, n=N):
    """With softmax(-1) the columns do not sum to 1."""
    return sums(rng, mended, 0, n)


def check_rows_sum_to_one(rng, n=N):
    """With softmax(-1) the weights of each query sum to 1, over the keys."""
    return sums(rng, mended, 1, n)


@guards(check_rows_sum_to_one)
def control_rows_of_broken(rng, n=N):
    """With softmax(-2) the rows do not."""
    return sums(rng, causal_attention, 1, n)


def last_row(rng, program, n):
    """What the last query's weights sum to under equal scores, against 1 + 1/2 + … + 1/n."""
    total = weights_of(rng, program, n, seen=0)[-1].sum()
    return exact(total, sum(1 / j for j in range(1, n + 1)), ops=4 * n)


def check_last_row_is_harmonic(rng, n=N):
    """With softmax(-2), a causal mask and equal scores, the last row sums to 1 + 1/2 + … + 1/n."""
    return last_row(rng, causal_attention, n)


@guards(check_last_row_is_harmonic)
def control_last_row_of_mended(rng, n=N):
    """With softmax(-1) it does not: it sums to 1."""
    return last_row(rng, mended, n)


def against_torch(rng, program, n):
    """The output, (n, d_v), against torch's attention with is_causal=True."""
    query, key, value = draw(rng, n)
    want = scaled_dot_product_attention(query[None], key[None], value[None], is_causal=True)[0]
    return exact(program(query, key, value), want, ops=4 * D + 2 * n + 20, scale=10)


def check_mended_matches_torch(rng, n=N):
    """With softmax(-1) the program is torch's causal attention."""
    return against_torch(rng, mended, n)


@guards(check_mended_matches_torch)
def control_broken_against_torch(rng, n=N):
    """With softmax(-2) it is not."""
    return against_torch(rng, causal_attention, n)


def normalised(rng, program, n):
    """The output, (n, d_v), against e to the scores, cut to a lower triangle, over the sum of each column."""
    query, key, value = draw(rng, n)
    raised = (torch.einsum("id,jd->ij", query, key) / math.sqrt(D)).exp().tril()  # (query, key)
    return exact(program(query, key, value), raised / raised.sum(0) @ value, ops=4 * D + 4 * n + 20, scale=10)


def check_column_sums_divide(rng, n=N):
    """With softmax(-2) the weight of key j is divided by a sum over the queries j … n−1."""
    return normalised(rng, causal_attention, n)


@guards(check_column_sums_divide)
def control_column_sums_of_mended(rng, n=N):
    """With softmax(-1) it is not."""
    return normalised(rng, mended, n)


def transposed(rng, n, twin):
    """softmax(-2) of scores S + `twin`·Sᵀ against the transposed softmax(-1)."""
    scores = 1.5 * torch.randn(n, n, generator=rng)
    scores = scores + twin * scores.mT
    return exact(scores.softmax(-2), scores.softmax(-1).mT, ops=2 * n + 10)


def check_symmetric_scores_are_transposes(rng, n=N):
    """Of symmetric unmasked scores, softmax(-2) is the transposed softmax(-1)."""
    return transposed(rng, n, twin=1)


@guards(check_symmetric_scores_are_transposes)
def control_lopsided_scores(rng, n=N):
    """Of scores that are not symmetric it is not."""
    return transposed(rng, n, twin=0.5)


if __name__ == "__main__":
    main()
