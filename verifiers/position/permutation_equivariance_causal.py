"""What a decoder without position encoding knows of the order of its tokens.

Under a causal mask token i sees the tokens up to i and no others, so that f(PX) is no longer P·f(X). How much
order that lets in depends on the depth.

    one layer      the last token averages over its prefix: the prefix is a set
    two layers     the first layer's output at place j depends on which tokens stand before j, and the second
                   layer reads that: the order of the prefix shows in the last output

Places can even be counted. Let token i attend evenly to the i tokens it sees, with the value 1 on the start
token and 0 on all others: out comes 1/i. So a decoder without positions is not order-blind, and some are
trained without any. An encoder has no such mask, and no such help.
"""

import torch
from torch.nn import TransformerEncoderLayer
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(9, [4, 9, 30], "tokens of the sequence")
PLACE = Knob(4, [2, 4, 8, 20], "place of the token that counts, from 1")
BATCH, D, HEADS, HIDDEN, LONGEST = 3, 12, 2, 17, 31


def layers(rng, depth):
    """`depth` of torch's layers of self-attention, all parameters random, biases and gains too."""
    stack = [TransformerEncoderLayer(D, HEADS, HIDDEN, dropout=0, batch_first=True) for _ in range(depth)]
    for parameter in (parameter for layer in stack for parameter in layer.parameters()):
        parameter.data = 0.4 * torch.randn(parameter.shape, generator=rng)
    return stack


def causal(n):
    """True where token i must not look, at j > i: (n, n)."""
    return torch.ones(n, n, dtype=torch.bool).triu(1)


def no_mask(n):
    """True nowhere, (n, n)."""
    return torch.zeros(n, n, dtype=torch.bool)


def prefix_order(rng, n):
    """An order of n tokens in which the last keeps its place and no other does."""
    ring = torch.randperm(n - 1, generator=rng)
    return torch.cat([ring.roll(1)[ring.argsort()], torch.tensor([n - 1])])


def last_output(rng, n, depth=1, mask=causal, position=0.0):
    """The last token's output with the tokens before it in a new order, and as they were: (B, d) each."""
    stack, order = layers(rng, depth), prefix_order(rng, n)
    tokens = 0.3 + 1.2 * torch.randn(BATCH, n, D, generator=rng)
    p = position * torch.randn(n, D, generator=rng)

    def last(tokens):
        x = tokens + p
        for layer in stack:
            x = layer(x, src_mask=mask(n))
        return x[:, -1]

    return last(tokens[:, order]), last(tokens)


def prefix_is_a_set(rng, n, **how):
    """The last output for two orders of the prefix, which should be the same."""
    return exact(*last_output(rng, n, **how), ops=8 * D + 4 * n + 2 * HIDDEN + 40)


def check_one_layer_sees_a_set(rng, n=N):
    """One layer, causal mask: the last output does not change when the tokens before it are reordered."""
    return prefix_is_a_set(rng, n)


@guards(check_one_layer_sees_a_set)
def control_one_layer_with_positions(rng, n=N):
    """With positions added to the input it does."""
    return prefix_is_a_set(rng, n, position=1.0)


@guards(check_one_layer_sees_a_set)
def control_a_second_layer(rng, n=N):
    """With a second layer, and no positions, it does too."""
    return prefix_is_a_set(rng, n, depth=2)


def order_shows(rng, n, **how):
    """Which numbers of the last outputs change with the order of the prefix, (B, d), against all of them."""
    after, before = last_output(rng, n, **how)
    return exact((after - before).abs() > 1e-9, torch.ones(BATCH, D, dtype=torch.bool))


def check_two_layers_see_order(rng, n=N):
    """Two layers, causal mask, no positions: the last output shows the order of the tokens before it."""
    return order_shows(rng, n, depth=2)


@guards(check_two_layers_see_order)
def control_two_layers_without_mask(rng, n=N):
    """Without the mask it does not: it is the mask that lets order in."""
    return order_shows(rng, n, depth=2, mask=no_mask)


def even_share(rng, place, mask):
    """What the token at `place` gets of the start token's value 1 when it attends evenly, against 1/place."""
    q, k = torch.zeros(1, LONGEST, D), torch.randn(1, LONGEST, D, generator=rng)
    is_start = torch.eye(LONGEST)[None, :, :1]  # (1, n, 1)
    shares = scaled_dot_product_attention(q, k, is_start, attn_mask=~mask(LONGEST))
    return exact(shares[0, place - 1, 0], 1 / place, ops=2 * LONGEST)


def check_places_can_be_counted(rng, place=PLACE):
    """Under a causal mask token i, attending evenly, gets 1/i of the start token's value: its place."""
    return even_share(rng, place, causal)


@guards(check_places_can_be_counted)
def control_count_without_mask(rng, place=PLACE):
    """Without the mask every token gets 1/n."""
    return even_share(rng, place, no_mask)


if __name__ == "__main__":
    main()
