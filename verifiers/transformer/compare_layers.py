"""Self-attention, recurrence and convolution: work, waiting, distance.

For n tokens of width d and a kernel of width k, with 2 operations for every multiply-add:

                     operations          steps that wait        layers until the first token
                                         for one another        reaches the last
    self-attention   4n²d  (+ 8nd²)      1                      1
    recurrence       4nd²                n                      n
    convolution      2knd²               1                      ⌈log_k n⌉ dilated, ⌈(n − 1)/(k − 1)⌉ not

4n²d are scores and weighted values; 8nd² the four projections, which the usual table leaves out.
The last column is shown in `compare_layers_reach.py`.
"""

import torch
from torch import nn
from torch.nn.functional import conv1d, pad, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main, slope
from quiz.lab.flops import flops

K = Knob(3, [2, 3, 5], "width of the kernel")
N = Knob(20, [9, 20, 30], "tokens")
SHAPES = [(6, 4), (12, 4), (6, 10)]  # (n, d)
WIDTHS = [4, 8, 16, 32]


def attention(x, weights):
    """Scores and weighted values, (n, d) to (n, d); the projections are left out, as in the usual table."""
    return (x @ x.mT).softmax(-1) @ x


def recurrence(x, weights):
    """h_t = tanh(h_{t−1}W + x_tU), token by token."""
    w, u = weights[:2]
    state, states = torch.zeros_like(x[:1]), []
    for token in x.split(1):
        state = (state @ w + token @ u).tanh()
        states.append(state)
    return torch.cat(states)


def without_waiting(x, weights):
    """The same with no state handed on."""
    w, u = weights[:2]
    return torch.cat([(token @ w + token @ u).tanh() for token in x.split(1)])


def convolution(x, weights, groups=1):
    """Output t sees t, t − 1, …, t − k + 1, through k taps of d×d weights: (k, d, d) for `weights`."""
    kernel = weights.permute(2, 1, 0)[:, : x.shape[-1] // groups]  # (out, in, k)
    padded = pad(x.T, (len(weights) - 1, 0))  # (d, n + …)
    return conv1d(padded[None], kernel, groups=groups)[0].T


def draw(rng, n, d, k):
    """Tokens (n, d) and weights (k, d, d)."""
    return torch.randn(n, d, generator=rng), 0.5 * torch.randn(k, d, d, generator=rng)


def against_oracles(rng, layers, n, k):
    """The three layers against torch's attention and RNN and a convolution by definition: (3, n, d)."""
    x, weights = draw(rng, n, 4, k)
    rnn = nn.RNN(4, 4, bias=False)
    rnn.load_state_dict({"weight_hh_l0": weights[0].T, "weight_ih_l0": weights[1].T})
    at = dict(enumerate(x))
    back = [[at.get(t - k + 1 + i, torch.zeros(4)) @ weights[i] for i in range(k)] for t in range(n)]
    summed = torch.stack([sum(taps) for taps in back])
    want = [scaled_dot_product_attention(x, x, x, scale=1), rnn(x)[0], summed]
    got = torch.stack([layer(x, weights) for layer in layers])
    return exact(got, torch.stack(want), ops=20 * n, scale=10)


def check_layers_are_what_they_say(rng, n=N, k=K):
    """The three layers counted here are torch's attention and RNN, and a convolution by its definition."""
    return against_oracles(rng, [attention, recurrence, convolution], n, k)


@guards(check_layers_are_what_they_say)
def control_no_state(rng, n=N, k=K):
    """With no state handed on the second is not torch's RNN."""
    return against_oracles(rng, [attention, without_waiting, convolution], n, k)


def operations(layer, n, d, k):
    """Operations in the products of one layer."""
    return flops(lambda: layer(torch.zeros(n, d), torch.zeros(k, d, d)))


def table(layers, k):
    """Operations of each layer at each of SHAPES, against 4n²d, 4nd² and 2knd²."""
    counted = [[operations(layer, n, d, k) for layer in layers] for n, d in SHAPES]
    return exact(counted, [[4 * n * n * d, 4 * n * d * d, 2 * k * n * d * d] for n, d in SHAPES])


def check_operations(rng, k=K):
    """Operations: 4n²d for scores and values, 4nd² for a recurrence, 2knd² for a convolution."""
    return table([attention, recurrence, convolution], k)


@guards(check_operations)
def control_depthwise_convolution(rng, k=K):
    """A convolution that keeps its channels apart takes d times less."""
    return table([attention, recurrence, lambda x, w: convolution(x, w, groups=x.shape[-1])], k)


def growth(layer, k, exponent):
    """Slope of the operations of `layer` against d."""
    return slope(WIDTHS, [operations(layer, 5, d, k) for d in WIDTHS], exponent, 1e-9)


def check_convolution_grows_as_d_squared(rng, k=K):
    """Convolution: operations against d have slope 2."""
    return growth(convolution, k, 2)


@guards(check_convolution_grows_as_d_squared)
def control_attention_grows_as_d(rng, k=K):
    """For scores and values the exponent is 1, so that 2 is rejected."""
    return growth(attention, k, 2)


def chain(rng, layer, n):
    """Links in the longest chain of autograd's graph from the output to the input."""
    x, weights = draw(rng, n, 4, 3)
    front, links = {layer(x.requires_grad_(), weights).grad_fn}, 0
    while front:
        front = {node for behind in front for node, _ in behind.next_functions if node}
        links += 1
    return links


def waiting(rng, layers, n):
    """By how many links n further tokens make the chains longer, against 0, 3n and 0."""
    return exact([chain(rng, layer, 2 * n) - chain(rng, layer, n) for layer in layers], [0, 3 * n, 0])


def check_only_recurrence_waits(rng, n=N):
    """Each further token makes a recurrence wait for product, sum and tanh; the other two for nothing."""
    return waiting(rng, [attention, recurrence, convolution], n)


@guards(check_only_recurrence_waits)
def control_no_state_no_waiting(rng, n=N):
    """Without the state a recurrence does not wait either."""
    return waiting(rng, [attention, without_waiting, convolution], n)


if __name__ == "__main__":
    main()
