"""The bottleneck is no law: a single number can hold a whole sentence, at a price.

Tokens are whole numbers 0 … V − 1. A linear RNN with one unit and recurrent weight V packs them as digits:

    encoder   c ← V·c + t                    decoder   t = c mod V,   c ← ⌊c/V⌋       (last token first)

A float64 is exact for whole numbers up to 2⁵³, so that n tokens come back as long as n·log₂V ≤ 53: with
V = 16 that is 13 tokens in one number. A float32, with 24 bits, holds 6.

The price is precision and steep gradients. Every token costs log₂V bits: of a context that is cut down to
b bits only the first ⌊b/log₂V⌋ tokens survive. And ∂c/∂t₁ is V^(n−1) times ∂c/∂t_n: for 13 tokens there lies
16¹² = 2.8·10¹⁴ between the first token's gradient and the last one's.
"""

import math
from itertools import count

import torch

from quiz.lab import Knob, exact, guards, main

V = Knob(16, [2, 16, 256], "size of the vocabulary")
KEPT = Knob(22, [10, 22, 42], "bits of the context that are kept")
BITS = 53  # of a float64's whole numbers
SENTENCES = 40


def pack(tokens, weight):
    """tokens (B, n) -> contexts (B,), by a recurrent unit."""
    context = torch.zeros_like(tokens[:, 0])
    for token in tokens.unbind(1):
        context = weight * context + token
    return context


def unpack(context, n, v):
    """contexts (B,) -> tokens (B, n), found last to first."""
    tokens = []
    for _ in range(n):
        tokens.append(context % v)
        context = (context / v).floor()
    return torch.stack(tokens[::-1], 1)


def sentences(rng, n, v, dtype):
    """Random tokens (B, n) that begin with v − 1 and so use all their bits."""
    tokens = torch.randint(v, (SENTENCES, n), generator=rng)
    tokens[:, 0] = v - 1
    return tokens.to(dtype)


def most(v):
    """How many tokens fit, by the formula."""
    return math.floor(BITS / math.log2(v))


def come_back(rng, n, v, weight, dtype):
    """Whether all sentences of n tokens survive packing and unpacking."""
    tokens = sentences(rng, n, v, dtype)
    return torch.equal(unpack(pack(tokens, weight), n, v), tokens)


def held(rng, v, weight, dtype=torch.float64):
    """The number of tokens up to which all sentences come back, against the formula."""
    largest = next(n for n in count(1) if not come_back(rng, n + 1, v, weight, dtype))
    return exact(torch.tensor(largest), torch.tensor(most(v)))


def check_one_number_holds_13_tokens(rng, v=V):
    """One float64 holds ⌊53/log₂V⌋ tokens of a vocabulary of V exactly: 13 for V = 16."""
    return held(rng, v, weight=v)


@guards(check_one_number_holds_13_tokens)
def control_half_the_precision(rng, v=V):
    """One float32 holds fewer than half as many."""
    return held(rng, v, weight=v, dtype=torch.float32)


@guards(check_one_number_holds_13_tokens)
def control_a_plain_sum(rng, v=V):
    """With recurrent weight 1 the context is the sum of the tokens, and two tokens are lost already."""
    return held(rng, v, weight=1)


def gradients(rng, v, weight):
    """∂c/∂t of each token of the longest sentences that fit, against V to the number of tokens after it."""
    n = most(v)
    tokens = sentences(rng, n, v, torch.float64).requires_grad_()
    (slopes,) = torch.autograd.grad(pack(tokens, weight).sum(), tokens)  # (B, n)
    after = torch.arange(n - 1, -1, -1)
    return exact(slopes, (float(v) ** after).expand(SENTENCES, n), ops=n)


def check_gradients_are_powers_of_v(rng, v=V):
    """∂c/∂t₁ = V^(n−1) and ∂c/∂t_n = 1: for 13 tokens of 16 a factor of 16¹² = 2.8·10¹⁴ lies between them."""
    return gradients(rng, v, weight=v)


@guards(check_gradients_are_powers_of_v)
def control_weight_one(rng, v=V):
    """With recurrent weight 1 all tokens have the same gradient, and no place of their own."""
    return gradients(rng, v, weight=1)


def survivors(rng, v, kept, cut):
    """Which tokens all sentences keep, once the context is cut to `cut` bits, against the first few."""
    n = most(v)
    tokens = sentences(rng, n, v, torch.float64)
    lost = 2.0 ** max(0, n * math.log2(v) - cut)
    context = (pack(tokens, v) / lost).floor() * lost
    right = (unpack(context, n, v) == tokens).all(0)  # (n,): in all sentences
    return exact(right, torch.arange(n) < math.floor(kept / math.log2(v)))


def check_every_token_costs_bits(rng, v=V, kept=KEPT):
    """Of a context cut down to b bits the first ⌊b/log₂V⌋ tokens survive: 5 for V = 16 and b = 22."""
    return survivors(rng, v, kept, cut=kept)


@guards(check_every_token_costs_bits)
def control_all_bits_kept(rng, v=V, kept=KEPT):
    """With all 53 bits all tokens survive."""
    return survivors(rng, v, kept, cut=BITS)


if __name__ == "__main__":
    main()
