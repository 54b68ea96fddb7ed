"""Why self-attention carries a signal over any distance.

How much does the last output feel the input k steps back? Attention, out = Σ_j p_j v_j, reaches every
position in one step, and with the query fixed

    ∂out/∂x_j = p_j·(W_V + W_K qᵀ(v_j − out)/√d).

No term knows the distance between j and the query. So without positions the norm of this gradient is the
same at every k: against distance its logarithm has slope 0. Whoever takes a penalty a·k off the scores, to
favour the near, gets a decay of e^(−a·k) back.

The price is another one: the p_j sum to 1, so n tokens share the gradient, at ordinary scores 1/n each.
"""

import torch
from torch.autograd.functional import jacobian
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(24, [12, 24, 40], "length of the sequence")
LENGTHS = [16, 32, 64]
D, D_OUT = 5, 3
REPLICATES, EACH = 64, 8  # a replicate is the geometric mean over EACH sequences with weights of their own


def sensitivity(layer, x):
    """‖∂ layer(x) / ∂x‖ for each position, from the last back to the first: (B, n, D) to (B, n)."""
    x = x.detach().requires_grad_()
    out = layer(x)  # (B, D_OUT)
    rows = [torch.autograd.grad(column.sum(), x, retain_graph=True)[0] for column in out.unbind(-1)]
    return torch.stack(rows).square().sum((0, -1)).sqrt().flip(-1)  # (D_OUT, B, n, D) to (B, n)


def sequences(rng, n):
    """Sequences (B, n, D) with B = REPLICATES·EACH, and the weights W_Q, W_K, W_V of each."""
    size = REPLICATES * EACH
    w_q, w_k = 0.45 * torch.randn(2, size, D, D, generator=rng)
    w_v = torch.randn(size, D, D_OUT, generator=rng)
    return torch.randn(size, n, D, generator=rng), w_q, w_k, w_v


def attention(x, w_q, w_k, w_v, *, penalty=0.0, weigh=torch.softmax):
    """Sensitivity of the last position's attention output at distances 1 to n−1: (B, n−1).

    `penalty` is taken off a score for each step of distance; `weigh` makes weights of scores.
    """
    away = torch.arange(x.shape[1] - 1, -1, -1)  # (n,)

    def last_output(x):
        scores = (x[:, -1:] @ w_q @ (x @ w_k).mT) / D**0.5 - penalty * away  # (B, 1, n)
        return (weigh(scores, -1) @ (x @ w_v))[:, 0]  # (B, D_OUT)

    return sensitivity(last_output, x)[:, 1:]  # distance 0 is the query itself


def by_hand(x, w_q, w_k, w_v):
    """The same from ∂out/∂x_j = p_j·(W_V + W_K qᵀ(v_j − out)/√d), in which no distance occurs."""
    q, k, v = x[:, -1:] @ w_q, x @ w_k, x @ w_v
    each = torch.eye(x.shape[1]).expand(len(x), -1, -1)  # with these for values the weights come out
    p = functional.scaled_dot_product_attention(q, k, each)  # (B, 1, n)
    steer = torch.einsum("bde,bqe,bjo->bjdo", w_k, q, v - p @ v) / D**0.5  # (B, n, D, D_OUT)
    norms = p.squeeze(1) * (w_v.unsqueeze(1) + steer).square().sum((-2, -1)).sqrt()
    return norms.flip(-1)[:, 1:]


def averaged(norms):
    """Geometric means over EACH of the sequences: (B, n) to (REPLICATES, n)."""
    return torch.stack([some.log().mean(0).exp() for some in norms.split(EACH)])


def typical(rng, **changed):
    """Geometric mean of that sensitivity over all distances, for LENGTHS: (REPLICATES, len(LENGTHS))."""
    x, *weights = sequences(rng, max(LENGTHS))
    cut = [x.split(n, 1)[-1] for n in LENGTHS]  # the last n tokens: the query, at the end, is the same
    return torch.stack([averaged(attention(x, *weights, **changed)).log().mean(-1).exp() for x in cut], -1)


def unshared(scores, axis):
    """Weights that need not sum to 1: exp of the scores over a constant."""
    return scores.exp() / LENGTHS[0]


def joined(rng, near):
    """Whether out_i depends on x_j after one attention layer, i seeing j where `near` says so: (n, n)."""

    def layer(x):
        return functional.scaled_dot_product_attention(x, x, x, attn_mask=near)

    return jacobian(layer, torch.randn(1, len(near), 1, generator=rng)).squeeze().ne(0)  # (n, n)


def check_one_layer_joins_every_pair(rng, n=N):
    """After one layer of full attention every output depends on every input: all are one step apart."""
    everything = torch.ones(n, n, dtype=torch.bool)
    return exact(joined(rng, everything), everything)


@guards(check_one_layer_joins_every_pair)
def control_a_window_does_not(rng, n=N):
    """With a window of 3 tokens each way distant pairs stay apart after one layer, as in a convolution."""
    everything = torch.ones(n, n, dtype=torch.bool)
    linked = joined(rng, everything.tril(3).triu(-3))
    return exact(linked, everything).heat(linked, "depends", x="input", y="output")


def check_the_gradient_formula(rng, n=N):
    """Attention without positions: ‖∂out/∂x_j‖ is p_j·‖W_V + W_K qᵀ(v_j − out)/√d‖, free of distance."""
    drawn = sequences(rng, n)
    return exact(attention(*drawn), by_hand(*drawn), ops=8 * D + 2 * n)


@guards(check_the_gradient_formula)
def control_the_formula_misses_positions(rng, n=N):
    """With scores that know distance the formula fails."""
    drawn = sequences(rng, n)
    return exact(attention(*drawn, penalty=0.1), by_hand(*drawn), ops=8 * D + 2 * n)


def check_attention_is_flat_in_distance(rng, n=N):
    """Attention without positions: log ‖∂out/∂x‖ against distance has slope 0, at random weights."""
    return slope(range(1, n), lambda: averaged(attention(*sequences(rng, n))), 0, 0.02, log="y")


@guards(check_attention_is_flat_in_distance)
def control_scores_that_know_distance(rng, n=N):
    """Take 0.1 off a score for every step of distance, and the gradient falls with distance."""
    return slope(range(1, n), lambda: averaged(attention(*sequences(rng, n), penalty=0.1)), 0, 0.02, log="y")


def check_a_distance_penalty_brings_decay_back(rng, n=N):
    """Take 0.1 off a score for every step of distance: the gradient decays at that rate, slope −0.1."""
    return slope(
        range(1, n), lambda: averaged(attention(*sequences(rng, n), penalty=0.1)), -0.1, 0.02, log="y"
    )


@guards(check_a_distance_penalty_brings_decay_back)
def control_no_penalty_no_decay(rng, n=N):
    """Without the penalty there is no such decay."""
    return slope(range(1, n), lambda: averaged(attention(*sequences(rng, n))), -0.1, 0.02, log="y")


def check_n_tokens_share_the_gradient(rng):
    """At unit-variance scores the typical gradient to one token falls as 1/n: slope −1 in the length."""
    return slope(LENGTHS, lambda: typical(rng), -1, 0.1)


@guards(check_n_tokens_share_the_gradient)
def control_without_the_sum_to_one(rng):
    """With weights that need not sum to 1 nothing is shared: the gradient does not fall with the length."""
    return slope(LENGTHS, lambda: typical(rng, weigh=unshared), -1, 0.1)


if __name__ == "__main__":
    main()
