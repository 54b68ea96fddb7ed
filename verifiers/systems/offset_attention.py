"""What PCT's offset-attention computes: how much a point differs from those it attends to.

Self-attention gives F_sa = A·F·W_v, a weighted mean for each point. Offset-attention feeds the difference F −
F_sa to the next layer instead, and adds F again after it. With identity values and rows of A that sum to 1,

    (F − A·F)_i = Σ_j a_ij (f_i − f_j)

which is what a graph Laplacian D − E does to F, each row divided by its degree: constant features leave
nothing, and what all points share drops out. With values in general, constant features leave F(I − W_v).

PCT's weights are a softmax over each column, then each row divided by its sum: what point i takes from point
j is measured against what all others take from j. It is a softmax over the row after all, of

    s_ij − log Σ_k exp s_kj         a key is discounted by how sought after it is
"""

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(17, [9, 17, 40], "points")
SHARE = Knob(0.7, [0.0, 0.4, 0.7, 1.0], "values that are this multiple of the features")
D, D_K = 6, 4


def scores(rng, n):
    """Scores (n, n) of random points and projections; PCT leaves them unscaled."""
    x = 0.5 * torch.randn(n, D, generator=rng)
    q, k = x @ torch.randn(2, D, D_K, generator=rng)  # (n, D_K) each
    return q @ k.T


def weights(s):
    """PCT's: a softmax over each column, then each row divided by its sum; (n, n)."""
    columns = s.softmax(0)
    return columns / columns.sum(1, keepdim=True)


def columns_only(s):
    """The first half of it: columns sum to 1, rows do not."""
    return s.softmax(0)


def rows_only(s):
    """The usual softmax."""
    return s.softmax(1)


def offset(a, features, w_v):
    """F − A·F·W_v, (n, D)."""
    return features - a @ features @ w_v


def no_offset(a, features, w_v):
    """Plain self-attention, A·F·W_v."""
    return a @ features @ w_v


def discounted(rng, n, weigh):
    """The weights, against a softmax over the row of s_ij − log Σ_k exp s_kj."""
    s = scores(rng, n)
    a, popular = weigh(s), sum(row.exp() for row in s).log()  # (n,): how sought after each key is
    return exact(a, (s - popular).softmax(-1), ops=20 * n).heat(a, "weights", x="key", y="query")


def check_sought_after_keys_are_discounted(rng, n=N):
    """PCT's weights are softmax over j of s_ij − log Σ_k exp s_kj: sought-after keys are discounted."""
    return discounted(rng, n, weights)


@guards(check_sought_after_keys_are_discounted)
def control_the_usual_softmax(rng, n=N):
    """The usual softmax does not discount them."""
    return discounted(rng, n, rows_only)


def differences(rng, n, weigh, attend):
    """F − A·F, against the weighted sum of differences f_i − f_j."""
    a, features = weigh(scores(rng, n)), torch.randn(n, D, generator=rng) + 2
    apart = features[:, None] - features  # (n, n, D): f_i − f_j
    return exact(attend(a, features, torch.eye(D)), torch.einsum("ij,ijd->id", a, apart), ops=8 * n, scale=5)


def check_it_sums_differences(rng, n=N):
    """With identity values the offset of point i is Σ_j a_ij (f_i − f_j), as with a Laplacian."""
    return differences(rng, n, weights, offset)


@guards(check_it_sums_differences)
def control_nothing_subtracted(rng, n=N):
    """Plain self-attention is no sum of differences."""
    return differences(rng, n, weights, no_offset)


@guards(check_it_sums_differences)
def control_rows_not_divided(rng, n=N):
    """Nor is the offset, if rows do not sum to 1."""
    return differences(rng, n, columns_only, offset)


def constant(rng, n, weigh):
    """The offset of features that all points share, against F(I − W_v)."""
    a = weigh(scores(rng, n))
    features, w_v = torch.randn(D, generator=rng).expand(n, D), torch.randn(D, D, generator=rng)
    return exact(offset(a, features, w_v), features @ (torch.eye(D) - w_v), ops=8 * n, scale=20)


def check_constant_features_leave_i_minus_w(rng, n=N):
    """If all points have the same features, the offset is F(I − W_v), whatever the weights."""
    return constant(rng, n, weights)


@guards(check_constant_features_leave_i_minus_w)
def control_columns_sum_to_1(rng, n=N):
    """With columns that sum to 1 in place of rows it is not."""
    return constant(rng, n, columns_only)


def left(rng, n, share, attend):
    """What is left of features 1 at all points, as a share, if the values are `share` times the features."""
    kept = attend(weights(scores(rng, n)), torch.ones(n, D), share * torch.eye(D))
    return exact(kept, torch.full((n, D), 1 - share), ops=8 * n, scale=1)


def check_identity_values_leave_nothing(rng, n=N):
    """With identity values the offset of constant features is 0."""
    return left(rng, n, 1.0, offset)


def check_values_leave_the_rest(rng, n=N, share=SHARE):
    """With values that are c times the features, the offset of constant features is 1 − c of them."""
    return left(rng, n, share, offset)


@guards(check_identity_values_leave_nothing, check_values_leave_the_rest)
def control_plain_attention(rng, n=N, share=SHARE):
    """Plain self-attention leaves c of them."""
    return left(rng, n, share, no_offset)


if __name__ == "__main__":
    main()
