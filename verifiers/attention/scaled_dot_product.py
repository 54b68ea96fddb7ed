"""What scaled dot-product attention computes, step by step.

    scores    S = QKᵀ/√d_k               how well query i matches key j, one number for each pair
    weights   Aᵢⱼ = exp Sᵢⱼ / Σₗ exp Sᵢₗ   softmax over the keys: each query's weights are ≥ 0 and sum to 1
    output    O = AV                     row i is the weighted mean Σⱼ Aᵢⱼvⱼ of the value rows

Weights that are ≥ 0 and sum to 1 make a convex combination: no output coordinate leaves the range of its
value column. Raw scores are no such weights, and leave it at once.

By hand: one query meets two keys, with q·k₁ = 2·ln 3 and q·k₂ = 0, at d_k = 4. The scores are ln 3 and 0,
their exponentials 3 and 1, the weights ¾ and ¼. The values 10 and 2 become ¾·10 + ¼·2 = 8.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, bound, exact, guards, main

D_K = Knob(16, [4, 16, 64], "width of one query and one key")
BATCH, QUERIES, KEYS, D_V = 2, 11, 7, 3


def draw(rng, d_k):
    """Q (B, m, d_k), K (B, n, d_k), V (B, n, d_v): unequal scales, and values that are far from 0."""
    Q = 1.5 * torch.randn(BATCH, QUERIES, d_k, generator=rng)
    K = 0.8 * torch.randn(BATCH, KEYS, d_k, generator=rng)
    V = -12 + 2 * torch.randn(BATCH, KEYS, D_V, generator=rng)
    return Q, K, V


def over_keys(scores):
    """Softmax in which each query shares out 1 among the keys: (B, m, n) -> (B, m, n)."""
    return scores.softmax(-1)


def over_queries(scores):
    """Softmax along the wrong axis: the queries compete for each key."""
    return scores.softmax(-2)


def no_softmax(scores):
    """The scores themselves as weights."""
    return scores


def attend(Q, K, V, power=1 / 2, normalise=over_keys):
    """Weights (B, m, n) and output (B, m, d_v), with the scores divided by d_k^power."""
    scores = Q @ K.mT / Q.shape[-1] ** power  # (B, m, n)
    weights = normalise(scores)
    return weights, weights @ V


def against_torch(rng, d_k, **altered):
    """Our output against torch's own function, element by element."""
    Q, K, V = draw(rng, d_k)
    weights, output = attend(Q, K, V, **altered)
    evidence = exact(output, scaled_dot_product_attention(Q, K, V), ops=2 * (d_k + KEYS) + 20)
    return evidence.heat(weights[0], "weights", x="key", y="query")


def check_matches_torch(rng, d_k=D_K):
    """softmax(QKᵀ/√d_k)V is what torch's scaled_dot_product_attention computes, in float64."""
    return against_torch(rng, d_k)


@guards(check_matches_torch)
def control_without_scaling(rng, d_k=D_K):
    """Without the divisor √d_k the output differs from torch's."""
    return against_torch(rng, d_k, power=0)


@guards(check_matches_torch)
def control_softmax_over_queries(rng, d_k=D_K):
    """With the softmax over the queries instead of the keys the output differs from torch's."""
    return against_torch(rng, d_k, normalise=over_queries)


def weight_sums(rng, d_k, normalise=over_keys):
    """Each query's weights added up, against 1."""
    weights, _ = attend(*draw(rng, d_k), normalise=normalise)
    return exact(weights.sum(-1), torch.ones(BATCH, QUERIES), ops=2 * KEYS)


def check_weights_sum_to_one(rng, d_k=D_K):
    """The weights of each query over the keys sum to 1."""
    return weight_sums(rng, d_k)


@guards(check_weights_sum_to_one)
def control_sums_over_the_wrong_axis(rng, d_k=D_K):
    """With the softmax over the queries a query's weights do not sum to 1."""
    return weight_sums(rng, d_k, normalise=over_queries)


def smallest_weights(rng, d_k, normalise=over_keys):
    """All weights of sharp queries, of which some must come close to 0."""
    Q, K, V = draw(rng, d_k)
    weights, _ = attend(40 * Q, K, V, normalise=normalise)
    return bound(weights, at_least=0, reached=1e-6)


def check_weights_are_not_negative(rng, d_k=D_K):
    """No weight is negative, though the smallest comes within 10⁻⁶ of 0."""
    return smallest_weights(rng, d_k)


@guards(check_weights_are_not_negative)
def control_scores_as_weights(rng, d_k=D_K):
    """Raw scores used as weights are negative for some keys."""
    return smallest_weights(rng, d_k, normalise=no_softmax)


def room_in_hull(rng, d_k, normalise=over_keys):
    """How far each output coordinate lies inside the range of its value column; negative when outside."""
    Q, K, V = draw(rng, d_k)
    _, output = attend(40 * Q, K, V, normalise=normalise)  # sharp queries, that come near the edge
    lowest, highest = V.amin(-2, keepdim=True), V.amax(-2, keepdim=True)  # (B, 1, d_v)
    return bound(torch.minimum(output - lowest, highest - output), at_least=0, reached=0.1, ops=2 * KEYS)


def check_output_stays_in_hull(rng, d_k=D_K):
    """Each output coordinate lies between the smallest and the largest entry of that value column."""
    return room_in_hull(rng, d_k)


@guards(check_output_stays_in_hull)
def control_hull_without_softmax(rng, d_k=D_K):
    """Raw scores as weights, without softmax: the output leaves the range of the values."""
    return room_in_hull(rng, d_k, normalise=no_softmax)


def two_keys(rng, d_k, power=1 / 2):
    """Output for values 10 and 2 when q·k₁ = 2·ln 3 and q·k₂ = 0."""
    q, other = torch.randn(2, d_k, generator=rng)
    along = q / (q @ q)  # q·along = 1
    K = torch.stack([2 * math.log(3) * along, other - (q @ other) * along])  # (2, d_k)
    _, output = attend(q[None, None], K[None], torch.tensor([[[10.0], [2.0]]]), power=power)
    share = 1 / (1 + 3 ** (-2 / math.sqrt(d_k)))
    return exact(output.squeeze(), 10 * share + 2 * (1 - share), ops=4 * d_k + 20)


def check_two_keys_by_hand(rng, d_k=D_K):
    """With q·k₁ = 2·ln 3 and q·k₂ = 0, values 10 and 2 mix to 2 + 8/(1 + 3^(−2/√d_k)): 8 at d_k = 4."""
    return two_keys(rng, d_k)


@guards(check_two_keys_by_hand)
def control_two_keys_without_scaling(rng, d_k=D_K):
    """Without the divisor √d_k the first key takes nine tenths at every width."""
    return two_keys(rng, d_k, power=0)


if __name__ == "__main__":
    main()
