"""What a narrow head can still do: attend to whichever token it likes.

The scores S = QKᵀ/√s of a head of width s have rank s at most. Its weights A = softmax(S) have a higher one,
because exp bends. But log A is S less one number in each row. Take the mean out of each row, and that number
goes with it: what is left is S with centred rows, of rank s at most. The bend adds rank and no freedom.

Low rank does not keep a head from pointing. Put the keys on a circle, s = 2: of all unit vectors k, the
product q·k is largest at the one that lies where q does. So every query can pick any token it likes, and a
large gain gives that token all the weight. On a line, s = 1, q·k grows or falls with k: only the two end
tokens ever win.
"""

import torch

from quiz.lab import Knob, bound, exact, guards, main

S = Knob(8, [1, 2, 4, 8, 16], "width of a head")
N = 64  # tokens
QUERIES = 40
GAIN = 4e5  # neighbours on the circle then differ by more than 1300 in score, and e⁻¹³⁰⁰ is 0 in float64


def scores(q, k):
    """QKᵀ/√s, (queries, keys)."""
    return q @ k.mT / q.shape[-1] ** 0.5


def head(rng, s):
    """Random queries (QUERIES, s) and keys (n, s), of unequal scale."""
    return 1.2 * torch.randn(QUERIES, s, generator=rng), 0.9 * torch.randn(N, s, generator=rng)


def centred(rows):
    """The rows with their means taken out."""
    return rows - rows.mean(-1, keepdim=True)


def ranks(rng, s, after):
    """The rank of `after` of the scores, for ten random heads."""
    return torch.linalg.matrix_rank(torch.stack([after(scores(*head(rng, s))) for _ in range(10)]))


def softmax(rows):
    """Scores to weights, row by row."""
    return rows.softmax(-1)


def check_softmax_lifts_the_rank(rng, s=S):
    """softmax lifts the rank from s to at least 8s, or to all that 40 queries allow, in each of ten heads."""
    return bound(ranks(rng, s, after=softmax), at_least=min(8 * s, QUERIES))


@guards(check_softmax_lifts_the_rank)
def control_no_softmax(rng, s=S):
    """Without softmax the rank stays below."""
    return bound(ranks(rng, s, after=torch.clone), at_least=min(8 * s, QUERIES))


def check_centred_log_weights_are_centred_scores(rng, s=S):
    """log A with the mean of each row taken out is S with the mean of each row taken out."""
    q, k = head(rng, s)
    log_weights = softmax(scores(q, k)).log()
    expected = q @ (k - k.mean(0)).mT * s**-0.5  # centring the keys centres the rows
    return exact(centred(log_weights), expected, ops=2 * s + 4 * N)


@guards(check_centred_log_weights_are_centred_scores)
def control_not_centred(rng, s=S):
    """log A as it stands still has the logarithm of softmax's denominator in each row."""
    q, k = head(rng, s)
    expected = q @ (k - k.mean(0)).mT * s**-0.5
    return exact(softmax(scores(q, k)).log(), expected, ops=2 * s + 4 * N)


def check_centred_log_weights_have_rank_s(rng, s=S):
    """log A with the mean of each row taken out has rank s again, in each of ten heads."""
    return exact(ranks(rng, s, after=lambda rows: centred(softmax(rows).log())), torch.full((10,), s))


@guards(check_centred_log_weights_have_rank_s)
def control_one_rank_more(rng, s=S):
    """log A as it stands has one number per row too many: rank s + 1."""
    return exact(ranks(rng, s, after=lambda rows: softmax(rows).log()), torch.full((10,), s))


def point(rng, keys):
    """The weights of queries that are each GAIN times the key of some token, and which tokens those are."""
    chosen = torch.randint(N, (QUERIES,), generator=rng)
    return softmax(scores(GAIN * keys[chosen], keys)), chosen


def check_two_dimensions_point_anywhere(rng):
    """With keys on a circle, a head of width 2 gives all weight to any one of 64 tokens, query by query."""
    angles = 2 * torch.pi * torch.arange(N) / N
    weights, chosen = point(rng, torch.stack([angles.cos(), angles.sin()], -1))
    return exact(weights, torch.eye(N)[chosen]).heat(weights[:20, :32], "weights", x="key", y="query")


@guards(check_two_dimensions_point_anywhere)
def control_one_dimension(rng):
    """With keys on a line, a head of width 1 does not: only the two end tokens can win."""
    weights, chosen = point(rng, torch.linspace(-1, 1.1, N)[:, None])
    return exact(weights, torch.eye(N)[chosen])


if __name__ == "__main__":
    main()
