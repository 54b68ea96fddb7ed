"""Why −10⁹ is no mask in float16.

float16 ends at 65,504; beyond that there is only infinity. −10⁹ is not among its numbers:

    scores.masked_fill(mask, −1e9)     raises for float16 scores
    mask.half()                        turns a mask that holds −10⁹ into one that holds −∞

The second is the quiet one. Where a key is left to see, −∞ is even what one wants. But a row with every key
hidden, uniform under −10⁹, becomes NaN. bfloat16 has the exponent range of float32, and keeps −10⁹ finite.

`torch.finfo(dtype).min` is a fill that every dtype has: e to that power is 0 in all of them.
"""

import torch

from quiz.lab import Knob, exact, guards, main

KEYS = Knob(8, [3, 8, 17], "keys of each query")
QUERIES, EMPTY = 5, 2  # of five queries, row 2 is the one that sees nothing


def hidden_from(keys):
    """True where a query must not look, (m, n): all see key 1 only, and row EMPTY nothing."""
    hidden = torch.ones(QUERIES, keys, dtype=torch.bool)
    hidden[:, 1] = False
    hidden[EMPTY] = True
    return hidden


def scores_of(rng, keys):
    """Random float16 scores, (m, n)."""
    return (1.5 * torch.randn(QUERIES, keys, generator=rng)).half()


def not_numbers(keys, dtype):
    """Which weights are NaN, against those of the empty row: a mask of 0 and −10⁹, cast, on scores of 0."""
    mask = torch.zeros(QUERIES, keys).masked_fill(hidden_from(keys), -1e9).to(dtype)
    weights = mask.softmax(-1)
    return exact(weights.isnan(), (torch.arange(QUERIES) == EMPTY)[:, None].expand_as(weights))


def check_cast_mask_turns_the_empty_row_into_nan(rng, keys=KEYS):
    """Cast to float16, a mask of −10⁹ makes the weights of an empty row NaN, and no others."""
    return not_numbers(keys, torch.float16)


@guards(check_cast_mask_turns_the_empty_row_into_nan)
def control_bfloat16(rng, keys=KEYS):
    """Cast to bfloat16 it does not: −10⁹ stays finite there."""
    return not_numbers(keys, torch.bfloat16)


def refused(rng, keys, fill):
    """Whether masked_fill refuses to put `fill` into float16 scores, against True."""
    try:
        scores_of(rng, keys).masked_fill(hidden_from(keys), fill)
    except RuntimeError:
        return exact(True, True)
    return exact(False, True)


def check_float16_refuses_a_billion(rng, keys=KEYS):
    """masked_fill of float16 scores with −10⁹ raises."""
    return refused(rng, keys, -1e9)


@guards(check_float16_refuses_a_billion)
def control_smallest_float16(rng, keys=KEYS):
    """With −65,504, the most negative number of float16, it does not."""
    return refused(rng, keys, -65_504)


def unseen(rng, keys, fill):
    """Which float16 weights are exactly 0 under `fill`, against what is hidden; the empty row is left out."""
    hidden, scores = hidden_from(keys), scores_of(rng, keys)
    weights = scores.masked_fill(hidden, fill).softmax(-1)
    others = torch.arange(QUERIES) != EMPTY
    return exact(weights[others] == 0, hidden[others])


def check_smallest_number_is_enough(rng, keys=KEYS):
    """In float16 the fill finfo.min = −65,504 gives weight exactly 0, where a key is left to see."""
    return unseen(rng, keys, torch.finfo(torch.float16).min)


@guards(check_smallest_number_is_enough)
def control_a_small_fill(rng, keys=KEYS):
    """−5 does not."""
    return unseen(rng, keys, -5)


if __name__ == "__main__":
    main()
