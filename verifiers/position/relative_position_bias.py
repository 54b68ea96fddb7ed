"""Relative position as one number added to the score: T5's buckets and ALiBi's slope.

Let c be the score of the query at place i and the key at place j by their content, and r = j − i.

    T5       c + b[bucket(r)]     a learned number for each bucket, c = q·k
    ALiBi    c − m·|r|            nothing learned: a fixed slope m for each head, c = q·k/√d

What position adds is a function of r, constant along diagonals.

T5's encoder has 32 buckets a head, 16 for each direction. Distances 0 … 7 have their own; the next begin at
8·2^(k/2), that is at 8, 12, 16, 23, 32, 46, 64 and 91, and the last has no end: whatever is further away
looks the same.

ALiBi's slopes for 8 heads are 1/2, 1/4, … 1/256. The formula goes on for ever, so longer texts need no new
numbers. What it does to the weights is in `relative_position_effect.py`.
"""

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(140, [100, 140, 160], "tokens")
BEGINS = (*range(8), 8, 12, 16, 23, 32, 46, 64, 91)  # T5: the first distance of each bucket


def distances(n):
    """r = j − i of all pairs, (n, n)."""
    place = torch.arange(n)
    return place - place[:, None]


def by_logarithm(far):
    """T5's bucket 0 … 15 of each distance without its sign."""
    coarse = 8 + (2 * (far / 8).log2()).long()  # 8 buckets from 8 to 128: 8·ln(far/8)/ln(128/8)
    return torch.where(far < 8, far, coarse.clamp(max=15))


def in_equal_steps(far):
    """Buckets of 8 distances each."""
    return (far // 8).clamp(max=15)


def t5(content, biases, bucket=by_logarithm):
    """Scores (n, n) with biases (2, 16): one row for looking back, one for looking ahead."""
    r = distances(len(content))
    return content + biases[(r > 0).long(), bucket(r.abs())]


def alibi(content, head):
    """Scores (n, n) with the slope 2^(−head) of one of 8 heads."""
    return content - 2.0**-head * distances(len(content)).abs()


def along_diagonals(scores, content, added):
    """All scores against content plus `added(r)`, worked out once for each distance."""
    n = len(scores)
    known = {r: float(added(r)) for r in range(1 - n, n)}
    by_pair = torch.tensor([[known[j - i] for j in range(n)] for i in range(n)])
    middle, row = [j - n // 2 for j in range(n)], (scores - content)[n // 2]
    return exact(scores, content + by_pair, ops=4).plot(
        x="distance", y="added", measured=(middle, row), predicted=(known.keys(), known.values())
    )


def t5_by_distance(rng, n, bucket):
    """T5's scores against content plus the number of the bucket, read off BEGINS."""
    content, biases = torch.randn(n, n, generator=rng), torch.randn(2, 16, generator=rng)
    buckets = [sum(begin <= far for begin in BEGINS) - 1 for far in range(n)]
    return along_diagonals(
        t5(content, biases, bucket), content, lambda r: biases[int(r > 0), buckets[abs(r)]]
    )


def check_t5_has_widening_buckets(rng, n=N):
    """T5's encoder adds one of 32 numbers to q·k: exact up to distance 7, coarser beyond, one from 91 on."""
    return t5_by_distance(rng, n, by_logarithm)


@guards(check_t5_has_widening_buckets)
def control_equal_buckets(rng, n=N):
    """With buckets of equal width it adds others."""
    return t5_by_distance(rng, n, in_equal_steps)


def alibi_by_distance(rng, n, head):
    """ALiBi's scores against content minus a quarter of the distance."""
    content = torch.randn(n, n, generator=rng)
    return along_diagonals(alibi(content, head), content, lambda r: -abs(r) / 4)


def check_alibi_falls_linearly(rng, n=N):
    """ALiBi subtracts m·|r|; the second of 8 heads has the slope m = 1/4."""
    return alibi_by_distance(rng, n, head=2)


@guards(check_alibi_falls_linearly)
def control_another_head(rng, n=N):
    """The third head has another slope."""
    return alibi_by_distance(rng, n, head=3)


if __name__ == "__main__":
    main()
