"""Does the gradient of an LSTM outlive that of a plain RNN? It depends on the forget bias.

Nets of each kind are drawn, all weights normal with standard deviation 1/√h, all biases 0 but that of the
forget gate, and run for T steps on independent normal inputs. How much a random component of the last state
depends on the first input, ‖∂(v·h_T)/∂x_1‖, is taken by autograd; compared are medians over five nets.

At h = 12 and T = 40 a forget bias of 1 leaves the LSTM more than e² times what the RNN has left. A forget
bias of 0, which is about where torch starts, leaves it less than e⁻² times that: f = i = o = ½ cost more than
tanh does. (How much so depends on the width. At h = 6 the RNN fares worse, and the two come close.)

Nor is an LSTM safe from above. With recurrent weights twelve times as large, and a forget bias of 1, its
gradient grows with the distance.
"""

from functools import partial

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main, order

HIDDEN = Knob(12, [12, 16], "width of the state")
D, STEPS = 3, 40
NETS = 5  # of each kind in a replicate
REPLICATES = 64


def rnn_step(z, c):
    """h_t = tanh(W x_t + U h_{t−1}); there is no cell."""
    return z.tanh(), c


def lstm_step(z, c):
    """h_t and c_t of an LSTM, its gates in torch's order."""
    i, f, g, o = z.chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def first_input_gradient(x, v, w, u, bias, step):
    """∂(v·h_T)/∂x_1, (nets, 1, d): weights (nets, d, k·h) and (nets, h, k·h), inputs (T, nets, 1, d)."""
    first = x[0].clone().requires_grad_()
    h = c = torch.zeros_like(v)  # (nets, 1, h)
    for token in [first, *x[1:]]:
        h, c = step(token @ w + h @ u + bias, c)
    return torch.autograd.grad((v * h).sum(), first)[0]


def by_hand_and_torch(rng, hidden, share):
    """The gradients of one RNN and one LSTM, with `share` of their biases, against torch's: (2, d)."""
    x, v = torch.randn(7, 1, 1, D, generator=rng), torch.randn(1, 1, hidden, generator=rng)
    by_hand, torchs = [], []
    for net, step in ((nn.RNN(D, hidden), rnn_step), (nn.LSTM(D, hidden), lstm_step)):
        w, u, b_w, b_u = (p.detach() for p in net.parameters())
        by_hand.append(first_input_gradient(x, v, w.T, u.T, share * (b_w + b_u), step).flatten())
        inputs = x[:, 0].clone().requires_grad_()  # (7, 1, d)
        states, _ = net(inputs)
        (v * states[-1]).sum().backward()
        torchs.append(inputs.grad[0, 0])
    return exact(torch.stack(by_hand), torch.stack(torchs), ops=7 * 8 * (D + hidden))


def check_both_nets_are_torchs(rng, hidden=HIDDEN):
    """What is measured here is the gradient of torch's nn.RNN and nn.LSTM, to rounding."""
    return by_hand_and_torch(rng, hidden, share=1)


@guards(check_both_nets_are_torchs)
def control_without_biases(rng, hidden=HIDDEN):
    """Without their biases they are other nets."""
    return by_hand_and_torch(rng, hidden, share=0)


def log_gradient(rng, hidden, step, gates, *, steps=STEPS, forget=0.0, gain=1.0):
    """Median of log ‖∂(v·h_T)/∂x_1‖ over NETS random nets with `gates` maps each: (REPLICATES,)."""
    nets, std = REPLICATES * NETS, hidden**-0.5
    w = std * torch.randn(nets, D, gates * hidden, generator=rng, dtype=torch.float32).double()
    u = gain * std * torch.randn(nets, hidden, gates * hidden, generator=rng, dtype=torch.float32).double()
    x = torch.randn(steps, nets, 1, D, generator=rng, dtype=torch.float32).double()
    v = torch.randn(nets, 1, hidden, generator=rng)
    bias = torch.zeros(gates, hidden)
    bias[gates // 3] = forget  # row 1 of an LSTM's four
    gradient = first_input_gradient(x, v, w, u, bias.flatten(), step)
    return gradient.flatten(1).norm(dim=1).log().unflatten(0, (REPLICATES, NETS)).median(1).values


def lstm_over_rnn(rng, hidden, forget):
    """Whether the LSTM's gradient is at least e² times the RNN's."""
    lstm, rnn = (
        partial(log_gradient, rng, hidden, lstm_step, 4),
        partial(log_gradient, rng, hidden, rnn_step, 1),
    )
    return order(lambda: lstm(forget=forget), rnn, by=2)


def check_with_forget_bias_1_it_outlives_the_rnn(rng, hidden=HIDDEN):
    """Forget bias 1, T = 40, equal scale: the LSTM's gradient is more than e² times the RNN's."""
    return lstm_over_rnn(rng, hidden, 1.0)


@guards(check_with_forget_bias_1_it_outlives_the_rnn)
def control_forget_gates_near_zero(rng, hidden=HIDDEN):
    """With forget bias −5 it is not."""
    return lstm_over_rnn(rng, hidden, -5.0)


def rnn_over_lstm(rng, hidden, forget):
    """Whether the RNN's gradient is at least e² times the LSTM's."""
    lstm, rnn = (
        partial(log_gradient, rng, hidden, lstm_step, 4),
        partial(log_gradient, rng, hidden, rnn_step, 1),
    )
    return order(rnn, lambda: lstm(forget=forget), by=2)


def check_with_forget_bias_0_it_does_not(rng, hidden=HIDDEN):
    """Forget bias 0, T = 40, equal scale: it is the RNN's gradient that is more than e² times the LSTM's."""
    return rnn_over_lstm(rng, hidden, 0.0)


@guards(check_with_forget_bias_0_it_does_not)
def control_forget_bias_1(rng, hidden=HIDDEN):
    """With forget bias 1 it is not."""
    return rnn_over_lstm(rng, hidden, 1.0)


def far_over_near(rng, hidden, gain):
    """Whether an LSTM's gradient over 40 steps is at least e² times that over 5 steps."""
    lstm = partial(log_gradient, rng, hidden, lstm_step, 4, forget=1.0, gain=gain)
    return order(lambda: lstm(steps=STEPS), lambda: lstm(steps=STEPS // 8), by=2)


def check_with_large_weights_it_explodes(rng, hidden=HIDDEN):
    """Forget bias 1, U twelve times as large: from T = 5 to T = 40 the gradient grows more than e²-fold."""
    return far_over_near(rng, hidden, gain=12.0)


@guards(check_with_large_weights_it_explodes)
def control_usual_weights(rng, hidden=HIDDEN):
    """With weights of the usual size it falls."""
    return far_over_near(rng, hidden, gain=1.0)


if __name__ == "__main__":
    main()
