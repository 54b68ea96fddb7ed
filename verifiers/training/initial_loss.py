"""What the loss has to be before the first step, and what it says if it is not.

Let the logits of an untrained model be independent of the answer, of mean m and variance s², about normal.
Then

    CE = E[log Σ exp z] − E[z_y] ≈ (log V + m + s²/2) − m = log V + s²/2

up to (exp(s²) − 1)/(2V), which is small for a large V. torch's default head, weights and biases even
between ±1/√d, behind a LayerNorm (whose output has square length d) has s² = 1/3 + 1/(3d): log 50 + 0.17 =
4.08 for V = 50. So a loss that begins near log V is right, and far above it the logits are too large.

That is what a table of N(0, 1) embeddings does when it serves as output matrix as well: s² = d. For such
sizes the formula no longer holds (the sum is its largest term), but the loss begins far above log V all the
same.
"""

import math

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from quiz.lab import Knob, estimate, guards, main, order

V = Knob(50, [20, 50, 500], "tokens of the vocabulary")
D = Knob(32, [16, 32, 64], "width of the model")
HEADS, FFN, T, BATCH = 2, 24, 9, 40


def states_and_targets(v, table):
    """What an untrained block makes of random tokens, (B·T, d), and the tokens that come next, (B·T,)."""
    d = table.shape[1]
    block = nn.TransformerEncoderLayer(d, HEADS, FFN, dropout=0, batch_first=True)
    tokens = torch.randint(v, (BATCH, T + 1))  # from torch's generator, as the weights: `rng` is seeded alike
    return block(table[tokens[:, :-1]]).flatten(0, 1), tokens[:, 1:].flatten()


@torch.no_grad()
def untied(v, d, gain=1.0):
    """The first loss of a fresh model with torch's default head, times `gain`."""
    states, targets = states_and_targets(v, torch.randn(v, d))
    return cross_entropy(gain * nn.Linear(d, v)(states), targets)


@torch.no_grad()
def tied(v, d, std):
    """The first loss of a fresh model whose embeddings of that standard deviation are its head as well."""
    table = std * torch.randn(v, d)
    states, targets = states_and_targets(v, table)
    return cross_entropy(states @ table.mT, targets)


def check_it_begins_at_log_v_and_half_the_variance(rng, v=V, d=D):
    """With torch's default head the first loss is log V + ½(1/3 + 1/(3d)): 4.08 for V = 50."""
    return estimate(lambda: untied(v, d), math.log(v) + (1 / 3 + 1 / (3 * d)) / 2, within="1%")


@guards(check_it_begins_at_log_v_and_half_the_variance)
def control_logits_three_times_as_large(rng, v=V, d=D):
    """With logits three times as large it begins higher."""
    return estimate(lambda: untied(v, d, gain=3.0), math.log(v) + (1 / 3 + 1 / (3 * d)) / 2, within="1%")


def above_log_v(v, d, std):
    """Whether the loss with a tied table begins more than 5 above that with torch's default head."""
    return order(lambda: tied(v, d, std), lambda: untied(v, d), by=5)


def check_a_tied_normal_table_begins_far_above(rng, v=V, d=D):
    """A tied table of N(0, 1) embeddings begins more than 5 above that."""
    return above_log_v(v, d, 1.0)


@guards(check_a_tied_normal_table_begins_far_above)
def control_a_small_tied_table(rng, v=V, d=D):
    """One of standard deviation 0.02 does not."""
    return above_log_v(v, d, 0.02)


if __name__ == "__main__":
    main()
