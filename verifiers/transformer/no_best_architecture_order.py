"""Two more tasks, one that convolution wins and one that attention wins.

A pattern around t: the target is y_t = a·x_{t−1} + b·x_t + c·x_{t+1}, with a ≠ c.

    convolution    is exactly that
    recurrence     h_t knows nothing of x_{t+1}: the derivative is 0
    attention      without positions sees a bag: exchange x_{t−1} and x_{t+1}, and output t stays; the target
                   does not

Looking up a key: n keys, a bit under each, and a question for one of them.

    attention      qᵀk with sharp scores finds the row wherever it lies
    convolution    of width k feels nothing that lies farther away than k//2
    recurrence     a state of b bits has 2ᵇ values, but there are 2ⁿ tables. Tables with one state get the
                   same answers, so at most 2ᵇ of the 2ⁿ are answered right throughout: a share of 2^(b−n)
"""

import torch
from torch import nn
from torch.nn.functional import conv1d, one_hot, scaled_dot_product_attention

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(9, [7, 9, 12], "tokens, or keys")
BITS = Knob(4, [2, 4, 6], "bits of state, fewer than n")
TAPS = [0.7, -1.6, 2.3]  # a, b, c
D, STATES = 3, 5
WIDTH = 5  # of the convolution that looks up


def targets(x):
    """a·x_{t−1} + b·x_t + c·x_{t+1} token by token, with 0 beyond the ends: (n, d) to (n, d)."""
    at = dict(enumerate(x))
    zero = torch.zeros(x.shape[1])
    around = [[at.get(t + s, zero) for s in (-1, 0, 1)] for t in range(len(x))]
    return torch.stack([TAPS[0] * a + TAPS[1] * b + TAPS[2] * c for a, b, c in around])


def convolved(rng, n, taps):
    """torch's convolution of each feature against the targets."""
    x = 1.5 * torch.randn(n, D, generator=rng)
    got = conv1d(x.T.unsqueeze(1), torch.tensor([[taps]]), padding=1)[:, 0].T
    return exact(got, targets(x), ops=8, scale=20)


def check_convolution_makes_the_pattern(rng, n=N):
    """A pattern centred on t: a convolution of width 3 is exactly the target."""
    return convolved(rng, n, TAPS)


@guards(check_convolution_makes_the_pattern)
def control_taps_turned_round(rng, n=N):
    """With the taps in the opposite order it is not."""
    return convolved(rng, n, TAPS[::-1])


def felt(rng, n, both):
    """∂h_t/∂x_{t+1} of torch's RNN, run forwards or both ways, at t = 3: (states, d), against 0."""
    rnn = nn.RNN(D, STATES, bidirectional=both)
    x = torch.randn(n, D, generator=rng).requires_grad_()
    rows = [torch.autograd.grad(h, x, retain_graph=True)[0][4] for h in rnn(x)[0][3]]
    return exact(torch.stack(rows), torch.zeros(len(rows), D), scale=1)


def check_recurrence_is_blind_ahead(rng, n=N):
    """A recurrence that runs forwards is blind to the next token: ∂h_t/∂x_{t+1} = 0."""
    return felt(rng, n, False)


@guards(check_recurrence_is_blind_ahead)
def control_both_ways(rng, n=N):
    """One that also runs backwards is not."""
    return felt(rng, n, True)


def exchanged(rng, n, place):
    """Output 3 of torch's attention with tokens 2 and 4 exchanged, against it without."""
    attention = nn.MultiheadAttention(D, 1)
    x = 1.5 * torch.randn(n, D, generator=rng)
    order = torch.arange(n)
    order[2], order[4] = 4, 2
    before, after = (attention(y, y, y)[0][3] for y in (place(x), place(x[order])))
    return exact(after, before, ops=40, scale=5)


def check_attention_is_blind_to_order(rng, n=N):
    """Attention without positions: exchange the neighbours of t, and output t stays."""
    return exchanged(rng, n, lambda x: x)


@guards(check_attention_is_blind_to_order)
def control_with_positions(rng, n=N):
    """When each token is marked by its position it moves."""
    return exchanged(rng, n, lambda x: x * torch.linspace(1, 2, n).unsqueeze(-1))


def looked_up(rng, n, sharpness):
    """What attention with one-hot keys returns for each key, in a random order, against what lies there."""
    keys = one_hot(torch.randperm(n, generator=rng), n) * 1.0  # (n, n)
    values = torch.randn(n, D, generator=rng)
    got = scaled_dot_product_attention(sharpness * torch.eye(n), keys, values, scale=1)
    return exact(got, values[keys.argmax(0)], ops=2 * n, scale=4)


def check_attention_looks_up(rng, n=N):
    """Key lookup: attention with sharp scores returns the value of each key, wherever it lies."""
    return looked_up(rng, n, 60)


@guards(check_attention_looks_up)
def control_soft_scores(rng, n=N):
    """With scores of 1 it returns a blend."""
    return looked_up(rng, n, 1)


def out_of_reach(rng, n, width):
    """How the last output of a convolution moves with tokens farther than WIDTH//2 back, against 0."""
    x = torch.randn(n, D, generator=rng).requires_grad_()
    kernel = torch.randn(D, D, width, generator=rng)
    last = conv1d(x.T[None], kernel, padding=width // 2)[0, :, n - 1]
    far = torch.autograd.grad(last, x, torch.ones(D))[0][: n - 1 - WIDTH // 2]
    return exact(far, torch.zeros_like(far), scale=1)


def check_convolution_cannot_reach(rng, n=N):
    """Key lookup: what lies farther than WIDTH//2 away does not move the output of a convolution at all."""
    return out_of_reach(rng, n, WIDTH)


@guards(check_convolution_cannot_reach)
def control_wider_kernel(rng, n=N):
    """It does once the kernel is wide enough."""
    return out_of_reach(rng, n, WIDTH + 2)


def kept(rng, n, bits):
    """Share of the 2ⁿ tables answered right throughout: random sums of bits as state, and the first bits."""
    tables = torch.cartesian_prod(*[torch.arange(2)] * n)  # (2ⁿ, n)
    mixes = [torch.randint(2, (n, bits), generator=rng), torch.eye(n, bits, dtype=torch.long)]
    states = [tables @ mix % 2 for mix in mixes]  # (2ⁿ, b)
    return torch.tensor(
        [len(state.unique(dim=0)) / len(tables) for state in states]
    )  # a table for each state


def check_b_bits_keep_a_share(rng, n=N, bits=BITS):
    """Key lookup: a state of b bits answers at most a share of 2^(b−n) of all tables right throughout."""
    return bound(kept(rng, n, bits), at_most=2.0 ** (bits - n), reached=0)


@guards(check_b_bits_keep_a_share)
def control_one_bit_more(rng, n=N, bits=BITS):
    """One more bit keeps twice as many."""
    return bound(kept(rng, n, bits + 1), at_most=2.0 ** (bits - n), reached=0)


if __name__ == "__main__":
    main()
