"""What one matrix for queries and keys does to a token's own score.

With q = k the scores are sᵢⱼ = kᵢ·kⱼ/√d_k, and sᵢᵢ = |kᵢ|²/√d_k. By Cauchy–Schwarz

    kᵢ·kⱼ ≤ |kᵢ||kⱼ| ≤ max(|kᵢ|², |kⱼ|²),   hence   sᵢⱼ ≤ max(sᵢᵢ, sⱼⱼ):

of any two tokens the longer one likes itself best. In wide keys |kᵢ|² ≈ d_k towers above kᵢ·kⱼ ≈ ±√d_k; the
scaled own score is √d_k against 0 ± 1, and after the softmax a token keeps most of its weight for itself. Two
independent matrices leave it about its fair share, 1/n.

But "a token attends to itself most" is true of wide keys only. With d_k = 2 and normal entries, another key
may well reach further along kᵢ than kᵢ itself. For a given length r = |kᵢ| all n − 1 others stay behind with
probability Φ(r)ⁿ⁻¹, and r has the density r·exp(−r²/2). So the own score is the largest in a share of
∫Φ(r)ⁿ⁻¹ r·exp(−r²/2) dr of the rows: 28 % at n = 16.
"""

import math

import torch

from quiz.lab import Knob, bound, estimate, guards, main, order

N = Knob(16, [8, 16, 32], "tokens in the sequence")
D_K = Knob(32, [32, 48, 64], "width of one query and one key")


def tokens(rng, n, d_k, batch):
    """Token vectors with independent standard normal entries: (B, n, 2·d_k)."""
    return torch.randn(batch, n, 2 * d_k, generator=rng, dtype=torch.float32).double()


def projection(rng, d_k):
    """A matrix with orthonormal columns, (2·d_k, d_k): standard normal entries stay standard normal."""
    return torch.linalg.qr(torch.randn(2 * d_k, d_k, generator=rng)).Q


def scores(X, Y, W_Q, W_K):
    """Scaled scores of the tokens of X against those of Y: (B, m, 2·d_k), (B, n, 2·d_k) -> (B, m, n)."""
    return (X @ W_Q) @ (Y @ W_K).mT / math.sqrt(W_Q.shape[-1])


def shared_scores(rng, n, d_k, batch=10):
    """Scores of a sequence against itself with one matrix for queries and keys."""
    X, W = tokens(rng, n, d_k, batch), projection(rng, d_k)
    return scores(X, X, W, W)


def separate_scores(rng, n, d_k, batch=10):
    """The same with two independent matrices."""
    X = tokens(rng, n, d_k, batch)
    return scores(X, X, projection(rng, d_k), projection(rng, d_k))


def lead_over_own(rng, n, W_K=None):
    """sᵢⱼ − max(sᵢᵢ, sⱼⱼ) for i ≠ j at d_k = 2, in sequences whose last token repeats the first."""
    X, W = tokens(rng, n, 2, batch=20), projection(rng, 2)
    X[:, -1] = X[:, 0]
    S = scores(X, X, W, W if W_K is None else W_K)
    own = S.diagonal(dim1=-2, dim2=-1)  # (B, n)
    lead = S - torch.maximum(own.unsqueeze(-1), own.unsqueeze(-2))  # (B, n, n)
    return bound(lead[:, ~torch.eye(n, dtype=torch.bool)], at_most=0, reached=0, ops=20)


def check_own_score_bounds_the_others(rng, n=N):
    """One matrix: sᵢⱼ ≤ max(sᵢᵢ, sⱼⱼ), with equality for two equal tokens."""
    return lead_over_own(rng, n)


@guards(check_own_score_bounds_the_others)
def control_bound_for_separate(rng, n=N):
    """Two matrices: the bound is broken."""
    return lead_over_own(rng, n, W_K=projection(rng, 2))


def own_score(S):
    """Mean score of a token with itself: (B, n, n) -> number."""
    return S.diagonal(dim1=-2, dim2=-1).mean()


def check_shared_own_score_is_sqrt_d_k(rng, n=N, d_k=D_K):
    """One matrix: a token's scaled score with itself is √d_k on average."""
    return estimate(lambda: own_score(shared_scores(rng, n, d_k)), predicted=math.sqrt(d_k), within="5%")


@guards(check_shared_own_score_is_sqrt_d_k)
def control_separate_own_score(rng, n=N, d_k=D_K):
    """Two matrices: it is not."""
    return estimate(lambda: own_score(separate_scores(rng, n, d_k)), predicted=math.sqrt(d_k), within="5%")


def own_weight(S):
    """Mean weight that a token gives to itself: (B, n, n) -> number."""
    return S.softmax(-1).diagonal(dim1=-2, dim2=-1).mean()


def check_shared_weights_stay_at_home(rng, n=N, d_k=D_K):
    """One matrix: a token's weight on itself exceeds its fair share 1/n by at least a half."""
    return order(lambda: own_weight(shared_scores(rng, n, d_k)), lambda: 1 / n, by=0.5)


@guards(check_shared_weights_stay_at_home)
def control_separate_weights_at_home(rng, n=N, d_k=D_K):
    """Two matrices: it does not."""
    return order(lambda: own_weight(separate_scores(rng, n, d_k)), lambda: 1 / n, by=0.5)


def check_separate_own_weight_is_fair(rng, n=N, d_k=D_K):
    """Two independent matrices: a token gives itself its fair share, 1/n of its weight."""
    return estimate(lambda: own_weight(separate_scores(rng, n, d_k)), predicted=1 / n, within="20%")


@guards(check_separate_own_weight_is_fair)
def control_shared_own_weight(rng, n=N, d_k=D_K):
    """One matrix: the share is far from fair."""
    return estimate(lambda: own_weight(shared_scores(rng, n, d_k)), predicted=1 / n, within="20%")


def own_is_top(rng, n, d_k):
    """Share of rows whose largest score is the token's own, against ∫Φ(r)ⁿ⁻¹ r e^(−r²/2) dr."""
    r = torch.linspace(0, 10, 2001)
    normal = (1 + torch.erf(r / math.sqrt(2))) / 2
    predicted = torch.trapezoid(normal ** (n - 1) * r * torch.exp(-r * r / 2), r)

    def share():
        return (shared_scores(rng, n, d_k, batch=250).argmax(-1) == torch.arange(n)).double().mean()

    return estimate(share, predicted, within="4%")


def check_own_is_rarely_top_in_the_plane(rng, n=N):
    """One matrix with d_k = 2: the own score is the largest in only ∫Φ(r)ⁿ⁻¹ r e^(−r²/2) dr of the rows."""
    return own_is_top(rng, n, d_k=2)


@guards(check_own_is_rarely_top_in_the_plane)
def control_own_in_space(rng, n=N):
    """Keys with d_k = 3: the own score is the largest more often."""
    return own_is_top(rng, n, d_k=3)


if __name__ == "__main__":
    main()
