"""What the loss has to be before the first step, and what it says if it is not.

Let the logits of an untrained model be independent of the answer, of mean m and variance s², near normal.
Then

    CE = E[log Σ exp z] − E[z_y] ≈ (log V + m + s²/2) − m = log V + s²/2

up to (exp(s²) − 1)/(2V), which is small for a large V. torch's default head has weights even between ±1/√d,
of variance 1/(3d). Behind a LayerNorm, whose output has square length d, that makes s² = 1/3 (its biases add
1/(3d)), and so the loss begins at about log V + 1/6: 4.08 for V = 50. Far above log V the logits
are too large.

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
HEADS, FFN, T, BATCH, FAST = 2, 24, 9, 40, torch.float32


@torch.no_grad()
def first_loss(table, head):
    """The loss of an untrained block on random tokens; head(table) makes logits of its output."""
    v, d = table.shape
    block = nn.TransformerEncoderLayer(d, HEADS, FFN, dtype=table.dtype).eval()
    tokens, targets = torch.randint(v, (2, T, BATCH))  # from torch's generator, as all weights are
    states = block(table[tokens])  # (T, B, d)
    return cross_entropy(head(table)(states).flatten(0, 1), targets.flatten())


def default(table):
    """torch's default head."""
    v, d = table.shape
    return nn.Linear(d, v, dtype=table.dtype)


def enlarged(table):
    """torch's default head, its logits three times as large."""
    head = default(table)
    return lambda states: 3 * head(states)


def tied(table):
    """The embeddings themselves."""
    return lambda states: states @ table.mT


def begins_at_log_v_and_a_sixth(head, *, v, d):
    """The first loss with a head against log V + 1/6."""
    return estimate(lambda: first_loss(torch.randn(v, d, dtype=FAST), head), math.log(v) + 1 / 6, within="1%")


def check_it_begins_at_log_v_and_half_the_variance(rng, v=V, d=D):
    """With torch's default head, whose logits have variance 1/3, it is about log V + 1/6: 4.08 for V = 50."""
    return begins_at_log_v_and_a_sixth(default, v=v, d=d)


@guards(check_it_begins_at_log_v_and_half_the_variance)
def control_logits_three_times_as_large(rng, v=V, d=D):
    """With logits three times as large it is more."""
    return begins_at_log_v_and_a_sixth(enlarged, v=v, d=d)


def above_default(std, *, v, d):
    """Whether a tied table of that standard deviation begins more than 5 above torch's default head."""
    return order(
        lambda: first_loss(std * torch.randn(v, d, dtype=FAST), tied),
        lambda: first_loss(torch.randn(v, d, dtype=FAST), default),
        by=5,
    )


def check_a_tied_normal_table_begins_far_above(rng, v=V, d=D):
    """A tied table of N(0, 1) embeddings begins more than 5 above that."""
    return above_default(1.0, v=v, d=d)


@guards(check_a_tied_normal_table_begins_far_above)
def control_a_small_tied_table(rng, v=V, d=D):
    """One of standard deviation 0.02 does not."""
    return above_default(0.02, v=v, d=d)


if __name__ == "__main__":
    main()
