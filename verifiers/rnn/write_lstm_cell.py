"""Write one step of an LSTM, and have it judged.

    i, f, o = σ(…)      how much to write, to keep, to show
    g       = tanh(…)   what to write
    c'      = f⊙c + i⊙g
    h'      = o⊙tanh(c')

Each "…" is a block of one product, Wx + Uh + b. The blocks stand in torch's order: i, f, g, o. Slips that
keep the shapes: gates in another order, tanh where σ belongs, the new state not squashed, the old cell
forgotten. The judge is torch.nn.LSTMCell.
"""

import torch
from torch import nn

from quiz.lab import exact, guards, main, yours

BATCH, INPUTS, HIDDEN = 5, 3, 4


@yours
def lstm_cell(x, h, c, W, U, b):
    """One step of an LSTM; returns (h, c) after it.

    `x` is (B, inputs), `h` and `c` are (B, hidden); W is (4·hidden, inputs), U is (4·hidden, hidden) and b is
    (4·hidden,). The rows of W, U and b are four blocks: input gate, forget gate, candidate, output gate.
    """
    i, f, g, o = (x @ W.mT + h @ U.mT + b).chunk(4, dim=-1)  # (B, hidden) each
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def gates_swapped(x, h, c, W, U, b):
    """The forget gate read where the input gate stands."""
    f, i, g, o = (x @ W.mT + h @ U.mT + b).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def against_torch(rng, function):
    """The new h and c, side by side, against torch's cell with the same weights."""
    cell = nn.LSTMCell(INPUTS, HIDDEN)
    W = 1.5 * torch.randn(4 * HIDDEN, INPUTS, generator=rng)
    U = 0.8 * torch.randn(4 * HIDDEN, HIDDEN, generator=rng)
    b = torch.randn(4 * HIDDEN, generator=rng)
    with torch.no_grad():
        for parameter, value in zip(cell.parameters(), (W, U, b, torch.zeros_like(b)), strict=True):
            parameter.copy_(value)
    x = torch.randn(BATCH, INPUTS, generator=rng)
    h, c = torch.randn(2, BATCH, HIDDEN, generator=rng)
    right = torch.stack(cell(x, (h, c)))
    return exact(torch.stack(tuple(function(x, h, c, W, U, b))), right, ops=2 * (INPUTS + HIDDEN) + 30)


def check_equals_torch(rng):
    """The new h and c are those of torch's cell."""
    return against_torch(rng, lstm_cell)


@guards(check_equals_torch)
def control_gates_swapped(rng):
    """With input and forget gate in each other's place they are not."""
    return against_torch(rng, gates_swapped)


if __name__ == "__main__":
    main()
