"""What normalisation forgets about its input: size, and for LayerNorm also offset.

As ε → 0, over the features of one token:

    LayerNorm    (x − μ)/σ        LN(αx + β) = LN(x) for α > 0, as αx + β has mean αμ + β and deviation ασ
    RMSNorm      x/√mean(x²)      RMS(αx) = RMS(x), but an offset β stays in: it does not centre

For tokens with mean 0 the two are the same. A negative α turns the sign of both. With ε the exact law is

    LN_ε(αx) = LN_{ε/α²}(x):   small inputs feel ε more.

The factor may be another for each token. BatchNorm in training takes one factor for all samples only, and
at test none: its running averages do not follow.
"""

import torch
from torch.nn.functional import batch_norm, layer_norm, rms_norm

from quiz.lab import Knob, exact, guards, main

ALPHA = Knob(3.0, [0.1, 3.0, 100.0], "α: what the input is multiplied by")
T, D = 5, 8  # tokens, features
OPS = 30 * D
TINY = 1e-30  # stands for ε → 0


def tokens(rng):
    """Tokens (T, d) with mean 1 and standard deviation 2."""
    return 1 + 2 * torch.randn(T, D, generator=rng)


def ln(x, eps=TINY):
    """LayerNorm without parameters."""
    return layer_norm(x, (D,), eps=eps)


def rms(x, eps=TINY):
    """RMSNorm without parameters."""
    return rms_norm(x, (D,), eps=eps)


def bn(x):
    """BatchNorm in training mode over the tokens."""
    return batch_norm(x, None, None, training=True, eps=TINY)


def bn_at_test(x):
    """BatchNorm in eval mode, with running averages that fit the tokens."""
    return batch_norm(x, torch.full((D,), 1.0), torch.full((D,), 4.0), eps=TINY)


def moved(rng, norm, alpha, beta):
    """norm(αx + β) against norm(x)."""
    x = tokens(rng)
    return exact(norm(torch.add(alpha * x, beta)), norm(x), ops=OPS * 20, scale=10)


def check_layer_norm_forgets_scale_and_offset(rng, alpha=ALPHA):
    """LN(αx + β) = LN(x) for α > 0, as ε → 0."""
    return moved(rng, ln, alpha, 0.7)


@guards(check_layer_norm_forgets_scale_and_offset)
def control_negative_factor(rng, alpha=ALPHA):
    """For α < 0 the sign turns."""
    return moved(rng, ln, -alpha, 0.7)


def check_rms_norm_forgets_scale(rng, alpha=ALPHA):
    """RMSNorm(αx) = RMSNorm(x) for α > 0, as ε → 0."""
    return moved(rng, rms, alpha, 0.0)


@guards(check_rms_norm_forgets_scale)
def control_rms_norm_with_offset(rng, alpha=ALPHA):
    """An offset changes RMSNorm."""
    return moved(rng, rms, alpha, 0.7 * alpha)


def check_each_token_may_have_its_factor(rng):
    """LayerNorm forgets a factor and an offset of each token's own."""
    return moved(rng, ln, 0.5 + torch.rand(T, 1, generator=rng), torch.randn(T, 1, generator=rng))


@guards(check_each_token_may_have_its_factor)
def control_each_token_and_batch_norm(rng):
    """BatchNorm does not, in training mode either."""
    return moved(rng, bn, 0.5 + torch.rand(T, 1, generator=rng), torch.randn(T, 1, generator=rng))


def check_batch_norm_forgets_a_common_scale(rng, alpha=ALPHA):
    """BatchNorm in training mode forgets a factor and an offset that all samples share."""
    return moved(rng, bn, alpha, 0.7)


@guards(check_batch_norm_forgets_a_common_scale)
def control_batch_norm_at_test(rng, alpha=ALPHA):
    """At test it does not: the running averages do not follow."""
    return moved(rng, bn_at_test, alpha, 0.7)


def with_epsilon(rng, alpha, eps):
    """LN(αx) with ε = 0.1 against LN(x) with another ε."""
    x = tokens(rng)
    return exact(ln(alpha * x, 0.1), ln(x, eps), ops=OPS, scale=10)


def check_epsilon_is_divided_by_alpha_squared(rng, alpha=ALPHA):
    """LN_ε(αx) = LN_{ε/α²}(x): small inputs feel ε more."""
    return with_epsilon(rng, alpha, 0.1 / alpha**2)


@guards(check_epsilon_is_divided_by_alpha_squared)
def control_same_epsilon(rng, alpha=ALPHA):
    """With ε itself on both sides they differ."""
    return with_epsilon(rng, alpha, 0.1)


def on_centred(rng, offset):
    """RMSNorm against LayerNorm for tokens of mean `offset`."""
    x = torch.add(ln(tokens(rng)), offset)
    return exact(rms(x), ln(x), ops=OPS, scale=10)


def check_rms_norm_is_layer_norm_on_centred_tokens(rng):
    """RMSNorm is LayerNorm for tokens of mean 0."""
    return on_centred(rng, 0)


@guards(check_rms_norm_is_layer_norm_on_centred_tokens)
def control_tokens_off_centre(rng):
    """For tokens of mean 1 it is not."""
    return on_centred(rng, 1)


if __name__ == "__main__":
    main()
