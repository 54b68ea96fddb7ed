"""What comes out when a mask hides every key of a query.

    softmax of −∞, −∞, …      each exponential is 0, and 0/0 is not a number (NaN)
    softmax of c, c, …        any finite c, −10⁹ too: softmax sees differences only, so each key gets 1/n

Neither is an answer, and the second is worse: nobody notices it. Rows get empty when padding queries are
masked like padding keys, when a sentence has no token at all, or when the batch is padded on the left and a
causal mask leaves the padding nothing but itself.

What torch makes of an empty row depends on whom you ask: `scaled_dot_product_attention` returns 0, while
`nn.MultiheadAttention`, asked for its weights, returns NaN.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

KEYS = Knob(8, [3, 8, 17], "keys of each query")
QUERIES, EMPTY = 5, 2  # of five queries, row 2 is the one that sees nothing
D, D_V = 6, 4


def hidden_from(keys, left=0):
    """True where a query must not look, (m, n): all see key 1 only, row EMPTY its last `left` keys."""
    hidden = torch.ones(QUERIES, keys, dtype=torch.bool)
    hidden[:, 1] = False
    hidden[EMPTY] = torch.arange(keys) < keys - left
    return hidden


def scores_of(rng, keys):
    """Random scores, (m, n)."""
    return 1.5 * torch.randn(QUERIES, keys, generator=rng)


def in_empty_row(out):
    """True for each entry of row EMPTY, in the shape of `out`, (m, ·)."""
    return (torch.arange(QUERIES) == EMPTY)[:, None].expand_as(out)


def not_numbers(rng, keys, fill, left=0):
    """Which weights are NaN, against those of the empty row."""
    weights = scores_of(rng, keys).masked_fill(hidden_from(keys, left), fill).softmax(-1)
    return exact(weights.isnan(), in_empty_row(weights))


def check_empty_row_is_nan(rng, keys=KEYS):
    """With −∞ on every key of a row its weights are NaN, and those of the other rows are not."""
    return not_numbers(rng, keys, -math.inf)


@guards(check_empty_row_is_nan)
def control_one_key_is_enough(rng, keys=KEYS):
    """One key left to see, and there is no NaN."""
    return not_numbers(rng, keys, -math.inf, left=1)


@guards(check_empty_row_is_nan)
def control_finite_fill(rng, keys=KEYS):
    """With −10⁹ instead of −∞ there is no NaN."""
    return not_numbers(rng, keys, -1e9)


def finite_fill(rng, keys, left=0):
    """Weights under the fill −10⁹, against 1/n each in the empty row and all on key 1 in the others."""
    weights = scores_of(rng, keys).masked_fill(hidden_from(keys, left), -1e9).softmax(-1)
    predicted = torch.eye(keys)[1].repeat(QUERIES, 1)
    predicted[EMPTY] = 1 / keys
    evidence = exact(weights, predicted, ops=keys + 20)
    return evidence.heat(weights, "weights under −10⁹", x="key", y="query")


def check_finite_fill_makes_it_uniform(rng, keys=KEYS):
    """With −10⁹ on every one of n keys each gets the weight 1/n, though none may be seen."""
    return finite_fill(rng, keys)


@guards(check_finite_fill_makes_it_uniform)
def control_one_key_takes_all(rng, keys=KEYS):
    """One key left to see takes all the weight."""
    return finite_fill(rng, keys, left=1)


def torch_function(q, k, v, hidden):
    """torch's scaled_dot_product_attention, whose boolean mask says what may be seen."""
    return scaled_dot_product_attention(q, k, v, attn_mask=~hidden)


def torch_module(q, k, v, hidden):
    """torch's nn.MultiheadAttention with its weights, whose boolean mask says what must not be seen."""
    out, _ = torch.nn.MultiheadAttention(D, 2, vdim=D_V)(q, k, v, attn_mask=hidden, need_weights=True)
    return out


def entries_that_are(rng, keys, attend, what, left=0):
    """Which entries of `attend`'s output are `what`, against those of the empty row."""
    q, k, v = (torch.randn(size, generator=rng) for size in ((QUERIES, D), (keys, D), (keys, D_V)))
    out = attend(q, k, v, hidden_from(keys, left))  # (m, ·)
    return exact(what(out), in_empty_row(out))


def zero(out):
    """True where an entry is exactly 0."""
    return out == 0


def check_torch_function_returns_zero(rng, keys=KEYS):
    """torch's scaled_dot_product_attention returns 0 for an empty row."""
    return entries_that_are(rng, keys, torch_function, zero)


@guards(check_torch_function_returns_zero)
def control_function_with_one_key(rng, keys=KEYS):
    """For a row with one key left it returns no 0."""
    return entries_that_are(rng, keys, torch_function, zero, left=1)


def check_torch_module_returns_nan(rng, keys=KEYS):
    """torch's nn.MultiheadAttention, asked for its weights, returns NaN for an empty row."""
    return entries_that_are(rng, keys, torch_module, torch.isnan)


@guards(check_torch_module_returns_nan)
def control_module_with_one_key(rng, keys=KEYS):
    """For a row with one key left it returns numbers."""
    return entries_that_are(rng, keys, torch_module, torch.isnan, left=1)


if __name__ == "__main__":
    main()
