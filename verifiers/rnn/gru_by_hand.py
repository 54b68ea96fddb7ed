"""What a GRU computes, and how it differs from an LSTM.

    r, z = σ(…)                                    reset and update gate, of (x_t, h_{t−1})
    n = tanh(W_n x_t + b_n + r ⊙ (U_n h_{t−1} + b'_n))
    h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}

Two gates for the LSTM's three, and no cell: h is all that is carried. One gate, z, does what the LSTM's f and
i do separately: of the old a share z is kept, and 1 − z of the new comes in. At z = 1 the state stands still.

There are two forms. The first paper resets the state before the matrix, U_n (r ⊙ h); torch resets after it,
as above. They agree if r = 1, or if r is one number for all units and b'_n = 0. Else they do not: weights of
one form are wrong in the other. How many weights there are is counted in `gated_parameters.py`.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

N = Knob(8, [3, 8, 20], "length of the sequence")
INPUT, STATE, BATCH = 3, 5, 2  # widths of the nets that are run
OPEN = 40.0  # σ(40) is 1 in float64
OPS = 8 * (INPUT + STATE)  # of one step


def reset_after(r, h, u, b):
    """The reset gate on U_n h + b, as in torch."""
    return r * (h @ u.T + b)


def reset_before(r, h, u, b):
    """The reset gate on h, as first published."""
    return (r * h) @ u.T + b


def unroll(gru, x, h, reset):
    """The states h_1 … h_n, (n, B, h); torch's order of the maps is r, z, n."""
    w, u, b_w, b_u = (p.detach() for p in gru.parameters())  # (3h, d), (3h, h), (3h,), (3h,)
    u_r, u_z, u_n = u.chunk(3)
    b_r, b_z, b_n = b_u.chunk(3)
    states = []
    for token in x:
        x_r, x_z, x_n = (token @ w.T + b_w).chunk(3, dim=-1)
        r, z = (x_r + h @ u_r.T + b_r).sigmoid(), (x_z + h @ u_z.T + b_z).sigmoid()
        new = (x_n + reset(r, h, u_n, b_n)).tanh()
        h = (1 - z) * new + z * h
        states.append(h)
    return torch.stack(states)


def setting(rng, n):
    """torch's GRU, inputs (n, B, d) and a first state (B, h)."""
    x, h = torch.randn(n, BATCH, INPUT, generator=rng), torch.randn(BATCH, STATE, generator=rng)
    return nn.GRU(INPUT, STATE), x, h


def by_hand_and_torch(rng, n, reset):
    """The states as computed here, and by nn.GRU."""
    gru, x, h = setting(rng, n)
    return exact(unroll(gru, x, h, reset), gru(x, h[None])[0], ops=n * OPS)


def check_the_cell_is_torchs(rng, n=N):
    """The three lines above, with the reset after the matrix, are nn.GRU."""
    return by_hand_and_torch(rng, n, reset_after)


@guards(check_the_cell_is_torchs)
def control_reset_before_the_matrix(rng, n=N):
    """The form first published, with the same weights, is another net."""
    return by_hand_and_torch(rng, n, reset_before)


def hold(gru, gate, bias):
    """Give the gate this bias and no weights; torch's order is r, z, n."""
    for parameter in gru.parameters():
        parameter.data.chunk(3)["rzn".index(gate)].zero_()
    gru.bias_ih_l0.data.chunk(3)["rzn".index(gate)].fill_(bias)


def forms_compared(rng, n, reset_gate, bias_share):
    """The two forms against each other: the reset gate held, and this share of the biases b'."""
    gru, x, h = setting(rng, n)
    gru.bias_hh_l0.data *= bias_share
    hold(gru, "r", reset_gate)
    return exact(unroll(gru, x, h, reset_before), unroll(gru, x, h, reset_after), ops=n * OPS)


def check_the_forms_agree_if_nothing_is_reset(rng, n=N):
    """With r = 1 the reset before the matrix and the one after it are the same."""
    return forms_compared(rng, n, OPEN, bias_share=1)


def check_the_forms_agree_if_all_is_reset_alike(rng, n=N):
    """With the same r for every unit, and b'_n = 0, they are the same as well: a number passes a matrix."""
    return forms_compared(rng, n, 1.0, bias_share=0)


@guards(check_the_forms_agree_if_nothing_is_reset, check_the_forms_agree_if_all_is_reset_alike)
def control_the_bias_reset_too(rng, n=N):
    """With r = σ(1) = 0.73 and biases they differ: torch's form resets b'_n too, the other does not."""
    return forms_compared(rng, n, 1.0, bias_share=1)


def resumed(rng, n, net, carried):
    """A torch net run in two parts, with `carried`(its state) handed over, against one run."""
    x = torch.randn(n, BATCH, INPUT, generator=rng)
    early, state = net(x[: n // 3])
    late, _ = net(x[n // 3 :], carried(state))
    return exact(torch.cat([early, late]), net(x)[0], ops=n * OPS)


def check_h_is_all_it_carries(rng, n=N):
    """Cut the sequence and hand over h: nn.GRU goes on as if it had not been cut."""
    return resumed(rng, n, nn.GRU(INPUT, STATE), lambda h: h)


@guards(check_h_is_all_it_carries)
def control_an_lstm_given_h_alone(rng, n=N):
    """An LSTM that is handed h, but a cell of zeros, does not."""
    return resumed(rng, n, nn.LSTM(INPUT, STATE), lambda state: (state[0], 0 * state[1]))


def held(rng, n, update_gate):
    """Whether the last state of torch's GRU is the first, with its update gate held."""
    gru, x, h = setting(rng, n)
    hold(gru, "z", update_gate)
    return exact(gru(x, h[None])[1][0], h, ops=n)


def check_open_update_gate_keeps(rng, n=N):
    """z = 1: after n steps the state of nn.GRU is h_0, so that z is the gate that keeps."""
    return held(rng, n, OPEN)


@guards(check_open_update_gate_keeps)
def control_shut_update_gate(rng, n=N):
    """With z = 0 it is overwritten."""
    return held(rng, n, -OPEN)


if __name__ == "__main__":
    main()
