"""How an RNN reads a sequence: one cell, used at every step, and a state that is handed on.

    h_t = tanh(W x_t + U h_{t−1} + b)        the state, a vector of fixed width
    y_t = V h_t + c                          what is read off, where something is wanted

All that the cell knows of the past is h_{t−1}. So a sequence may be cut anywhere: hand the state over and go
on, and nothing is lost. (That W, U and b are the same at every step is the subject of `shared_over_time.py`.)

Order matters, as each input is mixed into a state that the earlier ones have made. A bag of inputs, the sum
of the W x_t, does not see it.
"""

from itertools import permutations

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

N = Knob(9, [6, 9, 20], "length of the sequence")
D, HIDDEN, OUT = 5, 7, 2  # widths of an input, of the state and of an output
BATCH = 3
OPS = 4 * (D + HIDDEN)  # of one step


def states(x, h, weights, carry=1.0):
    """h_1 … h_n for inputs x (n, B, d) from state h (B, h); weights as torch keeps them: W, U and two biases.

    `carry` is the share of the old state that each step is given.
    """
    w, u, b_w, b_u = weights
    seen = []
    for token in x:
        h = torch.tanh(token @ w.T + b_w + carry * h @ u.T + b_u)  # (B, h)
        seen.append(h)
    return torch.stack(seen)  # (n, B, h)


def setting(rng, n):
    """torch's RNN, inputs (n, B, d) and a first state (B, h)."""
    x, h = torch.randn(n, BATCH, D, generator=rng), torch.randn(BATCH, HIDDEN, generator=rng)
    return nn.RNN(D, HIDDEN), x, h


def by_hand_and_torch(rng, n, carry):
    """Outputs y (n, B, out) of the loop written here, and those of nn.RNN with nn.Linear on top."""
    rnn, x, h = setting(rng, n)
    head = nn.Linear(HIDDEN, OUT)
    by_hand = states(x, h, list(rnn.parameters()), carry) @ head.weight.T + head.bias
    return exact(by_hand, head(rnn(x, h[None])[0]), ops=n * OPS)


def check_the_loop_is_torchs(rng, n=N):
    """h_t = tanh(W x_t + U h_{t−1} + b) and y_t = V h_t + c, step after step, are nn.RNN and nn.Linear."""
    return by_hand_and_torch(rng, n, carry=1)


@guards(check_the_loop_is_torchs)
def control_no_state_handed_on(rng, n=N):
    """A cell that is given no old state computes something else."""
    return by_hand_and_torch(rng, n, carry=0)


def resumed(rng, n, keep):
    """torch's RNN run in two parts, the state handed over times `keep`, against one run: (n, B, h)."""
    rnn, x, h = setting(rng, n)
    early, state = rnn(x[: n // 3], h[None])
    late, _ = rnn(x[n // 3 :], keep * state)
    return exact(torch.cat([early, late]), rnn(x, h[None])[0], ops=n * OPS)


def check_the_state_is_all_it_knows(rng, n=N):
    """Cut the sequence, hand over h and nothing else: nn.RNN goes on as if it had not been cut."""
    return resumed(rng, n, keep=1)


@guards(check_the_state_is_all_it_knows)
def control_the_state_dropped(rng, n=N):
    """Started again from zeros it has forgotten the first part."""
    return resumed(rng, n, keep=0)


def distinct_ends(rng, end):
    """How many different last states the 24 orders of four inputs lead to, seen to 7 digits."""
    rnn, x, h = setting(rng, 4)
    ends = torch.stack([end(rnn, x[list(order)], h) for order in permutations(range(4))])  # (24, B, h)
    return len(ends.flatten(1).float().unique(dim=0))


def check_order_matters(rng):
    """The 24 orders of four inputs lead nn.RNN to 24 different states."""
    return exact(distinct_ends(rng, lambda rnn, x, h: rnn(x, h[None])[1][0]), 24)


@guards(check_order_matters)
def control_a_bag_of_inputs(rng):
    """The same weights on the sum of the inputs give one state for all orders."""
    return exact(distinct_ends(rng, lambda rnn, x, h: rnn(x.sum(0)[None], h[None])[1][0]), 24)


def check_the_last_output_is_the_state(rng, n=N):
    """One net, a sequence or a vector: of nn.RNN's n outputs the last is its final state."""
    rnn, x, h = setting(rng, n)
    outputs, final = rnn(x, h[None])
    return exact(outputs[-1], final[0])


@guards(check_the_last_output_is_the_state)
def control_the_first_output(rng, n=N):
    """The first is not."""
    rnn, x, h = setting(rng, n)
    outputs, final = rnn(x, h[None])
    return exact(outputs[0], final[0])


if __name__ == "__main__":
    main()
