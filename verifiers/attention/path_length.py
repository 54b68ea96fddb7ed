"""Why self-attention carries a signal over any distance, and an RNN does not.

How much does the last output feel the input k steps back? Measure J_k = ‖∂out/∂x_{n−k}‖, a Frobenius norm.

A linear RNN, h_t = W h_{t−1} + U x_t, has ∂h_n/∂x_{n−k} = Wᵏ U: one factor W for every step in between.
With W = ρ·(a rotation) that is exactly ρᵏ·‖U‖: the logarithm is a line in k with slope log ρ. At ρ = 0.9
fifty steps leave 0.9⁵⁰ ≈ 0.5 %.

Attention, out = Σ_j p_j v_j, reaches every position in one step. Without positions no term knows the
distance, so J is the same at every k: slope 0. There is a price, though not for distance: the p_j sum to 1,
so n tokens share the gradient, and each gets about 1/n of it.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(24, [12, 24, 40], "length of the sequence")
RHO = Knob(0.9, [0.5, 0.8, 0.9, 0.97], "factor by which each recurrent step shrinks the state")
DISTANCE = Knob(20, [1, 5, 20, 50], "steps between the input and the output")
LENGTHS = [16, 32, 64]
D, D_OUT = 5, 3
REPLICATES, EACH = (
    64,
    8,
)  # a replicate is the geometric mean over EACH independent sequences, each its own weights


def normal(rng, *shape, std=1.0):
    """Independent N(0, std²) draws."""
    return std * torch.randn(*shape, generator=rng)


def sensitivity(layer, x):
    """‖∂ layer(x) / ∂x‖ for each position, from the last back to the first: (B, n, D) to (B, n)."""
    x = x.detach().requires_grad_()
    out = layer(x)  # (B, D_OUT)
    rows = [torch.autograd.grad(out[:, c].sum(), x, retain_graph=True)[0] for c in range(out.shape[-1])]
    return torch.stack(rows).square().sum((0, -1)).sqrt().flip(-1)  # (D_OUT, B, n, D) to (B, n)


def sequences(rng, n):
    """Sequences (B, n, D) with B = REPLICATES·EACH, and the weights W_Q, W_K, W_V of each."""
    size = REPLICATES * EACH
    w_q, w_k = (normal(rng, size, D, D, std=D**-0.5) for _ in range(2))
    return normal(rng, size, n, D), w_q, w_k, normal(rng, size, D, D_OUT, std=0.7)


def attention(x, w_q, w_k, w_v, *, penalty=0.0, weigh=torch.softmax):
    """Sensitivity of the last position's attention output at distances 1 to n−1: (REPLICATES, n−1).

    `penalty` is taken off a score for each step of distance; `weigh` makes weights of scores.
    """
    away = torch.arange(x.shape[1] - 1, -1, -1)  # (n,)

    def last_output(x):
        scores = (x[:, -1:] @ w_q @ (x @ w_k).mT) / D**0.5 - penalty * away  # (B, 1, n)
        return (weigh(scores, -1) @ (x @ w_v)).squeeze(1)  # (B, D_OUT)

    away_from_itself = sensitivity(last_output, x)[:, 1:]
    return away_from_itself.log().unflatten(0, (REPLICATES, EACH)).mean(1).exp()


def typical(rng, **changed):
    """Geometric mean of that sensitivity over all distances at each of LENGTHS, the weights shared."""
    x, *weights = sequences(rng, max(LENGTHS))
    each = [attention(x[:, -n:], *weights, **changed).log().mean(-1).exp() for n in LENGTHS]
    return torch.stack(each, -1)  # (REPLICATES, len(LENGTHS))


def unshared(scores, axis):
    """Weights that need not sum to 1: exp of the scores over a constant."""
    return scores.exp() / LENGTHS[0]


def rnn(rng, n, rho):
    """Sensitivity of a linear RNN's last state at distances 0 to n−1, as a share of ‖U‖: (n,)."""
    rotation, _ = torch.linalg.qr(normal(rng, D_OUT, D_OUT))
    w, u = rho * rotation, normal(rng, D, D_OUT, std=0.7)

    def last_state(x):
        state = torch.zeros(1, D_OUT)
        for t in range(n):
            state = state @ w + x[:, t] @ u
        return state

    return sensitivity(last_state, normal(rng, 1, n, D))[0] / torch.linalg.norm(u)


