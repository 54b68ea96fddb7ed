"""How much of a Transformer layer is the n² part?

Count 2 operations for every multiply-add, for n tokens of width d, and matrix products only:

    scores QKᵀ and weighted values AV      4n²d
    projections Q, K, V and output         4 · 2nd² =  8nd²
    feed-forward, d → 4d → d               2 · 8nd² = 16nd²

The n² part is 4n²d of 4n²d + 24nd², which is the share n/(n + 6d): one half at n = 6d. At d = 512 that is
3,072 tokens; for shorter inputs the maps that never look at another token do most of the work.
"""

from bisect import bisect_left

import torch

from quiz.lab import Knob, exact, guards, main
from quiz.lab.flops import flops

D = Knob(32, [8, 16, 32, 64], "width of the model")
N = Knob(48, [16, 48, 64, 128, 256], "length of the sequence")
ANY = range(1, 513)
WIDER = 4  # the feed-forward's inner width, in d


def share_of_scores(n, d, seen, wider=WIDER):
    """The part of one layer's operations that goes into scores and values, every query seeing `seen` keys."""
    x, inner = torch.zeros(n, d), torch.zeros(n, wider * d)
    scores = flops(lambda: x @ torch.zeros(d, seen) @ torch.zeros(seen, d))  # QKᵀ, (n, seen), then AV
    projections = flops(lambda: [x @ w for w in torch.zeros(4, d, d)])
    feed_forward = flops(lambda: (x @ torch.zeros(d, wider * d), inner @ torch.zeros(wider * d, d)))
    return scores / (scores + projections + feed_forward)


def half_at(d, seen):
    """The smallest n at which the share is one half; the end of ANY if there is none."""
    return ANY[0] + bisect_left(ANY, True, key=lambda n: share_of_scores(n, d, seen(n)) >= 0.5)


def check_share_is_n_over_n_plus_6d(rng, n=N, d=D):
    """Scores and values take the share n/(n + 6d) of a Transformer layer's operations."""
    evidence = exact(share_of_scores(n, d, seen=n), n / (n + 6 * d), ops=2)
    shares = [share_of_scores(m, d, seen=m) for m in N.choices]
    predicted = [m / (m + 6 * d) for m in N.choices]
    return evidence.plot(x="n", y="share", measured=(N.choices, shares), predicted=(N.choices, predicted))


@guards(check_share_is_n_over_n_plus_6d)
def control_share_without_feed_forward(rng, n=N, d=D):
    """Without the feed-forward part the share is larger."""
    return exact(share_of_scores(n, d, seen=n, wider=0), n / (n + 6 * d), ops=2)


def check_half_only_at_6d(rng, d=D):
    """The share of scores and values reaches one half at n = 6d."""
    return exact(half_at(d, seen=lambda n: n), 6 * d)


@guards(check_half_only_at_6d)
def control_a_window_is_never_half(rng, d=D):
    """When every query sees only 5 keys the share does not reach one half at any length."""
    return exact(half_at(d, seen=lambda n: 5), 6 * d)


if __name__ == "__main__":
    main()
