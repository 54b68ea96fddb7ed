"""Write dropout, and have it judged.

In training each entry is dropped with probability p, independently of all others, and what is left is divided
by 1 − p, so that the mean stays. At test time nothing happens. Slips that keep the shapes: no division, or a
division by p; p taken for the share that is kept; one mask for a whole token or for all tokens; scaling at
test time; an input that is overwritten.

The judge is arithmetic: every entry is 0 or x/(1 − p), and of n independent entries the number dropped has
mean n·p and variance n·p(1 − p). If whole rows fall together that variance is much larger.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main, yours

P = Knob(0.3, [0.1, 0.3, 0.5], "probability that an entry is dropped")
BATCH, TOKENS, D = 60, 12, 15


@yours
def dropout(x, p, training, rng):
    """Dropout for x of any shape: a new tensor of that shape; x itself stays as it is.

    In training each entry is 0 with probability p, independently of the others, and x/(1 − p) otherwise. With
    `training` False the result equals x. Draw all random numbers with `generator=rng`, a torch.Generator.
    """
    if not training:
        return x
    kept = torch.empty_like(x).bernoulli_(1 - p, generator=rng)
    return kept * x / (1 - p)


def not_divided(x, p, training, rng):
    """Entries are dropped, and nothing else is done."""
    return (torch.rand(x.shape, generator=rng) >= p) * x if training else x


def share_kept(x, p, training, rng):
    """p taken for the probability to stay."""
    return dropout(x, 1 - p, training, rng)


def whole_tokens(x, p, training, rng):
    """All features of a token share a fate."""
    return dropout(torch.ones_like(x[..., :1]), p, training, rng) * x


def same_for_all_tokens(x, p, training, rng):
    """All tokens of a sentence share a mask."""
    return dropout(torch.ones_like(x[..., :1, :]), p, training, rng) * x


def scaled_at_test(x, p, training, rng):
    """The first form of dropout: what training does not divide by 1 − p, test time multiplies by it."""
    return (torch.rand(x.shape, generator=rng) >= p) * x if training else (1 - p) * x


def tokens(rng):
    """A batch of sentences, no entry of them near 0: (batch, tokens, d)."""
    return torch.empty(BATCH, TOKENS, D).uniform_(0.5, 2, generator=rng)


def what_is_left(rng, p, drop):
    """Entries that were not dropped against x/(1 − p), and x after the call against x before."""
    x = tokens(rng)
    before = x.clone()
    y = drop(x, p, True, rng)
    return exact(
        torch.stack([y, x]), torch.stack([torch.where(y == 0, 0.0, before / (1 - p)), before]), ops=4
    )


def check_what_is_left_is_divided(rng, p=P):
    """Each entry is 0 or x/(1 − p), and x itself is left alone."""
    return what_is_left(rng, p, dropout)


@guards(check_what_is_left_is_divided)
def control_not_divided(rng, p=P):
    """Without the division it is not."""
    return what_is_left(rng, p, not_divided)


def dropped(rng, p, drop):
    """1.0 where an entry came out as 0, and 0.0 elsewhere: (batch, tokens, d)."""
    return (drop(tokens(rng), p, True, rng) == 0).double()


def check_a_share_p_is_dropped(rng, p=P):
    """Of all entries a share p is dropped, another one at each call."""
    return estimate(lambda: dropped(rng, p, dropout).mean(), p, within="4%")


@guards(check_a_share_p_is_dropped)
def control_p_is_the_share_kept(rng, p=P):
    """With p taken for the share that is kept it is 1 − p."""
    return estimate(lambda: dropped(rng, p + 0.05, share_kept).mean(), p + 0.05, within="4%")


def spread_of_counts(rng, p, drop, axis):
    """The variance of how many entries are dropped along an axis."""
    return dropped(rng, p, drop).sum(axis).var()


def check_features_drop_independently(rng, p=P):
    """The features of a token do not fall together: their count has the variance d·p(1 − p)."""
    return estimate(lambda: spread_of_counts(rng, p, dropout, -1), D * p * (1 - p), within="15%")


@guards(check_features_drop_independently)
def control_whole_tokens(rng, p=P):
    """If whole tokens fall it is d times as large."""
    return estimate(lambda: spread_of_counts(rng, p, whole_tokens, -1), D * p * (1 - p), within="15%")


def check_tokens_drop_independently(rng, p=P):
    """Nor do the tokens of a sentence fall together: n tokens have the variance n·p(1 − p)."""
    return estimate(lambda: spread_of_counts(rng, p, dropout, -2), TOKENS * p * (1 - p), within="15%")


@guards(check_tokens_drop_independently)
def control_same_for_all_tokens(rng, p=P):
    """If they share a mask it is n times as large."""
    return estimate(
        lambda: spread_of_counts(rng, p, same_for_all_tokens, -2), TOKENS * p * (1 - p), within="15%"
    )


def at_test(rng, p, drop):
    """What it makes of x at test time, against x."""
    x = tokens(rng)
    return exact(drop(x.clone(), p, False, rng), x)


def check_test_time_is_the_identity(rng, p=P):
    """At test time x comes back."""
    return at_test(rng, p, dropout)


@guards(check_test_time_is_the_identity)
def control_scaled_at_test(rng, p=P):
    """Scaled at test time it does not."""
    return at_test(rng, p, scaled_at_test)


if __name__ == "__main__":
    main()
