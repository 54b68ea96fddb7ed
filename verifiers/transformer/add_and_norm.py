"""Add & Norm: LayerNorm(x + Sublayer(x)), in this order.

    z = x + Dropout(Sublayer(x))                           add
    N(z) = γ·(z − mean(z))/√(var(z) + ε) + β               norm, over the d features of one token

The mean and the variance (the one that divides by d) are those of a single token: neither other tokens nor
other sentences play a part. ε, 10⁻⁵ in torch, stands under the root. γ and β are learnt, one of each per
feature.

This is post-norm, the paper's and torch's default. Moving the norm gives other functions: x + Sublayer(N(x))
is pre-norm, and N(x) + Sublayer(x) or x + N(Sublayer(x)) is neither.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

N = Knob(7, [1, 7, 15], "tokens in a sentence")
D, HEADS, D_FF = 12, 4, 20
OPS = 24 * D  # two sublayers: six products in a row, a softmax and two norms


def draw(rng, n, dropout=0.0):
    """torch's own encoder layer with random parameters, and tokens (n, d)."""
    layer = nn.TransformerEncoderLayer(D, HEADS, D_FF, dropout).requires_grad_(False)
    for parameter in layer.parameters():
        parameter.copy_(0.7 * torch.randn(parameter.shape, generator=rng))
    return layer, 0.2 * torch.randn(n, D, generator=rng)


def normalise(norm, z, axes=-1):
    """LayerNorm by hand: (n, d) to (n, d)."""
    centred = z - z.mean(axes, keepdim=True)
    return norm.weight * centred / (centred.square().mean(axes, keepdim=True) + norm.eps).sqrt() + norm.bias


def add_then_norm(norm, x, sublayer):
    """Add & Norm."""
    return normalise(norm, x + sublayer(x))


def by_hand(layer, x, wrap):
    """The encoder layer, with `wrap` around each of torch's two sublayers: (n, d) to (n, d)."""
    x = wrap(layer.norm1, x, lambda x: layer.self_attn(x, x, x)[0])
    return wrap(layer.norm2, x, lambda x: layer.linear2(layer.linear1(x).relu()))


def compare(rng, n, wrap):
    """Our layer against torch's."""
    layer, x = draw(rng, n)
    return exact(by_hand(layer, x, wrap), layer(x), ops=OPS)


def check_equals_torch(rng, n=N):
    """N(x + Sublayer(x)) around attention and around the feed-forward network: that is torch's layer."""
    return compare(rng, n, add_then_norm)


@guards(check_equals_torch)
def control_only_the_sublayer_normed(rng, n=N):
    """x + N(Sublayer(x)) is another function."""
    return compare(rng, n, lambda norm, x, sublayer: x + normalise(norm, sublayer(x)))


@guards(check_equals_torch)
def control_only_the_input_normed(rng, n=N):
    """N(x) + Sublayer(x) is another function."""
    return compare(rng, n, lambda norm, x, sublayer: normalise(norm, x) + sublayer(x))


@guards(check_equals_torch)
def control_pre_norm(rng, n=N):
    """x + Sublayer(N(x)) is another function."""
    return compare(rng, n, lambda norm, x, sublayer: x + sublayer(normalise(norm, x)))


@guards(check_equals_torch)
def control_no_addition(rng, n=N):
    """N(Sublayer(x)) is another function."""
    return compare(rng, n, lambda norm, x, sublayer: normalise(norm, sublayer(x)))


def token_by_token(rng, axes):
    """The norm of a sentence of five tokens, against torch's of each token alone: (n, d)."""
    layer, x = draw(rng, 5)
    alone = [layer.norm1(token) for token in x]  # n tokens (d,)
    return exact(normalise(layer.norm1, x, axes), torch.stack(alone), ops=4 * D)


def check_statistics_are_the_tokens_own(rng):
    """Mean and variance are those of one token: it comes out the same when it stands alone."""
    return token_by_token(rng, -1)


@guards(check_statistics_are_the_tokens_own)
def control_over_the_sentence(rng):
    """With the mean and variance of the whole sentence it does not."""
    return token_by_token(rng, (-2, -1))


def all_dropped(rng, n, training):
    """torch's layer with dropout 1, against two norms without any sublayer."""
    layer, x = draw(rng, n, dropout=1.0)
    return exact(layer.train(training)(x), layer.norm2(layer.norm1(x)), ops=OPS)


def check_dropout_comes_before_the_addition(rng, n=N):
    """Dropout hits the sublayer's output, not the sum: with rate 1, N(x + 0) is left of each sublayer."""
    return all_dropped(rng, n, True)


@guards(check_dropout_comes_before_the_addition)
def control_not_while_testing(rng, n=N):
    """In evaluation nothing is dropped, whatever the rate."""
    return all_dropped(rng, n, False)


if __name__ == "__main__":
    main()
