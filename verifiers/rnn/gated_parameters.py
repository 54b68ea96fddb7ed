"""How many parameters an RNN, a GRU and an LSTM have.

Each is made of affine maps of (x_t, h_{t−1}) to h numbers: h·d + h·h weights, and two biases of h in torch.

    RNN     the new state                             1 map      h(d + h + 2)
    GRU     reset, update, and the new state          3 maps    3h(d + h + 2)
    LSTM    input, forget, output, and what to write  4 maps    4h(d + h + 2)

So a GRU has 3/4 of an LSTM's parameters, whatever the widths, and an RNN 1/4.
"""

from torch import nn

from quiz.lab import Knob, exact, guards, main

D = Knob(3, [3, 6, 10], "width of an input")
HIDDEN = Knob(5, [5, 8, 16], "width of the state")


def weights(module):
    """How many parameters it has."""
    return sum(p.numel() for p in module.parameters())


def check_three_quarters_of_the_lstm(rng, d=D, hidden=HIDDEN):
    """nn.GRU has exactly 3/4 of the parameters of nn.LSTM."""
    return exact(weights(nn.GRU(d, hidden)) / weights(nn.LSTM(d, hidden)), 0.75)


@guards(check_three_quarters_of_the_lstm)
def control_a_plain_rnn(rng, d=D, hidden=HIDDEN):
    """nn.RNN has not: it has a quarter."""
    return exact(weights(nn.RNN(d, hidden)) / weights(nn.LSTM(d, hidden)), 0.75)


def check_three_maps(rng, d=D, hidden=HIDDEN):
    """nn.GRU has three affine maps of (x, h): 3h(d + h + 2) parameters, torch's second bias included."""
    return exact(weights(nn.GRU(d, hidden)), 3 * hidden * (d + hidden + 2))


@guards(check_three_maps)
def control_four_maps(rng, d=D, hidden=HIDDEN):
    """nn.LSTM has four."""
    return exact(weights(nn.LSTM(d, hidden)), 3 * hidden * (d + hidden + 2))


if __name__ == "__main__":
    main()