def joined(rng, n, window):
    """Whether out_i depends on x_j after one attention layer that sees `window` tokens each way: (n, n)."""
    x = normal(rng, n, D).requires_grad_()
    near = (torch.arange(n).unsqueeze(1) - torch.arange(n)).abs() <= window
    out = (x @ normal(rng, D, D) @ x.mT).masked_fill(~near, -math.inf).softmax(-1) @ x  # (n, D)
    rows = [torch.autograd.grad(out[i].sum(), x, retain_graph=True)[0] for i in range(n)]
    return torch.stack(rows).abs().sum(-1) > 0


def check_one_layer_joins_every_pair(rng, n=N):
    """After one layer of full attention every output depends on every input: all pairs are one step apart."""
    return exact(joined(rng, n, window=n), torch.ones(n, n, dtype=torch.bool))


@guards(check_one_layer_joins_every_pair)
def control_a_window_does_not(rng, n=N):
    """With a window of 3 tokens each way distant pairs stay apart after one layer, as in a convolution."""
    linked = joined(rng, n, window=3)
    return exact(linked, torch.ones(n, n, dtype=torch.bool)).heat(linked, "depends", x="input", y="output")


def check_attention_is_flat_in_distance(rng, n=N):
    """Attention without positions: log ‖∂out/∂x‖ against distance has slope 0, at random weights."""
    return slope(range(1, n), lambda: attention(*sequences(rng, n)), 0, 0.02, log="y")


@guards(check_attention_is_flat_in_distance)
def control_scores_that_know_distance(rng, n=N):
    """Take 0.1 off a score for every step of distance, and the gradient falls with distance."""
    return slope(range(1, n), lambda: attention(*sequences(rng, n), penalty=0.1), 0, 0.02, log="y")


def check_rnn_decays_at_log_rho(rng, n=N, rho=RHO):
    """Linear RNN with W = ρ·rotation: log ‖∂h_n/∂x‖ against distance has slope log ρ."""
    return slope(range(n), rnn(rng, n, rho), math.log(rho), 1e-9, log="y")


@guards(check_rnn_decays_at_log_rho)
def control_a_pure_rotation_forgets_nothing(rng, n=N, rho=RHO):
    """At ρ = 1 the recurrence is orthogonal and the gradient does not decay at all."""
    return slope(range(n), rnn(rng, n, 1.0), math.log(rho), 1e-9, log="y")


def check_rnn_keeps_rho_to_the_distance(rng, distance=DISTANCE, rho=RHO):
    """Linear RNN with W = ρ·rotation: a share ρᵏ of the gradient's norm is left k steps back."""
    return exact(rnn(rng, distance + 1, rho)[-1], rho**distance, ops=(distance + 2) * 4 * D)


@guards(check_rnn_keeps_rho_to_the_distance)
def control_a_pure_rotation_keeps_all(rng, distance=DISTANCE, rho=RHO):
    """At ρ = 1 the whole norm is left, at any distance."""
    return exact(rnn(rng, distance + 1, 1.0)[-1], rho**distance, ops=(distance + 2) * 4 * D)


def check_n_tokens_share_the_gradient(rng):
    """At unit-variance scores the typical gradient to one token falls as 1/n: slope −1 in the length."""
    return slope(LENGTHS, lambda: typical(rng), -1, 0.1)


@guards(check_n_tokens_share_the_gradient)
def control_without_the_sum_to_one(rng):
    """With weights that need not sum to 1 nothing is shared: the gradient does not fall with the length."""
    return slope(LENGTHS, lambda: typical(rng, weigh=unshared), -1, 0.1)


if __name__ == "__main__":
    main()
