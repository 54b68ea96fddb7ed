"""Why queries and keys get different weight matrices: symmetry.

Score every token of X against every other with one matrix W for queries and keys, and the scores XW(XW)ᵀ are
a Gram matrix, sᵢⱼ = kᵢ·kⱼ = sⱼᵢ. Token i cannot match j without j matching i just as well.

To be different is not enough to break this, as W_K = −2W_Q shows: it is W_Q·W_Kᵀ that must not be symmetric.
The softmax breaks it in any case, because it divides each row by that row's own sum; what stays symmetric
is the scores. And lengths are no reason for a second matrix: one matrix scores m queries against n keys.

What one matrix does to a token's own score is the subject of `own_score.py`.
"""

import math

import torch

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(16, [8, 16, 32], "tokens in the sequence")
D_K = Knob(32, [8, 32, 64], "width of one query and one key")
D_MODEL, BATCH = 80, 12


def tokens(rng, n, batch=BATCH):
    """Token vectors with independent standard normal entries: (B, n, d_model)."""
    return torch.randn(batch, n, D_MODEL, generator=rng)


def projection(rng, d_k):
    """A matrix with orthonormal columns, (d_model, d_k): standard normal entries stay standard normal."""
    return torch.linalg.qr(torch.randn(D_MODEL, d_k, generator=rng)).Q


def scores(X, Y, W_Q, W_K):
    """Scaled scores of the tokens of X against those of Y: (B, m, d_model), (B, n, d_model) -> (B, m, n)."""
    return (X @ W_Q) @ (Y @ W_K).mT / math.sqrt(W_Q.shape[-1])


def shared_scores(rng, n, d_k, batch=BATCH):
    """Scores of a sequence against itself with one matrix for queries and keys."""
    X, W = tokens(rng, n, batch), projection(rng, d_k)
    return scores(X, X, W, W)


def separate_scores(rng, n, d_k, batch=BATCH):
    """The same with two independent matrices."""
    X = tokens(rng, n, batch)
    return scores(X, X, projection(rng, d_k), projection(rng, d_k))


def against_transpose(S):
    """S against Sᵀ, element by element."""
    return exact(S, S.mT, ops=4 * D_MODEL).heat(S[0], "scores", x="key", y="query")


def check_shared_scores_are_symmetric(rng, n=N, d_k=D_K):
    """One matrix for queries and keys: the scores are symmetric."""
    return against_transpose(shared_scores(rng, n, d_k))


def check_multiple_is_symmetric_too(rng, n=N, d_k=D_K):
    """W_K = −2W_Q is a different matrix, and the scores are symmetric still."""
    X, W = tokens(rng, n), projection(rng, d_k)
    return against_transpose(scores(X, X, W, -2 * W))


@guards(check_shared_scores_are_symmetric, check_multiple_is_symmetric_too)
def control_separate_scores(rng, n=N, d_k=D_K):
    """Two independent matrices: the scores are not symmetric."""
    return against_transpose(separate_scores(rng, n, d_k))


def by_row(S):
    """Weights by the softmax over each row: (B, n, n) -> (B, n, n)."""
    return S.softmax(-1)


def all_at_once(S):
    """Weights by one softmax over all scores, with one sum for all rows."""
    return S.flatten(-2).softmax(-1).unflatten(-1, S.shape[-2:])


def asymmetry(rng, n, weigh):
    """Σ|Aᵢⱼ − Aⱼᵢ| / ΣAᵢⱼ of the weights (B, n, n) `weigh` makes of shared scores (d_k = 2); these scores."""
    S = shared_scores(rng, n, d_k=2)
    A = weigh(S)
    return (A - A.mT).abs().sum((-2, -1)) / A.sum((-2, -1)), S


def check_softmax_breaks_the_symmetry(rng, n=N):
    """One matrix with d_k = 2: after the row-wise softmax weights and transpose differ by 5 % at least."""
    return bound(asymmetry(rng, n, by_row)[0], at_least=0.05)


@guards(check_softmax_breaks_the_symmetry)
def control_one_sum_for_all(rng, n=N):
    """With one sum for all rows they do not: it is each row's own sum that breaks the symmetry."""
    return bound(asymmetry(rng, n, all_at_once)[0], at_least=0.05)


def two_tokens(rng, weigh):
    """The asymmetry for two tokens against |σ(b − a) − σ(b − c)|, the scores being [[a, b], [b, c]]."""
    measured, S = asymmetry(rng, 2, weigh)
    to_other = (S[:, 0, 1:] - S.diagonal(dim1=-2, dim2=-1)).sigmoid()  # (B, 2)
    return exact(measured, to_other.diff().abs().squeeze(-1), ops=2 * D_MODEL, scale=1.0)


def check_own_scores_tip_the_scales(rng):
    """Two tokens give each other σ(b − a) and σ(b − c) for own scores a and c: equal only if a = c."""
    return two_tokens(rng, by_row)


@guards(check_own_scores_tip_the_scales)
def control_two_tokens_with_one_sum(rng):
    """With one sum for both rows they give each other the same."""
    return two_tokens(rng, all_at_once)


def lengths(rng, d_k, matrices):
    """Scores of 5 tokens against 7 others with so many matrices; the oracle takes one, pair by pair."""
    X, Y = tokens(rng, 5, batch=1), tokens(rng, 7, batch=1)
    W, *others = (projection(rng, d_k) for _ in range(matrices))
    pairs = [[(x @ W) @ (y @ W) / math.sqrt(d_k) for y in Y[0]] for x in X[0]]
    return exact(scores(X, Y, W, *others or [W])[0], torch.tensor(pairs), ops=2 * (D_MODEL + d_k))


def check_shared_matrix_scores_two_lengths(rng, d_k=D_K):
    """One matrix scores 5 queries against 7 keys of another sequence: 5×7 scores, each as it should be."""
    return lengths(rng, d_k, matrices=1)


@guards(check_shared_matrix_scores_two_lengths)
def control_a_matrix_for_each_length(rng, d_k=D_K):
    """With a matrix for each sequence the 5×7 scores are others."""
    return lengths(rng, d_k, matrices=2)


if __name__ == "__main__":
    main()
