"""Relative position as vectors in the score: Shaw's table and Transformer-XL's four terms.

Let q be the query at place i, k the key at place j, and r = j − i.

    Shaw             q·(k + a[clip(r, −K, K)])/√d     a learned vector for each distance up to K
    Transformer-XL   ((q + u)·k + (q + v)·Ws(r))/√d    s(r): the sinusoid of the distance

Transformer-XL takes the four terms that added positions give, puts the distance where the key's place stood,
and a learned constant, u or v, where the query's place stood. Shaw cuts off: from distance K on all are
alike.

Give all tokens equal content, and position is all that is left. Either score is then constant along
diagonals: a function of r. With the place j in the sinusoid it is not. Scores from absolute positions have a
file of their own, `relative_position_absolute.py`; so have numbers instead of vectors,
`relative_position_bias.py`.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

K = Knob(5, [2, 5, 20], "distance at which Shaw's table is clipped")
N = Knob(30, [25, 30, 50], "tokens")
D = 6


def pair(rng):
    """The one query and the one key that all tokens have, (d,) each."""
    return 1.5 * torch.randn(D, generator=rng), 0.8 * torch.randn(D, generator=rng)


def distances(n):
    """r = j − i of all pairs, (n, n)."""
    place = torch.arange(n)
    return place - place[:, None]


def shaw(q, k, table, clip):
    """Scores of queries (n, d) and keys (n, d), with one vector (2·clip + 1, d) for each distance."""
    vectors = table[distances(len(q)).clamp(-clip, clip) + clip]  # (n, n, d)
    return (q[:, None] * (k + vectors)).sum(-1) / math.sqrt(D)


def sinusoids(r):
    """(sin, cos) pairs of distances or places, (..., d)."""
    angles = r[..., None] * 10_000 ** (-2 * torch.arange(D // 2) / D)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)


def transformer_xl(q, k, u, v, W, r):
    """Scores with a content bias u and a position bias v, (d,) each, and W (d, d) on the sinusoids."""
    seen = sinusoids(r) @ W.T  # (n, n, d)
    return ((q + u) @ k.T + ((q + v)[:, None] * seen).sum(-1)) / math.sqrt(D)


def along_diagonals(scores, curve):
    """All scores against `curve(r)`, worked out once for each distance."""
    n = len(scores)
    known = {r: float(curve(r)) for r in range(1 - n, n)}
    predicted = torch.tensor([[known[j - i] for j in range(n)] for i in range(n)])
    middle = [j - n // 2 for j in range(n)]
    return exact(scores, predicted, ops=8 * D + 4 * n).plot(
        x="distance", y="score", measured=(middle, scores[n // 2]), predicted=(known.keys(), known.values())
    )


def shaw_by_distance(rng, n, *, k, clip):
    """Shaw's scores for equal content against q·(key + a[r]), |r| cut at k."""
    (q, key), vectors = pair(rng), torch.randn(2 * n - 1, D, generator=rng)  # row n − 1 + r: distance r
    used = vectors[n - 1 - clip : n + clip]
    scores = shaw(q.expand(n, D), key.expand(n, D), used, clip)
    cut = [max(-k, min(k, r)) for r in range(1 - n, n)]
    return along_diagonals(
        scores, lambda r: (q * (key + vectors[n - 1 + cut[n - 1 + r]])).sum() / math.sqrt(D)
    )


def check_shaw_is_clipped(rng, n=N, k=K):
    """Shaw: the score is q·(k + a[r])/√d, a vector for each distance, and the same from distance K on."""
    return shaw_by_distance(rng, n, k=k, clip=k)


@guards(check_shaw_is_clipped)
def control_shaw_unclipped(rng, n=N, k=K):
    """With a vector for every distance scores differ beyond K."""
    return shaw_by_distance(rng, n, k=k, clip=n - 1)


def xl_by_distance(rng, n, r):
    """Transformer-XL's scores for equal content against the sum of its four terms."""
    (q, key), (u, v), W = pair(rng), torch.randn(2, D, generator=rng), torch.randn(D, D, generator=rng)
    scores = transformer_xl(q.expand(n, D), key.expand(n, D), u, v, W, r)

    def four_terms(r):
        angles = [10_000 ** (-2 * i / D) * r for i in range(D // 2)]
        far = W @ torch.tensor([wave(angle) for angle in angles for wave in (math.sin, math.cos)])
        return (q * key + u * key + q * far + v * far).sum() / math.sqrt(D)

    return along_diagonals(scores, four_terms)


def check_transformer_xl_has_four_terms(rng, n=N):
    """Transformer-XL: content, content bias, position and position bias, all functions of j − i."""
    return xl_by_distance(rng, n, distances(n))


@guards(check_transformer_xl_has_four_terms)
def control_absolute_place_of_the_key(rng, n=N):
    """With the key's place j where the distance stood they are not."""
    return xl_by_distance(rng, n, torch.arange(n).expand(n, n))


if __name__ == "__main__":
    main()
