"""Why features that are no ids want a linear layer, and not an embedding.

An embedding of V words is a table, (V, width). Looking up word i takes row i, and so does a product:

    one_hot(i) · table = row i

So an embedding *is* a linear layer without bias, for inputs that are one-hot; the lookup only saves the
multiplications by 0. Inputs that are vectors already, (B, n, features), take the linear layer itself.
"""

import torch
from torch import nn
from torch.nn.functional import one_hot

from quiz.lab import Knob, exact, guards, main

WIDTH = Knob(6, [3, 6, 16], "width of the embedding")
B, N, WORDS = 2, 5, 7


def ids(rng, shape):
    """Random ids of words."""
    return torch.randint(WORDS, shape, generator=rng)


def as_product(rng, width, next_word):
    """Embedded ids, (B, n, width), against one-hot vectors times the table, those of `next_word` words on."""
    embed, words = nn.Embedding(WORDS, width), ids(rng, (B, N))
    hot = one_hot((words + next_word) % WORDS, WORDS).double()  # (B, n, words)
    return exact(embed(words), hot @ embed.weight, ops=2 * WORDS)


def check_lookup_is_one_hot_product(rng, width=WIDTH):
    """Looking up ids is multiplying their one-hot vectors by the table: a linear layer without bias."""
    return as_product(rng, width, next_word=0)


@guards(check_lookup_is_one_hot_product)
def control_other_words(rng, width=WIDTH):
    """The one-hot vectors of other words give something else."""
    return as_product(rng, width, next_word=1)


if __name__ == "__main__":
    main()
