"""Why attention is faster than an RNN on a short sequence, though it has more to do.

For n tokens of width d the matrix products of attention take 4n²d + 6nd² operations (scores and values, three
projections), those of an RNN 4nd². At n = 64, d = 16 that is 5.5 times as many. But as no query waits for
another, attention is a handful of large steps, whatever n is. The RNN must take n small ones, and for small
ones a processor spends its time on setting out rather than on arithmetic: the clock goes the other way.

Both are torch's own code. What is measured is the processor time of one thread, not the time on the wall, so
that other work on the machine does not count; more threads could only help the large steps. A factor of 1.5
is claimed, no more: how large it is depends on the machine, and as n grows, so does the n² work, until the
tables turn.
"""

from time import thread_time
from timeit import timeit

import torch
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main, order

N = Knob(64, [32, 64, 128], "length of the sequence")
D = 16


def attention(x, w):
    """All queries at once: (n, d) to (n, d)."""
    q, k, v = (x @ w).unsqueeze(1)  # w is (3, d, d); each is (1, n, d)
    return functional.scaled_dot_product_attention(q, k, v)[0]


def query_by_query(x, w):
    """The same, each query waiting for the one before to be done."""
    q, k, v = (x @ w).unsqueeze(1)
    each = [functional.scaled_dot_product_attention(one, k, v) for one in q.split(1, 1)]
    return torch.cat(each, 1)[0]


def seconds(compute):
    """Processor time of one call in this thread; fetching the result waits for the device."""
    return timeit(lambda: compute().cpu(), number=1, timer=thread_time)


def race(rng, n, attend):
    """Whether the RNN takes at least 1.5 times as long as `attend`, run in turn."""
    x, w = torch.randn(n, D, generator=rng), torch.randn(3, D, D, generator=rng)
    rnn = torch.nn.RNN(D, D)

    def states():
        out, _ = rnn(x)
        return out

    return order(lambda: seconds(states), lambda: seconds(lambda: attend(x, w)), times=1.5)


def check_the_rnn_takes_longer(rng, n=N):
    """One short sequence, d = 16: torch's RNN takes at least 1.5 times the processor time of attention."""
    return race(rng, n, attention)


@guards(check_the_rnn_takes_longer)
def control_attention_query_by_query(rng, n=N):
    """Attention that takes its queries one after the other loses the race, though its result is the same."""
    return race(rng, n, query_by_query)


def check_both_ways_give_the_same(rng, n=N):
    """All queries at once and one after the other give the same, so only the waiting differs."""
    x, w = torch.randn(n, D, generator=rng), torch.randn(3, D, D, generator=rng)
    return exact(attention(x, w), query_by_query(x, w), ops=4 * D + 2 * n, scale=10)


@guards(check_both_ways_give_the_same)
def control_another_sequence(rng, n=N):
    """The attention of another sequence is not the same."""
    x, w = torch.randn(2, n, D, generator=rng), torch.randn(3, D, D, generator=rng)
    return exact(attention(x[0], w), query_by_query(x[1], w), ops=4 * D + 2 * n, scale=10)


if __name__ == "__main__":
    main()
