"""True may mean "look" or "look away".

Two of torch's own parts read a boolean mask in opposite ways:

    scaled_dot_product_attention(attn_mask=m)                  True: this pair takes part
    nn.MultiheadAttention(attn_mask=m, key_padding_mask=p)     True: this pair, this key is hidden

Pass a mask on without turning it round, and attention sees just what it should not. Nothing raises.

A padding mask speaks of keys: one row (B, n) for each sentence, which becomes (B, 1, 1, n) and serves all
heads and all queries alike. Padded queries are not hidden by it. They too come out with some vector, which
the loss has to leave out.
"""

import torch
from torch.nn.functional import linear, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(7, [4, 7, 16], "length of the sequences")
BATCH, D, HEADS = 3, 6, 2
OPS = 8 * D + 20  # projections in and out; the chain over the n keys comes on top


def draw(rng, n):
    """Tokens (B, n, d) and torch's module, with biases that are not 0."""
    module = torch.nn.MultiheadAttention(D, HEADS, batch_first=True)
    torch.nn.init.normal_(module.in_proj_bias, generator=rng)
    torch.nn.init.normal_(module.out_proj.bias, generator=rng)
    return 1.5 * torch.randn(BATCH, n, D, generator=rng), module


def padding(n):
    """True on padded keys, (B, n), of sentences with 1, 2 and 3 tokens."""
    return torch.ones(BATCH, n, dtype=torch.bool).triu(1)


def split(x, module):
    """Queries, keys and values of each head, (B, h, n, d/h)."""
    qkv = linear(x, module.in_proj_weight, module.in_proj_bias)  # (B, n, 3d)
    return qkv.unflatten(-1, (3, HEADS, D // HEADS)).permute(2, 0, 3, 1, 4)


def by_function(x, module, mask):
    """The module's output by torch's function, (B, n, d)."""
    heads = scaled_dot_product_attention(*split(x, module), attn_mask=mask)  # (B, h, n, d/h)
    return module.out_proj(heads.transpose(1, 2).flatten(2))


def attention_masks(rng, n, turn):
    """The module under the mask `turn(m)`, against the function under the mask m."""
    x, module = draw(rng, n)
    alone = torch.eye(n, dtype=torch.bool)  # each token and itself
    got, _ = module(x, x, x, attn_mask=turn(alone))
    return exact(got, by_function(x, module, alone), ops=OPS + 2 * n, scale=10)


def check_attention_masks_are_opposite(rng, n=N):
    """MultiheadAttention wants the opposite of the mask that scaled_dot_product_attention wants."""
    return attention_masks(rng, n, torch.logical_not)


@guards(check_attention_masks_are_opposite)
def control_the_same_mask(rng, n=N):
    """Given the same mask the two disagree."""
    return attention_masks(rng, n, torch.clone)


def padding_masks(rng, n, turn):
    """The module given the padded keys, against the function under the mask `turn(padding)`."""
    x, module = draw(rng, n)
    got, _ = module(x, x, x, key_padding_mask=padding(n))
    want = by_function(x, module, turn(padding(n))[:, None, None])
    return exact(got, want, ops=OPS + 2 * n, scale=10)


def check_key_padding_mask_marks_padding(rng, n=N):
    """key_padding_mask is True on padding; scaled_dot_product_attention wants it True on real keys."""
    return padding_masks(rng, n, torch.logical_not)


@guards(check_key_padding_mask_marks_padding)
def control_not_turned_round(rng, n=N):
    """Not turned round, the mask shows the padding and hides the tokens."""
    return padding_masks(rng, n, torch.clone)


def pairs(rng, n, mask):
    """Which pairs of query and key have weight under `mask`, against all queries with the real keys."""
    q, k, _ = split(*draw(rng, n))
    weights = scaled_dot_product_attention(q, k, torch.eye(n).expand(BATCH, HEADS, n, n), attn_mask=mask)
    real = torch.ones(BATCH, n).tril().bool()[:, None, None]
    evidence = exact(weights > 0, real.expand_as(weights))
    return evidence.heat(weights[1, 0], "weights, two tokens real", x="key", y="query")


def check_padded_queries_come_out_too(rng, n=N):
    """A padding mask hides keys: every query, the padded ones too, gets weights over the real keys."""
    return pairs(rng, n, ~padding(n)[:, None, None])


@guards(check_padded_queries_come_out_too)
def control_queries_hidden_too(rng, n=N):
    """Hide the padded queries as well, and their rows are empty."""
    return pairs(rng, n, ~padding(n)[:, None, None] & ~padding(n)[:, None, :, None])


if __name__ == "__main__":
    main()
