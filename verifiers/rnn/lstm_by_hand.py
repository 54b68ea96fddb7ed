"""What an LSTM computes, and the two ways by which its cell reaches the next.

Beside the state h an LSTM keeps a cell c. At each step four affine maps of (x_t, h_{t−1}) are taken:

    f, i, o = σ(…)        forget, input and output gate, each entry between 0 and 1
    g       = tanh(…)     what might be written
    c_t = f ⊙ c_{t−1} + i ⊙ g          keep a share of the old, add a share of the new
    h_t = o ⊙ tanh(c_t)                show a share of it

The old cell acts on the new one directly, times f, and indirectly: through h_{t−1} = o ⊙ tanh(c_{t−1}), which
every gate reads. Cut the indirect way and ∂c_T/∂c_0 = Π f_t, a product of gates and of no weight matrix. That
product is the argument for the LSTM. The full derivative has both ways and is not Π f_t.

What each gate is for, and what the product comes to, is in `lstm_gates.py` and `lstm_gradient.py`.
"""

import torch
from torch import nn
from torch.autograd.functional import jacobian

from quiz.lab import Knob, bound, exact, guards, main

N = Knob(8, [3, 8, 20], "length of the sequence")
D, HIDDEN, BATCH = 3, 5, 2
OPS = 8 * (D + HIDDEN)  # of one step


def setting(rng, n):
    """torch's LSTM, inputs (n, B, d), a first state and a first cell (B, h)."""
    h, c = torch.randn(2, BATCH, HIDDEN, generator=rng)
    return nn.LSTM(D, HIDDEN), torch.randn(n, BATCH, D, generator=rng), h, c


def gates_of(token, h, lstm, squash=torch.sigmoid):
    """The gates f, i, o and the candidate g, (B, h) each."""
    w, u, b_w, b_u = (p.detach() for p in lstm.parameters())  # (4h, d), (4h, h), (4h,), (4h,)
    i, f, g, o = (token @ w.T + b_w + h @ u.T + b_u).chunk(4, dim=-1)  # torch's order
    return squash(f), squash(i), squash(o), g.tanh()


def step(f, i, o, g, c):
    """The new cell and state."""
    c = f * c + i * g
    return c, o * c.tanh()


def inputs_and_forgets_swapped(f, i, o, g, c):
    """The same with the roles of the two gates exchanged."""
    return step(i, f, o, g, c)


def unroll(lstm, x, h, c, step=step, seen=lambda h: h):
    """All states h_t and, step by step, (f, i, o, g), with the last cell; the gates see seen(h_{t−1})."""
    states, gates = [], []
    for token in x:
        gates.append(gates_of(token, seen(h), lstm))
        c, h = step(*gates[-1], c)
        states.append(h)
    return torch.stack(states), gates, c


def by_hand_and_torch(rng, n, step):
    """All states and the last cell, (n + 1, B, h): as written here, and by nn.LSTM."""
    lstm, x, h, c = setting(rng, n)
    states, _, cell = unroll(lstm, x, h, c, step)
    torchs, (_, torchs_cell) = lstm(x, (h[None], c[None]))
    return exact(torch.cat([states, cell[None]]), torch.cat([torchs, torchs_cell]), ops=n * OPS)


def check_the_cell_is_torchs(rng, n=N):
    """c_t = f ⊙ c_{t−1} + i ⊙ g and h_t = o ⊙ tanh(c_t), step after step, are nn.LSTM."""
    return by_hand_and_torch(rng, n, step)


@guards(check_the_cell_is_torchs)
def control_two_gates_exchanged(rng, n=N):
    """With the forget and the input gate exchanged it is another net."""
    return by_hand_and_torch(rng, n, inputs_and_forgets_swapped)


def distance_from_half(rng, n, squash):
    """|gate − ½| of every entry of f, i and o, given large inputs: (3, n, B, h)."""
    lstm, x, h, _ = setting(rng, n)
    f, i, o, _ = gates_of(8 * x, h, lstm, squash)
    return (torch.stack([f, i, o]) - 1 / 2).abs()


def check_gates_lie_between_0_and_1(rng, n=N):
    """Each entry of f, i, o is less than ½ away from ½; with large inputs some come within 0.01 of that."""
    return bound(distance_from_half(rng, n, torch.sigmoid), at_most=1 / 2, reached=0.01)


@guards(check_gates_lie_between_0_and_1)
def control_tanh_in_place_of_the_sigmoid(rng, n=N):
    """With tanh for σ some of them are negative."""
    return bound(distance_from_half(rng, n, torch.tanh), at_most=1 / 2, reached=0.01)


def derivative_and_gates(rng, n, seen):
    """∂c_n/∂c_0 of one sequence by autograd, (h, h), and its forget gates f_t, (n, h)."""
    lstm, x, h, c = setting(rng, n)
    x, h = x[:, :1], h[:1]
    derivative = jacobian(lambda start: unroll(lstm, x, h, start[None], seen=seen)[2][0], c[0])
    return derivative, torch.cat([f for f, _, _, _ in unroll(lstm, x, h, c[:1])[1]])


def check_the_direct_path_is_the_product_of_f(rng, n=N):
    """With h cut out of the derivative, ∂c_T/∂c_0 = diag(Π f_t)."""
    derivative, f = derivative_and_gates(rng, n, torch.Tensor.detach)
    evidence = exact(derivative, f.prod(0).diag(), ops=n * OPS)
    return evidence.heat(f.T, "forget gates", x="step", y="unit")


@guards(check_the_direct_path_is_the_product_of_f)
def control_the_full_derivative(rng, n=N):
    """The full derivative, through h and the gates as well, is not that product."""
    derivative, f = derivative_and_gates(rng, n, torch.Tensor.clone)
    return exact(derivative, f.prod(0).diag(), ops=n * OPS)


if __name__ == "__main__":
    main()
