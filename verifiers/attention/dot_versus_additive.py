"""Dot-product against additive attention: what they cost.

    dot         q·k
    additive    vᵀ tanh(q + k)        with q and k already projected to the same width d

For m queries and n keys both take 2mnd floating-point operations in their matrix product: neither has the
better order. But dot-product scores are one matrix product QKᵀ, and nothing larger than the m×n scores is
ever written. Additive scores must first write out tanh(qᵢ + kⱼ) for each pair, which makes m·n·d numbers
and as many tanh. That is what makes them slow, and short of memory. Time is the processor time of one thread,
so that other work on the machine does not count.

How large the scores of either become is the subject of `dot_versus_additive_spread.py`.
"""

from time import thread_time
from timeit import timeit

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from quiz.lab import Knob, exact, guards, main, order
from quiz.lab.flops import flops

D = Knob(32, [8, 32, 64], "width of queries and keys")
QUERIES, KEYS = 24, 40


def dot(Q, K, v):
    """QKᵀ: (m, d), (n, d) -> (m, n); v is not used."""
    return Q @ K.mT


def additive(Q, K, v):
    """vᵀ tanh(q + k) for every pair: (m, d), (n, d), (d, 1) -> (m, n, 1)."""
    return torch.tanh(Q.unsqueeze(-2) + K.unsqueeze(-3)) @ v  # (m, n, d) @ (d, 1)


def inputs(rng, d):
    """Q (m, d), K (n, d), v (d, 1)."""
    return (torch.randn(*shape, generator=rng) for shape in ((QUERIES, d), (KEYS, d), (d, 1)))


def pair_by_pair(rng, d, inner):
    """Additive scores against v·inner(q + k), one pair at a time."""
    Q, K, v = inputs(rng, d)
    pairs = [[inner(q + k) @ v[:, 0] for k in K] for q in Q[:3]]
    return exact(
        additive(Q[:3], K, v)[..., 0], torch.tensor(pairs), ops=2 * d + 10, scale=float(v.abs().sum())
    )


def check_additive_is_v_tanh_of_sum(rng, d=D):
    """The additive score of a pair is vᵀ tanh(q + k)."""
    return pair_by_pair(rng, d, torch.tanh)


@guards(check_additive_is_v_tanh_of_sum)
def control_no_tanh(rng, d=D):
    """It is not vᵀ(q + k)."""
    return pair_by_pair(rng, d, lambda x: x)


class Largest(TorchDispatchMode):
    """Remembers how many numbers the largest tensor held that was written meanwhile; views write nothing."""

    numbers = 0

    @classmethod
    def _should_skip_dynamo(cls):
        """Yes: otherwise torch's compiler is imported, which takes a second."""
        return False

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run the operation and look at what it made."""
        made = func(*args, **(kwargs or {}))
        given = [each.data_ptr() for each in args if isinstance(each, torch.Tensor)]
        if made.data_ptr() not in given:
            self.numbers = max(self.numbers, made.numel())
        return made


def multiply_adds(rng, d, score):
    """Floating-point operations in the matrix products of `score`, as torch counts them, against 2mnd."""
    Q, K, v = inputs(rng, d)
    return exact(flops(lambda: score(Q, K, v)), 2 * QUERIES * KEYS * d)


def check_dot_takes_2mnd(rng, d=D):
    """Dot-product scores take 2mnd operations in their matrix product."""
    return multiply_adds(rng, d, dot)


def check_additive_takes_2mnd_too(rng, d=D):
    """Additive scores take 2mnd operations in theirs, besides the m·n·d sums and tanh."""
    return multiply_adds(rng, d, additive)


@guards(check_dot_takes_2mnd, check_additive_takes_2mnd_too)
def control_both_at_once(rng, d=D):
    """The two together take more than 2mnd."""
    return multiply_adds(rng, d, lambda Q, K, v: dot(Q, K, v) + additive(Q, K, v).squeeze(-1))


def largest(rng, d, score, predicted):
    """Numbers in the largest tensor that `score` makes."""
    Q, K, v = inputs(rng, d)
    with Largest() as seen:
        score(Q, K, v)
    return exact(seen.numbers, predicted)


def check_dot_writes_mn_numbers(rng, d=D):
    """The largest tensor on the way to the dot-product scores holds m·n numbers, the scores themselves."""
    return largest(rng, d, dot, QUERIES * KEYS)


@guards(check_dot_writes_mn_numbers)
def control_additive_writes_more(rng, d=D):
    """On the way to the additive scores it holds more."""
    return largest(rng, d, additive, QUERIES * KEYS)


def check_additive_writes_mnd_numbers(rng, d=D):
    """The largest tensor on the way to the additive scores holds m·n·d numbers: here m = 24, n = 40."""
    return largest(rng, d, additive, QUERIES * KEYS * d)


@guards(check_additive_writes_mnd_numbers)
def control_dot_writes_less(rng, d=D):
    """On the way to the dot-product scores it holds fewer."""
    return largest(rng, d, dot, QUERIES * KEYS * d)


def seconds(rng, d, score):
    """Processor time in this thread for the scores of fresh inputs, three times over."""
    Q, K, v = inputs(rng, d)
    return timeit(lambda: score(Q, K, v).cpu(), number=3, timer=thread_time)  # .cpu() waits for the device


def check_additive_is_slower(rng, d=D):
    """Timed in turn, additive scores take at least twice the processor time."""
    return order(lambda: seconds(rng, d, additive), lambda: seconds(rng, d, dot), times=2)


@guards(check_additive_is_slower)
def control_dot_against_itself(rng, d=D):
    """The dot product does not take twice the time of itself."""
    return order(lambda: seconds(rng, d, dot), lambda: seconds(rng, d, dot), times=2)


if __name__ == "__main__":
    main()
