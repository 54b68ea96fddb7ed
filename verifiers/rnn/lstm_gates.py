"""What each gate of an LSTM is for: torch's own LSTM with its gates held at one end.

    c_t = f ⊙ c_{t−1} + i ⊙ g,     h_t = o ⊙ tanh(c_t)

A large bias holds a gate open (σ(40) is 1 in float64), a large negative one shut (σ(−40) is 4·10⁻¹⁸).

    f = 1, i = 0     the cell keeps c_0, however long the sequence
    f = 0            the old cell leaves no trace: what the last step writes is all there is
    f = 1, i = 1     the cell adds up what is written; if that is always 1, it counts
    o = 0            nothing shows: h = 0, whatever the cell holds

The last two tell the cell from the state: no entry of h is ever larger than 1, c has no limit.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

N = Knob(8, [3, 8, 50], "length of the sequence")
D, HIDDEN, BATCH = 3, 5, 2
OPEN, SHUT = 40.0, -40.0  # the bias of a gate that is held
ORDER = ("i", "f", "g", "o")  # how torch stacks its weights


def run(rng, n, **held):
    """torch's LSTM on random inputs, the gates (or g) named in `held` given that bias and nothing else.

    Returns the first cell, the last cell and the last state, (B, h) each.
    """
    lstm = nn.LSTM(D, HIDDEN)
    for name, bias in held.items():
        rows = slice(ORDER.index(name) * HIDDEN, (ORDER.index(name) + 1) * HIDDEN)
        for parameter in lstm.parameters():
            parameter.data[rows] = 0
        lstm.bias_ih_l0.data[rows] = bias
    x = torch.randn(n, BATCH, D, generator=rng)
    h, c = torch.randn(2, 1, BATCH, HIDDEN, generator=rng)
    _, (state, cell) = lstm(x, (h, c))
    return c[0], cell[0], state[0]


def kept(rng, n, forget):
    """Whether the last cell is the first one, with the input gate shut."""
    first, last, _ = run(rng, n, f=forget, i=SHUT)
    return exact(last, first, ops=n)


def check_open_forget_gate_keeps(rng, n=N):
    """f = 1 and i = 0: after n steps the cell is c_0."""
    return kept(rng, n, OPEN)


@guards(check_open_forget_gate_keeps)
def control_half_open(rng, n=N):
    """With f = ½ it is c_0 no more."""
    return kept(rng, n, 0.0)


def written_last(rng, n, forget):
    """Whether the last cell is 1, what every step writes: i = 1 and g = 1."""
    _, last, _ = run(rng, n, f=forget, i=OPEN, g=OPEN)
    return exact(last, torch.ones(BATCH, HIDDEN), ops=n)


def check_shut_forget_gate_forgets(rng, n=N):
    """f = 0: of c_0 and of all that was written before nothing is left but the last write."""
    return written_last(rng, n, SHUT)


@guards(check_shut_forget_gate_forgets)
def control_forget_gate_open(rng, n=N):
    """With f = 1 it is all still there."""
    return written_last(rng, n, OPEN)


def counted(rng, n, write):
    """Whether the cell has grown by n, with the forget gate open."""
    first, last, _ = run(rng, n, f=OPEN, i=write, g=OPEN)
    return exact(last - first, n * torch.ones(BATCH, HIDDEN), ops=2 * n)


def check_open_gates_add_up(rng, n=N):
    """f = i = 1 and g = 1: n steps add n to the cell, far past the 1 that a tanh state cannot pass."""
    return counted(rng, n, OPEN)


@guards(check_open_gates_add_up)
def control_input_gate_shut(rng, n=N):
    """With i = 0 nothing is written."""
    return counted(rng, n, SHUT)


def shown(rng, n, show):
    """Whether the state is 0, with the other gates free."""
    _, _, state = run(rng, n, o=show)
    return exact(state, torch.zeros(BATCH, HIDDEN), scale=1.0)


def check_shut_output_gate_hides(rng, n=N):
    """o = 0: the state h is 0, whatever the cell holds."""
    return shown(rng, n, SHUT)


@guards(check_shut_output_gate_hides)
def control_output_gate_open(rng, n=N):
    """With o = 1 the state is tanh(c)."""
    return shown(rng, n, OPEN)


if __name__ == "__main__":
    main()
