"""Where a learned table of positions ends.

A table holds one vector for each of its places, and no more. Ask for the next place, and there is no
row: torch raises an error. (BERT's and GPT-2's tables end at 512 and 1024.) A formula has no such end.

Nor does a longer table help by itself. The loss touches a row only if a sequence of the batch is that long.
Train a table of 24 rows on sequences of 10 tokens, and rows 10 … 23 get a gradient of exactly 0: they stay
the random vectors they were, and the model has never met them.
"""

import torch
from torch.nn import Embedding
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

ROWS = Knob(24, [12, 24, 512], "rows of the table")
N = Knob(10, [4, 10, 11], "length of the training sequences")
BATCH, D = 3, 6


def learned(rng, rows):
    """A table with `rows` places; on the CPU, as a bad index kills a GPU's whole context."""
    table = Embedding(rows, D, device="cpu")
    return lambda places: table(places.cpu())


def formula(rng, rows):
    """Sinusoids, which have no table."""
    frequencies = 10_000 ** (-2 * torch.arange(D // 2) / D)

    def encode(places):
        angles = places[:, None] * frequencies
        return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)

    return encode


def is_defined(encode, place):
    """Whether there is an encoding of this place."""
    try:
        encode(torch.tensor([place]))
    except IndexError:
        return False
    return True


def ends(rng, rows, scheme):
    """Whether the last row, the place after it and one far beyond are defined, against yes, no and no."""
    encode = scheme(rng, rows)
    places = torch.tensor([is_defined(encode, place) for place in (rows - 1, rows, 9 * rows)])
    return exact(places, torch.tensor([True, False, False]))


def check_table_ends(rng, rows=ROWS):
    """A learned table of L rows has an encoding for place L − 1, and raises an error at place L."""
    return ends(rng, rows, learned)


@guards(check_table_ends)
def control_formula(rng, rows=ROWS):
    """Sinusoids are defined at every place."""
    return ends(rng, rows, formula)


def gradient(rng, rows, longest):
    """Gradient of each row of the table from one batch of sequences of `longest` tokens, (rows, d)."""
    table = torch.randn(rows, D, generator=rng).requires_grad_()
    x = torch.randn(BATCH, longest, D, generator=rng) + table[:longest]  # (B, n, d)
    out = scaled_dot_product_attention(x, x, x)
    return torch.autograd.grad(out, table, torch.randn_like(out))[0]  # of a loss with random ∂loss/∂out


def check_rows_past_n_get_no_gradient(rng, rows=ROWS, n=N):
    """Sequences of n tokens give every entry past the first n rows a gradient of exactly 0."""
    return exact(gradient(rng, rows, n)[n:], torch.zeros(rows - n, D), scale=1.0)


@guards(check_rows_past_n_get_no_gradient)
def control_full_length(rng, rows=ROWS, n=N):
    """Sequences as long as the table do not."""
    return exact(gradient(rng, rows, rows)[n:], torch.zeros(rows - n, D), scale=1.0)


def trained_rows(rng, rows, longest, n):
    """How many rows get a gradient in each of the d columns, against n."""
    return exact(gradient(rng, rows, longest).count_nonzero(0), torch.full((D,), n))


def check_n_rows_are_trained(rng, rows=ROWS, n=N):
    """Sequences of n tokens train n rows of the table."""
    return trained_rows(rng, rows, n, n)


@guards(check_n_rows_are_trained)
def control_one_token_more(rng, rows=ROWS, n=N):
    """One token more, one row more."""
    return trained_rows(rng, rows, n + 1, n)


if __name__ == "__main__":
    main()
