"""What it means that an RNN shares its weights over time.

Every step of h_t = tanh(W x_t + U h_{t−1} + b) uses the same W, U and b. So their number does not depend on
the length of the sequence: h·d weights in W, h·h in U, and h in b. (torch keeps two biases, b_ih and b_hh,
that are simply added, and so counts 2h.)

Unroll the loop and give step t a copy U_t of its own. By the chain rule, with all copies equal,

    ∂loss/∂U = Σ_t ∂loss/∂U_t

which is backpropagation through time: each step says how it would like U to change, and the wishes add up.
Early steps whisper when the gradient fades on its way back; see `vanishing_gradient.py`.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

D = Knob(5, [3, 5, 8], "width of an input")
HIDDEN = Knob(7, [4, 7, 16], "width of the state")
N = Knob(9, [6, 9, 20], "length of the sequence")
INPUT, STATE, BATCH = 5, 7, 3  # the widths for which gradients are compared


def weights_used(d, hidden, cells):
    """How many weights the last state depends on, when step t uses cells[t]."""
    h = torch.zeros(1, hidden)
    for cell in cells:
        h = cell(torch.ones(1, d), h)
    h.norm().backward()
    used = {id(p): p.numel() for cell in cells for p in cell.parameters() if p.grad is not None}
    return sum(used.values())


def check_weights_do_not_depend_on_length(rng, d=D, hidden=HIDDEN, n=N):
    """Run for n steps, an RNN uses h·d + h·h weights and 2h biases, whatever n is."""
    return exact(weights_used(d, hidden, [nn.RNNCell(d, hidden)] * n), hidden * (d + hidden + 2))


@guards(check_weights_do_not_depend_on_length)
def control_a_fresh_cell_at_each_step(rng, d=D, hidden=HIDDEN, n=N):
    """With a cell of its own for each step the number grows with n."""
    cells = [nn.RNNCell(d, hidden) for _ in range(n)]
    return exact(weights_used(d, hidden, cells), hidden * (d + hidden + 2))


def recurrent_gradients(rng, n):
    """∂loss/∂U of torch's RNN (h, h), and of a loop in which each step has a copy of U (n, h, h)."""
    rnn, x = nn.RNN(INPUT, STATE), torch.randn(n, BATCH, INPUT, generator=rng)
    w, u, b_w, b_u = (p.detach() for p in rnn.parameters())
    target = torch.randn(BATCH, STATE, generator=rng)
    copies, h = u.repeat(n, 1, 1).requires_grad_(), torch.zeros(BATCH, STATE)
    for token, own in zip(x, copies, strict=True):
        h = torch.tanh(token @ w.T + b_w + h @ own.T + b_u)  # (B, h)
    (h * target).sum().backward()
    _, final = rnn(x)
    (final[0] * target).sum().backward()
    return rnn.weight_hh_l0.grad, copies.grad


def check_gradients_add_up_over_time(rng, n=N):
    """The gradient of U in torch's RNN is the sum, over the steps, of what each step's own copy of U gets."""
    shared, copies = recurrent_gradients(rng, n)
    by_step = copies.flatten(1).norm(dim=1)
    evidence = exact(copies.sum(0), shared, ops=8 * n * (INPUT + STATE))
    return evidence.plot(x="step", y="its part of the gradient", log_y=True, measured=(range(n), by_step))


@guards(check_gradients_add_up_over_time)
def control_the_last_step_only(rng, n=N):
    """Cut off after one step (truncated backpropagation), the gradient is another."""
    shared, copies = recurrent_gradients(rng, n)
    return exact(copies[-1], shared, ops=8 * n * (INPUT + STATE))


if __name__ == "__main__":
    main()
