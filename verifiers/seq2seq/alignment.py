"""What attention added to sequence-to-sequence: a fresh weighted view of the source at each output step.

Let h₁ … h_n be the encoder's states and s_t the decoder's state at step t. Bahdanau's attention is

    e_tᵢ = vᵀ tanh(W s_t + U hᵢ)          how well source position i suits step t
    α_t  = softmax(e_t)                   n weights that sum to 1, new ones at every step
    c_t  = Σᵢ α_tᵢ hᵢ                     the context of step t

By hand: two source positions score ln 3 and 0 at step 1, and 0 and ln 3 at step 2. Then c₁ = ¾h₁ + ¼h₂ and
c₂ = ¼h₁ + ¾h₂. What a fresh view is good for is shown in `reversal.py`.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(6, [4, 6, 9], "length of the source")
D_S, D_H, D_A, STEPS = 5, 3, 4, 7  # widths of s, h and of the sum inside tanh; output steps


def draw(rng, n):
    """States s (m, d_s) and h (n, d_h), and the parameters W (d_a, d_s), U (d_a, d_h), v (d_a,)."""
    shapes = [(STEPS, D_S), (n, D_H), (D_A, D_S), (D_A, D_H), (D_A,)]
    return [torch.randn(*shape, generator=rng) for shape in shapes]


def attend(s, h, W, U, v, axis=-1, squash=torch.tanh):
    """Weights (m, n) and contexts (m, d_h)."""
    scores = squash((s @ W.T)[:, None] + h @ U.T) @ v  # (m, 1, d_a) + (n, d_a) -> (m, n)
    weights = scores.softmax(axis)
    return weights, weights @ h


def linear(sums):
    """No tanh."""
    return sums


def one_by_one(s, h, W, U, v):
    """The contexts, one number at a time."""
    contexts = []
    for step in s:
        powers = []
        for state in h:
            inside = W @ step + U @ state  # (d_a,)
            powers.append(math.exp(sum(v[a] * math.tanh(inside[a]) for a in range(D_A))))
        contexts.append(sum(powers[i] * h[i] for i in range(len(h))) / sum(powers))
    return torch.stack(contexts)


def against_loops(rng, n, **altered):
    """The contexts computed with matrices, against the loops."""
    drawn = draw(rng, n)
    weights, contexts = attend(*drawn, **altered)
    evidence = exact(contexts, one_by_one(*drawn), ops=40 * (D_S + D_H + D_A + n))
    return evidence.heat(weights, "weights", x="source position", y="output step")


def check_the_context_is_a_weighted_mean(rng, n=N):
    """c_t = Σᵢ α_tᵢhᵢ with α_t = softmax over i of vᵀ tanh(W s_t + U hᵢ), as computed term by term."""
    return against_loops(rng, n)


@guards(check_the_context_is_a_weighted_mean)
def control_without_tanh(rng, n=N):
    """Without the tanh it is another context."""
    return against_loops(rng, n, squash=linear)


def weight_sums(rng, n, axis):
    """The weights of each output step added up, against 1."""
    weights, _ = attend(*draw(rng, n), axis=axis)
    return exact(weights.sum(-1), torch.ones(STEPS), ops=2 * n)


def check_each_step_shares_out_one(rng, n=N):
    """The weights of each output step over the source sum to 1."""
    return weight_sums(rng, n, axis=-1)


@guards(check_each_step_shares_out_one)
def control_softmax_over_the_steps(rng, n=N):
    """With the softmax over the output steps they do not."""
    return weight_sums(rng, n, axis=0)


def its_own(s):
    """Each step asks with its own state."""
    return s


def the_first(s):
    """All steps ask with the first one's state."""
    return s[:1].expand_as(s)


def distinct(rng, n, asks):
    """Which output steps have different weights, as a table (m, m) of truth values, against all."""
    s, *others = draw(rng, n)
    weights, _ = attend(asks(s), *others)
    return exact(torch.cdist(weights, weights) > 1e-9, ~torch.eye(STEPS, dtype=torch.bool))


def check_every_step_looks_anew(rng, n=N):
    """Each output step, with a state of its own, has a weighting of its own."""
    return distinct(rng, n, its_own)


@guards(check_every_step_looks_anew)
def control_one_state_for_all_steps(rng, n=N):
    """If all steps ask with the same state, they have one and the same weighting."""
    return distinct(rng, n, the_first)


def views(rng, n, squash):
    """The weightings of all steps, against that of the first one."""
    weights, _ = attend(*draw(rng, n), squash=squash)
    return exact(weights, weights[:1].expand_as(weights), ops=40 * (D_S + D_H + D_A + n))


def check_without_tanh_the_state_has_no_say(rng, n=N):
    """Without the tanh vᵀW s_t is added to all scores of step t and cancels: all steps look alike."""
    return views(rng, n, linear)


@guards(check_without_tanh_the_state_has_no_say)
def control_with_tanh(rng, n=N):
    """With it they do not."""
    return views(rng, n, torch.tanh)


if __name__ == "__main__":
    main()
