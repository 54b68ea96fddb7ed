"""How padding is kept out of attention.

Sentences of unequal length share a batch, so the short ones are filled up with padding. A padded key must get
weight 0, and the real keys must share out the whole 1, as if the padding were not there.

    weights  wⱼ = exp sⱼ / Σₗ exp sₗ        put sⱼ = −∞ on padding: exp(−∞) = 0, above and below the line

The mask therefore acts on the scores, before the softmax, and along the keys. Two near misses:

    score 0 instead of −∞      exp 0 = 1, so every padded key still gets a share
    weight 0 after softmax     the padding has had its share of the 1, and the rest sums to less

By hand: two real keys score ln 3 each, six padded ones are set to 0. The exponentials are 3, 3 and six times
1: half the weight lies on padding.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(9, [6, 9, 20], "length to which the batch is filled up")
PADS = Knob(6, [2, 6, 30], "padded keys beside two real ones")
D, D_V = 7, 3


def filled(value):
    """Put `value` on padding, then softmax."""
    return lambda scores, pad: scores.masked_fill(pad, value).softmax(-1)


def zero_weight(scores, pad):
    """Softmax, then 0 on padding."""
    return scores.softmax(-1).masked_fill(pad, 0)


def batch(rng, n):
    """Queries and keys (B, n, d), values (B, n, d_v), lengths (B,) and which keys are padding (B, 1, n)."""
    lengths = torch.tensor([n, 5, 3, 1])
    Q = 1.5 * torch.randn(len(lengths), n, D, generator=rng)
    K = 0.8 * torch.randn(len(lengths), n, D, generator=rng)
    V = 1 + 2 * torch.randn(len(lengths), n, D_V, generator=rng)
    return Q, K, V, lengths, (torch.arange(n) >= lengths[:, None])[:, None]


def weigh(drawn, hide):
    """Weights (B, n, n) of a batch, with the padding hidden by `hide`."""
    Q, K, _, _, pad = drawn
    return hide(Q @ K.mT / math.sqrt(D), pad)


def against_alone(rng, n, hide):
    """Outputs at the real tokens of a padded batch, against torch on each sentence alone."""
    Q, K, V, lengths, _ = drawn = batch(rng, n)
    weights = weigh(drawn, hide)
    padded = torch.cat([out[:length] for out, length in zip(weights @ V, lengths, strict=True)])
    alone = [scaled_dot_product_attention(*(x[i : i + 1, : lengths[i]] for x in (Q, K, V))) for i in range(4)]
    evidence = exact(padded, torch.cat(alone, 1)[0], ops=2 * (D + n) + 20)
    return evidence.heat(weights[1], "weights, five keys real", x="key", y="query")


def check_padded_equals_alone(rng, n=N):
    """With −∞ on the padded keys a batch gives each sentence what it gives when it runs alone."""
    return against_alone(rng, n, filled(-math.inf))


@guards(check_padded_equals_alone)
def control_zeroed_scores(rng, n=N):
    """With score 0 on the padded keys the outputs change."""
    return against_alone(rng, n, filled(0))


@guards(check_padded_equals_alone)
def control_zeroed_weights(rng, n=N):
    """With weight 0 after the softmax the outputs come out too small."""
    return against_alone(rng, n, zero_weight)


def unseen(rng, n, hide):
    """Which weights are exactly 0, against which keys are padding."""
    *_, pad = drawn = batch(rng, n)
    weights = weigh(drawn, hide)
    return exact(weights == 0, pad.expand_as(weights))


def check_padding_weighs_exactly_zero(rng, n=N):
    """With −∞ the weight is exactly 0 on every padded key, and on no other."""
    return unseen(rng, n, filled(-math.inf))


@guards(check_padding_weighs_exactly_zero)
def control_zero_is_a_score(rng, n=N):
    """With score 0 padded keys have a weight."""
    return unseen(rng, n, filled(0))


def check_minus_a_billion_is_as_good(rng, n=N):
    """−10⁹ gives exactly 0 too in float64, as long as the row has a real key."""
    return unseen(rng, n, filled(-1e9))


@guards(check_minus_a_billion_is_as_good)
def control_minus_ten_is_not(rng, n=N):
    """−10 does not: e⁻¹⁰ is small, and not 0."""
    return unseen(rng, n, filled(-10))


def weight_sums(rng, n, hide):
    """Each row's weights added up, against 1."""
    weights = weigh(batch(rng, n), hide)
    return exact(weights.sum(-1), torch.ones(4, n), ops=2 * n)


def check_weights_still_sum_to_one(rng, n=N):
    """With −∞ before the softmax the weights of each query still sum to 1."""
    return weight_sums(rng, n, filled(-math.inf))


@guards(check_weights_still_sum_to_one)
def control_masked_after_softmax(rng, n=N):
    """With weight 0 after the softmax they do not: the share of the padding is missing."""
    return weight_sums(rng, n, zero_weight)


def leaked(rng, pads, hide):
    """Share of the weight that padding gets beside two real keys of score ln 3, in a random order."""
    pad = torch.randperm(pads + 2, generator=rng) >= 2
    weights = hide(torch.full((pads + 2,), math.log(3)), pad)
    return exact(weights[pad].sum(), pads / (pads + 6), ops=2 * pads + 20)


def check_zeroed_scores_leak(rng, pads=PADS):
    """Two real keys score ln 3, p padded ones are set to score 0: padding takes p/(p + 6) of the weight."""
    return leaked(rng, pads, filled(0))


@guards(check_zeroed_scores_leak)
def control_minus_infinity_does_not_leak(rng, pads=PADS):
    """With −∞ padding takes nothing."""
    return leaked(rng, pads, filled(-math.inf))


if __name__ == "__main__":
    main()
