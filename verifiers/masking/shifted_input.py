"""Why the decoder's input is the target shifted right by one.

    input     start   y₁   y₂   y₃        position i gets yᵢ₋₁
    target      y₁    y₂   y₃   y₄        and has to predict yᵢ

With a causal mask position i sees its own input. Were that yᵢ, there would be nothing to predict: the decoder
could copy, with a loss of 0, and be of no use at test time, where yᵢ is not known yet.

Tokens drawn evenly and independently from V show it. The past says nothing about the next one, and by Gibbs'
inequality no honest prediction has an expected loss below log V: 2.08 for V = 8. A decoder without the shift
gets to 0, and so it cheats.

Hiding the diagonal of the mask is no cure. The residual path takes yᵢ past the attention, straight to the
output. And without that path the query, itself made of yᵢ, may still give it away (`diagonal_mask.py`).
"""

import math

import torch
from torch.autograd.functional import jacobian
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main, once, trained

V = Knob(8, [4, 8, 16], "tokens of the vocabulary")
N = Knob(5, [3, 5, 9], "length of the target")
LENGTH, RUNS, BATCH = 3, 22, 16
D, STD, STEPS, RATE = 12, 0.3, 30, 50.0  # the loss is a mean over all runs: 1.5 for each
OWN, BEFORE = 1, 0  # the last input that a position sees


def shifted(start, targets):
    """The start token, then all targets but the last: (R, B, n, d)."""
    return torch.cat([start.expand_as(targets[..., :1, :]), targets[..., :-1, :]], -2)


def unshifted(start, targets):
    """The targets themselves."""
    return targets


def weights(rng, v, runs):
    """Random weights: embeddings, start token, W_Q, W_K, W_V and output, each for all runs."""
    shapes = [(v, D), (1, D), (D, D), (D, D), (D, D), (D, v)]
    return [(STD * torch.randn(runs, *shape, generator=rng)).requires_grad_() for shape in shapes]


def times(x, w):
    """x (R, B, n, i) times the weights w (R, i, o) of its run, (R, B, n, o)."""
    return (x.flatten(1, 2) @ w).unflatten(1, x.shape[1:3])


def decode(y, parts, feed, last, residual=1.0):
    """Logits (R, B, n, V) of one-layer decoders from targets y, one-hot (R, B, n, V).

    Each position sees the start token and the inputs before it, and its own too if `last` is OWN.
    """
    embed, start, w_q, w_k, w_v, w_out = parts
    start = start[:, None]
    x = feed(start, times(y, embed))  # (R, B, n, d)
    memory = torch.cat([start.expand_as(x[..., :1, :]), x], -2)  # (R, B, 1 + n, d)
    seen = torch.ones(x.shape[-2], memory.shape[-2], dtype=torch.bool).tril(last)
    mixed = scaled_dot_product_attention(
        times(x, w_q), times(memory, w_k), times(memory, w_v), attn_mask=seen
    )
    return times(torch.add(residual * x, mixed), w_out)


def fresh(rng, v, batch):
    """Even and independent tokens (R, B, n), and their one-hot form (R, B, n, V)."""
    tokens = torch.randint(v, (RUNS, batch, LENGTH), generator=rng)
    return tokens, torch.eye(v)[tokens]


def loss(tokens, logits):
    """Mean cross-entropy."""
    return cross_entropy(logits.flatten(0, -2), tokens.flatten())


@once
def train(rng, v, feed, last, **how):
    """Loss on fresh tokens of each of RUNS decoders after training by gradient descent, (R,)."""
    parts = weights(rng, v, RUNS)
    for _ in range(STEPS):
        tokens, y = fresh(rng, v, BATCH)
        gradients = torch.autograd.grad(loss(tokens, decode(y, parts, feed, last, **how)), parts)
        with torch.no_grad():
            for part, gradient in zip(parts, gradients, strict=True):
                part -= RATE * gradient
    tokens, y = fresh(rng, v, 500)
    logits = decode(y, parts, feed, last, **how).detach()
    return torch.stack([loss(*run) for run in zip(tokens, logits, strict=True)])


def check_without_the_shift_it_copies(rng, v=V):
    """Random tokens, no shift: the loss on fresh tokens falls below 0.1, though log V is the honest least."""
    return trained(train(rng, v, unshifted, OWN), at_most=0.1)


@guards(check_without_the_shift_it_copies)
def control_with_the_shift(rng, v=V):
    """With the shift it does not."""
    return trained(train(rng, v, shifted, OWN), at_most=0.1)


def honest(rng, v, feed):
    """Loss on random tokens, against log V: 0.02 below for chance, 0.1 above for what is not yet learned."""
    return trained(train(rng, v, feed, OWN), at_least=math.log(v) - 0.02, at_most=math.log(v) + 0.1)


def check_with_the_shift_it_stays_at_log_v(rng, v=V):
    """Random tokens, input shifted right: the loss stays at log V."""
    return honest(rng, v, shifted)


@guards(check_with_the_shift_it_stays_at_log_v)
def control_shift_by_zero(rng, v=V):
    """Without the shift it falls far below."""
    return honest(rng, v, unshifted)


def check_hiding_the_diagonal_does_not_help(rng, v=V):
    """No shift, and the own input hidden in the mask: by the residual path the loss still falls below 0.1."""
    return trained(train(rng, v, unshifted, BEFORE), at_most=0.1)


@guards(check_hiding_the_diagonal_does_not_help)
def control_no_residual(rng, v=V):
    """Without the residual path it stays above."""
    return trained(train(rng, v, unshifted, BEFORE, residual=0.0), at_most=0.1)


def targets_seen(rng, n, feed):
    """Which targets each output depends on, against those before it: ∂logitsᵢ/∂yⱼ ≠ 0 for j < i only."""
    parts = weights(rng, 4, 1)
    y = torch.randn(n, 4, generator=rng)
    seen = jacobian(lambda y: decode(y[None, None], parts, feed, OWN)[0, 0], y) != 0  # (n, V, n, V)
    before = torch.ones(n, n, dtype=torch.bool).tril(-1)
    evidence = exact(seen, before[:, None, :, None].expand_as(seen))
    return evidence.heat(seen[:, 0, :, 0], "depends", x="target", y="output")


def check_shift_hides_the_current_target(rng, n=N):
    """With the input shifted right, output i depends on the targets before i, and on no others."""
    return targets_seen(rng, n, shifted)


@guards(check_shift_hides_the_current_target)
def control_without_the_shift(rng, n=N):
    """Without the shift target i reaches output i, through the same causal mask."""
    return targets_seen(rng, n, unshifted)


if __name__ == "__main__":
    main()
