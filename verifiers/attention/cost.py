"""What self-attention costs, and when recurrence is cheaper.

Count 2 operations for every multiply-add, for n tokens of width d, and matrix products only:

    scores QKᵀ and weighted values AV     2n²d + 2n²d =  4n²d
    projections Q, K, V and output        4 · 2nd²    =  8nd²
    plain recurrence, W h + U x           2 · 2nd²    =  4nd²
    LSTM, four gates                      4 · 4nd²    = 16nd²

Only the first line grows as n². It overtakes the plain recurrence at n = d. With its projections attention
is at no length the cheaper of the two, and it overtakes an LSTM at n = 2d.
"""

from bisect import bisect_left

import torch

from quiz.lab import Knob, bound, exact, guards, main, slope
from quiz.lab.flops import flops

D = Knob(16, [8, 16, 32], "width of the model")
N = Knob(24, [6, 24, 96], "length of the sequence")
LENGTHS, ANY = [16, 32, 64, 128], range(1, 257)
WINDOW = 5


def all_pairs(q, k, v):
    """Attention of every query to every key."""
    return q @ k.mT @ v  # (n, d) @ (d, n) @ (n, d); the softmax between them is no matrix product


def windowed(q, k, v):
    """Attention of each query to the WINDOW keys that end at its own position."""
    near = (torch.arange(len(q)).unsqueeze(1) - torch.arange(WINDOW)).clamp(min=0)  # (n, WINDOW)
    return q.unsqueeze(1) @ k[near].mT @ v[near]  # keys and values (n, WINDOW, d)


def score_flops(n, d, attend=all_pairs):
    """Operations of attention without its projections."""
    return flops(lambda: attend(*torch.zeros(3, n, d)))


def attention_flops(n, d):
    """Operations of attention with its four projections: queries, keys, values and output."""
    return score_flops(n, d) + flops(lambda: [torch.zeros(n, d) @ w for w in torch.zeros(4, d, d)])


def recurrence_flops(n, d, gates=1):
    """Operations of a recurrent layer: at every token each gate takes the state and the input."""
    w, u = torch.zeros(2, d, gates * d)
    state = torch.zeros(1, d)
    return flops(lambda: [torch.zeros(n, d) @ u, *(state @ w for _ in range(n))])  # the states one by one


def growth(count, d, exponent):
    """Evidence on the slope of `count(n, d)` against n, both axes logarithmic."""
    return slope(LENGTHS, [count(n, d) for n in LENGTHS], exponent, 1e-9)


def crossover(dearer, cheaper):
    """The smallest n from which `dearer(n)` ≥ `cheaper(n)`; the end of ANY if there is none."""
    return ANY[0] + bisect_left(ANY, True, key=lambda n: dearer(n) >= cheaper(n))


def check_scores_grow_as_n_squared(rng, d=D):
    """Scores and weighted values: operations against n have slope 2 on log-log axes."""
    return growth(score_flops, d, 2)


@guards(check_scores_grow_as_n_squared)
def control_a_window_grows_as_n(rng, d=D):
    """When each query sees a fixed window of keys the slope is 1."""
    return growth(lambda n, d: score_flops(n, d, windowed), d, 2)


def check_recurrence_grows_as_n(rng, d=D):
    """Recurrence: operations against n have slope 1."""
    return growth(recurrence_flops, d, 1)


@guards(check_recurrence_grows_as_n)
def control_all_pairs_in_place_of_recurrence(rng, d=D):
    """With the scores of all pairs in its place the slope is not 1."""
    return growth(score_flops, d, 1)


def check_scores_cost_4_n_squared_d(rng, n=N, d=D):
    """Scores and weighted values take 4n²d operations."""
    return exact(score_flops(n, d), 4 * n * n * d)


@guards(check_scores_cost_4_n_squared_d)
def control_a_window_costs_less(rng, n=N, d=D):
    """With a window they take 4n·WINDOW·d, and the formula does not fit."""
    return exact(score_flops(n, d, windowed), 4 * n * n * d)


def check_scores_overtake_recurrence_at_d(rng, d=D):
    """Scores and values alone cost as much as a plain recurrence at n = d, and more beyond."""
    scores, recurrence = [[count(n, d) for n in LENGTHS] for count in (score_flops, recurrence_flops)]
    evidence = exact(crossover(lambda n: score_flops(n, d), lambda n: recurrence_flops(n, d)), d)
    axes = {"x": "n", "y": "operations", "log_x": True, "log_y": True}
    return evidence.plot(scores=(LENGTHS, scores), recurrence=(LENGTHS, recurrence), **axes)


@guards(check_scores_overtake_recurrence_at_d)
def control_a_window_never_overtakes(rng, d=D):
    """A window narrower than d stays cheaper than the recurrence at any length."""
    return exact(crossover(lambda n: score_flops(n, d, windowed), lambda n: recurrence_flops(n, d)), d)


def check_overtakes_an_lstm_at_2d(rng, d=D):
    """With its projections attention costs as much as an LSTM at n = 2d, and more beyond."""
    lstm = 4  # gates
    return exact(crossover(lambda n: attention_flops(n, d), lambda n: recurrence_flops(n, d, lstm)), 2 * d)


@guards(check_overtakes_an_lstm_at_2d)
def control_one_gate_is_no_lstm(rng, d=D):
    """A recurrence with a single gate is overtaken elsewhere: at once."""
    return exact(crossover(lambda n: attention_flops(n, d), lambda n: recurrence_flops(n, d)), 2 * d)


def check_with_projections_always_dearer(rng, d=D):
    """Attention with its projections costs over twice a plain recurrence at every n, however short."""
    ratios = [attention_flops(n, d) / recurrence_flops(n, d) for n in [1, *LENGTHS]]
    return bound(ratios, at_least=2, reached=1 / d)  # the ratio is 2 + n/d


@guards(check_with_projections_always_dearer)
def control_without_projections(rng, d=D):
    """Leave the projections out, and a short input costs less than the recurrence."""
    ratios = [score_flops(n, d) / recurrence_flops(n, d) for n in [1, *LENGTHS]]
    return bound(ratios, at_least=2, reached=1 / d)


if __name__ == "__main__":
    main()
