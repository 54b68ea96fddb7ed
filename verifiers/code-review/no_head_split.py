"""Code review: a number of heads that nobody reads.

    def self_attention(x, w_qkv, w_out, num_heads): ...

takes `num_heads` and never uses it. What it computes is one head over the whole width, whatever the number:
one n×n map of weights, scores divided by √d_model. The real thing cuts q, k and v into h pieces of width
d_model/h, and each piece looks where it likes:

    one head     (n, d)                     1 map,   Σ over all d features
    h heads      (n, d) -> (h, n, d/h)      h maps,  Σ over d/h features each

Nothing about the sizes tells: w_qkv and w_out are (d, 3d) and (d, d) for both, and so is the output (n, d).
A number that does not divide d_model does tell: a real split has to refuse it.
"""

import math

import torch
from torch.nn.functional import multi_head_attention_forward

from quiz.lab import Knob, exact, guards, main

HEADS = Knob(4, [2, 4, 6], "the number of heads asked for")
N, D = 5, 12  # d_model can be cut into 1, 2, 3, 4, 6 and 12 heads


def self_attention(x, w_qkv, w_out, num_heads):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    weights = (q @ k.mT / math.sqrt(q.size(-1))).softmax(-1)
    return weights @ v @ w_out


def mended(x, w_qkv, w_out, num_heads):
    q, k, v = (x @ w_qkv).view(len(x), 3, num_heads, -1).permute(1, 2, 0, 3)  # (h, n, d/h) each
    weights = (q @ k.mT / math.sqrt(q.size(-1))).softmax(-1)  # (h, n, n)
    return (weights @ v).transpose(0, 1).flatten(1) @ w_out


def draw(rng):
    """A sequence (n, d) and the weights (d, 3d), (d, d)."""
    x = 1.5 * torch.randn(N, D, generator=rng)
    w_qkv = 0.4 * torch.randn(D, 3 * D, generator=rng)
    return x, w_qkv, 0.8 * torch.randn(D, D, generator=rng)


def against_torch(rng, program, asked, heads):
    """The output when `asked` heads are asked for, (n, d), against torch's with `heads` heads."""
    x, w_qkv, w_out = draw(rng)
    want, _ = multi_head_attention_forward(
        x[:, None], x[:, None], x[:, None], D, heads, w_qkv.mT, None, None, None, False, 0.0, w_out.mT, None
    )  # (n, 1, d)
    return exact(program(x, w_qkv, w_out, asked), want[:, 0], ops=8 * D + 2 * N + 20, scale=30)


def check_it_is_one_head(rng, heads=HEADS):
    """Whatever the number asked for, the program computes torch's attention with a single head."""
    return against_torch(rng, self_attention, asked=heads, heads=1)


@guards(check_it_is_one_head)
def control_split_is_not_one_head(rng, heads=HEADS):
    """With the split it does not."""
    return against_torch(rng, mended, asked=heads, heads=1)


def check_mended_matches_torch(rng, heads=HEADS):
    """With the split the program is torch's attention with that many heads."""
    return against_torch(rng, mended, asked=heads, heads=heads)


@guards(check_mended_matches_torch)
def control_unsplit_against_torch(rng, heads=HEADS):
    """Without it the program is not."""
    return against_torch(rng, self_attention, asked=heads, heads=heads)


def spread(rng, program):
    """Outputs for 1, 2, 3, 4, 6 and 12 heads, (6, n, d), against the one for 1 head, bit for bit."""
    drawn = draw(rng)
    outputs = torch.stack([program(*drawn, heads) for heads in (1, 2, 3, 4, 6, 12)])
    return exact((outputs == outputs[0]).all(), True)


def check_number_changes_nothing(rng):
    """The program gives the same output for every number of heads, to the last bit."""
    return spread(rng, self_attention)


@guards(check_number_changes_nothing)
def control_number_counts_after_split(rng):
    """With the split it does not."""
    return spread(rng, mended)


def accepted(rng, program, predicted):
    """Which numbers of heads from 1 to 13 the program takes for d_model = 12, against `predicted`."""
    taken = []
    for heads in range(1, 14):
        try:
            program(*draw(rng), heads)
            taken.append(True)
        except RuntimeError:
            taken.append(False)
    return exact(taken, predicted)


def check_any_number_is_accepted(rng):
    """The program takes every number of heads, though 12 cannot be cut into 5."""
    return accepted(rng, self_attention, [True] * 13)


@guards(check_any_number_is_accepted)
def control_split_refuses(rng):
    """With the split some numbers raise."""
    return accepted(rng, mended, [True] * 13)


def check_split_takes_divisors(rng):
    """With the split the program takes the divisors of d_model and raises for all other numbers."""
    return accepted(rng, mended, [D % heads == 0 for heads in range(1, 14)])


@guards(check_split_takes_divisors)
def control_unsplit_takes_more(rng):
    """Without it the program takes others, too."""
    return accepted(rng, self_attention, [D % heads == 0 for heads in range(1, 14)])


if __name__ == "__main__":
    main()
