"""What a softmax over the queries lets through from the future.

    right    w_ij = e^{s_ij} / Σ_k e^{s_ik}      k over the keys that query i may see
    wrong    w_ij = e^{s_ij} / Σ_k e^{s_kj}      k over the queries that may see key j: all from j on

The mask is the same, w_ij = 0 for j > i, so no later *value* gets into output i. But the wrong denominator
holds the scores of later *queries*. Column 0 is seen by all of them, and every output has a share of it: each
output depends on each query, and with q = xW_Q on each later token.
"""

import math

import torch
from torch.autograd.functional import jacobian

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


def query_pattern(rng, program, n):
    """Which outputs depend on which queries, (n, n), against: each on every one."""
    query, key, value = draw(rng, n)
    seen = jacobian(lambda query: program(query, key, value), query).ne(0).any(3).any(1)
    return exact(seen, torch.ones(n, n, dtype=torch.bool)).heat(seen, "depends", x="query", y="output")


def check_later_queries_leak(rng, n=N):
    """With softmax(-2) every output depends on every query, later ones included, in spite of the mask."""
    return query_pattern(rng, causal_attention, n)


@guards(check_later_queries_leak)
def control_queries_of_mended(rng, n=N):
    """With softmax(-1) an output depends on its own query alone."""
    return query_pattern(rng, mended, n)


def value_pattern(rng, columns, n):
    """Which outputs get some of which value, (n, n), against the lower triangle; `columns` reorders keys."""
    query, key, value = draw(rng, n)
    got = jacobian(lambda value: causal_attention(query, key, value), value)[:, 0, columns, 0]
    return exact(got.ne(0), torch.ones(n, n, dtype=torch.bool).tril())


def check_later_values_do_not_leak(rng, n=N):
    """With softmax(-2) output i still gets of the values up to i alone: the mask does hold there."""
    return value_pattern(rng, torch.arange(n), n)


@guards(check_later_values_do_not_leak)
def control_values_in_reverse(rng, n=N):
    """Values counted from the other end do come from later on."""
    return value_pattern(rng, torch.arange(n).flip(0), n)


if __name__ == "__main__":
    main()
