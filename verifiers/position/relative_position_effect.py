"""What relative positions do to weights and outputs: ALiBi's decay, and Shaw's second table.

ALiBi subtracts m·|r| from the score. At equal content the softmax turns this into

    weight at distance r + s = weight at distance r · exp(−m·s)

so each head has a half-life of ln 2/m tokens, fixed and never trained: m = 1/2 forgets within a few tokens, m
= 1/256 looks back hundreds. It is defined at any length.

Shaw has, besides the vectors a on the keys, vectors b on the values:

    z_i = Σⱼ αᵢⱼ(v_j + b[clip(j − i, −K, K)])

so the output tells how far away things were found, not only what was found. A bias on the scores cannot do
that: if all tokens carry the same value, any weights return it.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

STEPS = Knob(4, [1, 4, 10], "places further away")
HEAD = Knob(3, [1, 2, 3], "which of 8 heads; head h has the slope 2^(−h)")
N, D_V, CLIP = 15, 5, 3


def distances(n):
    """r = j − i of all pairs, (n, n)."""
    place = torch.arange(n)
    return place - place[:, None]


def weights(rng, slope):
    """Attention weights at equal content and the bias −slope·|r|, (n, n)."""
    content = torch.randn((), generator=rng)
    return (content - slope * distances(N).abs()).softmax(-1)


def fading(rng, steps, head, slope):
    """Weights, seen from the last token, of keys over those of keys `steps` places nearer."""
    A = weights(rng, slope)
    ratio = A[-1, :-steps] / A[-1, steps:]  # (n − steps,)
    return exact(ratio, torch.full((N - steps,), math.exp(-steps / 2**head)), ops=20)


def check_alibi_weights_decay_exponentially(rng, steps=STEPS, head=HEAD):
    """At equal content a key s places further away gets exp(−m·s) of the weight: 0.61 for m = 1/8, s = 4."""
    return fading(rng, steps, head, slope=2**-head)


@guards(check_alibi_weights_decay_exponentially)
def control_no_bias(rng, steps=STEPS, head=HEAD):
    """Without the bias weights do not decay."""
    return fading(rng, steps, head, slope=0)


def output(A, V, table):
    """Weighted sum of values (n, d_v), each with Shaw's vector for its distance: (n, d_v)."""
    near = distances(N).clamp(-CLIP, CLIP) + CLIP
    return A @ V + (A[..., None] * table[near]).sum(1)  # (n, n, 1) · (n, n, d_v)


def shaw_output(rng, altered=1.0):
    """Shaw's output against the sum over keys, one query and one key at a time."""
    A = torch.randn(N, N, generator=rng)  # any weights
    V, table = torch.randn(N, D_V, generator=rng), 1.5 * torch.randn(2 * CLIP + 1, D_V, generator=rng)
    by_hand = torch.zeros(N, D_V)
    for i in range(N):
        for j in range(N):
            by_hand[i] += A[i, j] * (V[j] + table[CLIP + max(-CLIP, min(CLIP, j - i))])
    return exact(output(A, V, altered * table), by_hand, ops=4 * N)


def check_shaw_adds_vectors_to_the_values(rng):
    """Shaw: z_i = Σⱼ αᵢⱼ(v_j + b[clip(j − i)]), a vector for the distance beside the value."""
    return shaw_output(rng)


@guards(check_shaw_adds_vectors_to_the_values)
def control_values_alone(rng):
    """Without the second table the output is another."""
    return shaw_output(rng, altered=0)


def one_value(rng, *, spread):
    """Outputs when all tokens carry the same value, against that value."""
    V = torch.randn(D_V, generator=rng).expand(N, D_V)
    rows = output(weights(rng, slope=0.3), V, spread * torch.randn(2 * CLIP + 1, D_V, generator=rng))
    return exact(rows, V, ops=4 * N)


def check_a_bias_cannot_mark_the_output(rng):
    """If all tokens carry the same value, a bias on the scores returns it to every query, near or far."""
    return one_value(rng, spread=0)


@guards(check_a_bias_cannot_mark_the_output)
def control_marked_by_shaw(rng):
    """With Shaw's second table the outputs differ from it."""
    return one_value(rng, spread=1)


if __name__ == "__main__":
    main()
