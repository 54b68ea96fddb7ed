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


def asymmetry(M):
    """Σ|Mᵢⱼ − Mⱼᵢ| / Σ|Mᵢⱼ| of each matrix: (B, n, n) -> (B,)."""
    return (M - M.mT).abs().sum((-2, -1)) / M.abs().sum((-2, -1))


def check_softmax_breaks_the_symmetry(rng, n=N):
    """One matrix: after the row-wise softmax the weights differ from their transpose, by 5 % at least."""
    return bound(asymmetry(shared_scores(rng, n, d_k=2).softmax(-1)), at_least=0.05)


@guards(check_softmax_breaks_the_symmetry)
def control_symmetry_before_softmax(rng, n=N):
    """Before the softmax they do not."""
    return bound(asymmetry(shared_scores(rng, n, d_k=2)), at_least=0.05)


def lengths(rng, m, n, d_k):
    """Scores of m tokens against n others with one shared matrix; the oracle takes 5 and 7 pair by pair."""
    X, Y, W = tokens(rng, 5, batch=1), tokens(rng, 7, batch=1), projection(rng, d_k)
    pairs = [[(x @ W) @ (y @ W) / math.sqrt(d_k) for y in Y[0]] for x in X[0]]
    return exact(scores(X[:, :m], Y[:, :n], W, W)[0], torch.tensor(pairs), ops=2 * (D_MODEL + d_k))


def check_shared_matrix_scores_two_lengths(rng, d_k=D_K):
    """One matrix scores 5 queries against 7 keys of another sequence: 5×7 scores, each as it should be."""
    return lengths(rng, 5, 7, d_k)


@guards(check_shared_matrix_scores_two_lengths)
def control_lengths_cut_to_equal(rng, d_k=D_K):
    """Cut both sequences to one length: 5×5 scores are not what was asked."""
    return lengths(rng, 5, 5, d_k)


if __name__ == "__main__":
    main()
