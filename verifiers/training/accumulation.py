"""Gradient accumulation is a large batch, if the tokens are counted.

A batch that does not fit is run in parts, and the gradients are added up. The loss of the whole is a mean
over all its tokens:

    Σ_i L_i / Σ_i n_i          L_i: summed loss of part i, n_i: its tokens

The mean of the parts' means, Σ_i (L_i/n_i)/parts, is the same only if all parts have as many tokens. After
padding is left out they have not, and then each token of a short part counts for more than one of a long
part.
"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from quiz.lab import Knob, exact, guards, main

V = Knob(9, [5, 9, 30], "tokens of the vocabulary")
LONG = Knob(17, [8, 17, 40], "tokens of the longer part")
SHORT, D = 4, 6


def parts(rng, v, lengths):
    """Hidden states (n, d) and next tokens (n,) of parts with so many tokens each."""
    return [(3 * torch.randn(n, D, generator=rng), torch.randint(v, (n,), generator=rng)) for n in lengths]


def mean_of_means(losses):
    """Each part's mean, and the mean of those."""
    return sum(loss.mean() for loss in losses) / len(losses)


def counted(losses):
    """Each part's sum, over the number of all tokens."""
    return sum(loss.sum() for loss in losses) / sum(len(loss) for loss in losses)


def accumulated(rng, v, lengths, combine):
    """The gradient of a head from parts, one after the other, against that from one batch: (v, d)."""
    head, batch = nn.Linear(D, v), parts(rng, v, lengths)
    losses = [cross_entropy(head(states), tokens, reduction="none") for states, tokens in batch]
    (got,) = torch.autograd.grad(combine(losses), head.weight, retain_graph=True)
    states, tokens = (torch.cat(side) for side in zip(*batch, strict=True))
    (want,) = torch.autograd.grad(cross_entropy(head(states), tokens), head.weight)
    return exact(got, want, ops=4 * (v + sum(lengths)), scale=1.0)


def check_counted_by_tokens_it_is_one_batch(rng, v=V, long=LONG):
    """Sums over all parts, divided by the number of all tokens, give the gradient of one batch."""
    return accumulated(rng, v, (SHORT, long), counted)


@guards(check_counted_by_tokens_it_is_one_batch)
def control_mean_of_means(rng, v=V, long=LONG):
    """The mean of the parts' means does not."""
    return accumulated(rng, v, (SHORT, long), mean_of_means)


def check_equal_parts_do_not_care(rng, v=V, long=LONG):
    """With parts of equal length the mean of means is the same."""
    return accumulated(rng, v, (long, long), mean_of_means)


@guards(check_equal_parts_do_not_care)
def control_unequal_parts(rng, v=V, long=LONG):
    """With unequal ones it is not."""
    return accumulated(rng, v, (SHORT, long), mean_of_means)


if __name__ == "__main__":
    main()
