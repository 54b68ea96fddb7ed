"""Parity: a task that recurrence wins.

Is the number of ones among n bits odd?

    recurrence     h ← |h − x| = relu(h − x) + relu(x − h), from h = 0: for bits that is "exclusive or", exact
                   at any length with a single number of state
    convolution    whatever it computes from r < n of the bits, the others make parity even or odd equally
                   often: right in exactly half of all cases
    attention      one layer with bounded scores gives each of n tokens a weight of about 1/n. Flip one bit
                   and the output moves by about C/n, while parity turns over. (Hahn, 2020)

This is no verdict on learning: tiny training teaches none of the three parity. It is about what fits.
"""

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(9, [6, 9, 12], "bits")
SHORT = Knob(1, [1, 2, 4], "how many bits the convolution lacks")
LENGTHS = [16, 32, 64, 128]
NETS, D = 64, 6


def all_bits(n):
    """All sequences of n bits: (2ⁿ, n)."""
    return torch.arange(2**n).unsqueeze(-1).bitwise_right_shift(torch.arange(n)) % 2


def recur(bits, step):
    """The state after the last bit: (…, n) to (…)."""
    state = torch.zeros(len(bits))
    for bit in bits.unbind(-1):
        state = step(state, bit)
    return state


def fold(state, bit):
    """|h − x|, of two relus."""
    return (state - bit).relu() + (bit - state).relu()


def one_relu(state, bit):
    """The same with one relu."""
    return (state - bit).relu()


def parity(rng, n, step):
    """The recurrence against the parity of all sequences."""
    bits = all_bits(n)
    return exact(recur(bits, step), (bits.sum(-1) % 2).to(torch.get_default_dtype()))


def check_recurrence_is_exact(rng, n=N):
    """Parity: the recurrence |h − x| is right on all 2ⁿ sequences."""
    return parity(rng, n, fold)


@guards(check_recurrence_is_exact)
def control_one_relu(rng, n=N):
    """Without the second relu it is not."""
    return parity(rng, n, one_relu)


def best_guess(n, seen):
    """Share of the 2ⁿ sequences on which the best function of the first `seen` bits gives parity."""
    bits = all_bits(n)
    odd = bits.sum(-1) % 2
    window = (bits[:, :seen] * 2 ** torch.arange(seen)).sum(-1)  # its content as a number
    ones = torch.zeros(2**seen, dtype=torch.long).index_add(0, window, odd)
    return torch.maximum(ones, torch.bincount(window) - ones).sum() / 2**n


def guesses(n, *windows):
    """The best guesses from windows of these widths, against a half and 1."""
    return exact(torch.stack([best_guess(n, seen) for seen in windows]), torch.tensor([0.5, 1.0]))


def check_short_convolution_is_at_chance(rng, n=N, short=SHORT):
    """Parity: the best function of fewer than n bits is right on half of all sequences, of n bits on all."""
    return guesses(n, n - short, n)


@guards(check_short_convolution_is_at_chance)
def control_it_sees_all(rng, n=N, short=SHORT):
    """One that sees all n bits is not at chance."""
    return guesses(n, n, n)


def averaged(n):
    """Attention as it is."""
    return 1


def added_up(n):
    """n times as much: the n tokens added up instead of averaged."""
    return n


def moved(rng, times=averaged):
    """How far the first bit moves the output of attention, at LENGTHS: (B, len(LENGTHS))."""
    zero, one, q = torch.randn(3, NETS, 1, D, generator=rng)  # embeddings of the two bits, and the query
    found = []
    for n in LENGTHS:
        bits = torch.randint(2, (NETS, n, 1), generator=rng).bool()
        bits[:, 0] = False
        other = bits.clone()
        other[:, 0] = True
        x, y = torch.where(bits, one, zero), torch.where(other, one, zero)  # (B, n, D)
        change = scaled_dot_product_attention(q, x, x) - scaled_dot_product_attention(q, y, y)
        found.append(times(n) * change.flatten(1).norm(dim=1))
    return torch.stack(found, -1).reshape(NETS, len(LENGTHS))


def check_attention_moves_by_1_over_n(rng):
    """One soft-attention layer: flip a bit and the output moves by about C/n, slope −1 in the length."""
    return slope(LENGTHS, lambda: moved(rng), -1, 0.2)


@guards(check_attention_moves_by_1_over_n)
def control_added_up(rng):
    """Added up instead of averaged, the tokens move it by as much at any length."""
    return slope(LENGTHS, lambda: moved(rng, added_up), -1, 0.2)


if __name__ == "__main__":
    main()
